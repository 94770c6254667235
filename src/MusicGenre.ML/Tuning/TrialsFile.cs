using System.Globalization;
using System.Text;
using MusicGenre.Features;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tuning;

/// <summary>
/// The trials of a search as CSV: a first line that says what was searched (after a #), the head <c>trial,</c> settings <c>,score,seconds</c>, a line a trial. A file
/// appears whole or not at all.
/// </summary>
internal static class TrialsFile
{
    private const int MostTrials = 100_000;
    private const long MostBytes = 64 << 20;

    public static void Write(string path, string title, SearchSpace space, IReadOnlyList<Trial> trials)
    {
        StringBuilder text = new();
        text.Append("# ").Append(title).Append('\n');
        text.Append(Head(space)).Append('\n');
        foreach (Trial trial in trials)
        {
            text.Append(trial.Number.ToString(CultureInfo.InvariantCulture));
            for (int i = 0; i < space.Count; i++)
            {
                text.Append(',').Append(trial.Settings.Text(i));
            }

            text.Append(CultureInfo.InvariantCulture, $",{trial.Score:R},{trial.Seconds:R}\n");
        }

        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
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

        string? head = reader.ReadLine();
        if (head != Head(space))
        {
            throw new TableFormatException($"the head is '{Shorten(head)}'; expected '{Head(space)}'", path, line: 2);
        }

        for (int line = 3; reader.ReadLine() is { } text; line++)
        {
            string[] cells = text.Split(',');
            double[] values = new double[space.Count];
            bool isValid = cells.Length == space.Count + 3
                && trials.Count < MostTrials
                && cells[0] == (trials.Count + 1).ToString(CultureInfo.InvariantCulture);
            for (int i = 0; isValid && i < values.Length; i++)
            {
                isValid = space[i].TryParse(cells[i + 1], out values[i]);
            }

            if (!isValid
                || !double.TryParse(cells[^2], NumberStyles.Float, CultureInfo.InvariantCulture, out double score) || double.IsInfinity(score)
                || !double.TryParse(cells[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || !(seconds >= 0))
            {
                throw new TableFormatException($"'{Shorten(text)}' is not trial {trials.Count + 1} of the form {Head(space)} with values in their ranges", path, line);
            }

            trials.Add(new Trial(trials.Count + 1, new TrialSettings(space, values), score, seconds));
        }

        return trials;
    }

    private static string Head(SearchSpace space) => $"trial,{string.Join(',', space.Select(static r => r.Name))},score,seconds";

    private static string Shorten(string? text) => text is null ? "nothing" : text.Length <= 200 ? text : text[..200] + "…";
}
