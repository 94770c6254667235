using System.Globalization;
using System.Text;
using CsvHelper;
using MusicGenre.Features.Batch;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tuning;

/// <summary>
/// The trials of a search as CSV: a first line that says what was searched (after a #), the header <c>trial,</c> settings <c>,score,seconds</c>, a line a trial. A file
/// appears whole or not at all.
/// </summary>
internal static class TrialsFile
{
    private const int MostTrials = 100_000;
    private const long MostBytes = 64 << 20;

    public static void Write(string path, string title, SearchSpace space, IReadOnlyList<Trial> trials)
    {
        AtomicFile.Write(path, stream =>
        {
            using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            writer.Write($"# {title}\n");
            using CsvWriter csv = CsvFormat.Write(writer);
            csv.WriteRecord(Header(space));
            foreach (Trial trial in trials)
            {
                csv.WriteRecord([Number(trial.Number), .. Enumerable.Range(0, space.Count).Select(trial.Settings.Text), Number(trial.Score), Number(trial.Seconds)]);
            }
        });
    }

    /// <summary>The trials of a file; none if there is no file.</summary>
    /// <exception cref="TableFormatException">The file is of another search, or is damaged.</exception>
    public static List<Trial> Read(string path, string title, SearchSpace space)
    {
        List<Trial> trials = [];
        if (!File.Exists(path))
        {
            return trials;
        }

        if (new FileInfo(path).Length > MostBytes)
        {
            throw new TableFormatException($"the file has more than {MostBytes} bytes; a file of trials is smaller", path);
        }

        using StreamReader reader = new(path, Encoding.UTF8);
        string? first = reader.ReadLine();
        if (first != "# " + title)
        {
            throw new TableFormatException($"it holds the trials of another search, '{Shorten(first)}'; this one is '{title}'. Name another file, or delete it", path, line: 1);
        }

        using CsvReader csv = CsvReader.Create(reader, CsvFormat.Reading(',', allowLineBreaks: false), leaveOpen: true);
        try
        {
            string[] header = Header(space);
            string form = string.Join(',', header);
            if (!csv.Read() || !csv.Fields().SequenceEqual(header))
            {
                throw new TableFormatException($"the header is '{Shorten(csv.FieldCount == 0 ? null : string.Join(',', csv.Fields()))}'; expected '{form}'", path, line: 2);
            }

            while (csv.Read())
            {
                string[] cells = csv.Fields();
                double[] values = new double[space.Count];
                bool isValid = cells.Length == header.Length && trials.Count < MostTrials && cells[0] == Number(trials.Count + 1);
                for (int i = 0; isValid && i < values.Length; i++)
                {
                    isValid = space[i].TryParse(cells[i + 1], out values[i]);
                }

                if (!isValid
                    || !double.TryParse(cells[^2], NumberStyles.Float, CultureInfo.InvariantCulture, out double score) || double.IsInfinity(score)
                    || !double.TryParse(cells[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || !(seconds >= 0))
                {
                    throw new TableFormatException($"'{Shorten(string.Join(',', cells))}' is not trial {trials.Count + 1} of the form {form} with values in their ranges", path, csv.LineNumber + 1);
                }

                trials.Add(new Trial(trials.Count + 1, new TrialSettings(space, values), score, seconds));
            }
        }
        catch (CsvFormatException malformed)
        {
            throw new TableFormatException($"this is no CSV (RFC 4180): {malformed.Message}", path, malformed.LineNumber > 0 ? malformed.LineNumber + 1 : null, column: null, malformed);
        }

        return trials;
    }

    private static string[] Header(SearchSpace space) => ["trial", .. space.Select(static r => r.Name), "score", "seconds"];

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Shorten(string? text) => text is null ? "nothing" : text.Length <= 200 ? text : text[..200] + "…";
}
