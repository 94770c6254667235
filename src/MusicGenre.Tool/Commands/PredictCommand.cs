using System.CommandLine;
using System.Globalization;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre predict</c>: the genre of audio files, or of every row of a table.</summary>
internal static class PredictCommand
{
    private const int GenresShown = 3;

    public static Command Create()
    {
        Argument<FileInfo> modelFile = new("MODEL") { Description = "A model that 'train' saved." };
        Argument<string[]> files = new("FILES") { Description = "Audio files, folders of them, or CSV tables with the model's features; labels are not needed.", Arity = ArgumentArity.OneOrMore };
        Option<FileInfo?> output = new Option<FileInfo?>("--out", "-o") { Description = "Write all probabilities as CSV.", HelpName = "FILE" }.ForOutput();
        Option<FileInfo?> errors = new Option<FileInfo?>("--errors") { Description = "Write the files that could not be used, and why, as CSV.", HelpName = "FILE" }.ForOutput();
        OptionalNumberOption<int> threads = CommonOptions.Threads("How many audio files are worked on at once. Default: one a core.");
        Command command = new("predict", "Predict the genre of audio files, or of every row of a table.") { modelFile, files, output, errors, threads };
        command.SetAction((parsed, cancellation) =>
        {
            GenreModel model = GenreModel.Load(parsed.GetRequiredValue(modelFile).ToString());
            BatchOptions options = new() { MaxDegreeOfParallelism = parsed.GetValue(threads) ?? Environment.ProcessorCount, Warnings = new AudioWarnings() };
            List<BadFile> bad = [];
            List<Part> parts = [.. Predict(model, parsed.GetRequiredValue(files), options, bad, cancellation)];
            GenrePrediction[] predictions = [.. parts.SelectMany(static p => p.Predictions)];
            string[] names = [.. parts.SelectMany(static p => p.Rows.FileNames)];
            string[] labels = [.. parts.SelectMany(static p => p.Rows.Labels)];

            // The file first: who looks at the first lines only (head) has closed the pipe by then.
            if (parsed.GetValue(output) is { } file)
            {
                PredictionCsv.Write(file.FullName, model, names, predictions);
            }

            Print(names, predictions);

            // A folder's name is a genre only if the model knows it.
            int[] labelled = [.. Enumerable.Range(0, names.Length).Where(i => model.Genres.Contains(labels[i]))];
            if (labelled.Length > 0)
            {
                int right = labelled.Count(i => labels[i] == predictions[i].Genre);
                Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{right} of {labelled.Length} labelled rows are right ({(double)right / labelled.Length:0.000}); rows that the model learnt from say nothing of its worth."));
            }

            // What a table calls a label is meant as one.
            string[] strange = [.. parts.Where(static p => p.IsTable).SelectMany(static p => p.Rows.Labels).Where(l => l.Length > 0 && !model.Genres.Contains(l))];
            if (strange.Length > 0)
            {
                Terminal.Line($"{strange.Length} rows have a label that is no genre of the model ({string.Join(", ", strange.Distinct(StringComparer.Ordinal).Take(GenresShown))}); they were not counted.");
            }

            if (parsed.GetValue(output) is { } written)
            {
                Terminal.Line($"probabilities: {written.FullName}");
            }

            return Task.FromResult(BadFiles.Report(bad, parsed.GetValue(errors)));
        });
        return command.WithExamples(
            "musicgenre predict gtzan.model song.wav",
            "musicgenre predict gtzan.model music/ --out predictions.csv",
            "musicgenre predict gtzan.model new.csv");
    }

    private static void Print(string[] names, GenrePrediction[] predictions)
    {
        names = [.. names.Select(static n => Terminal.Visible(n).ReplaceLineEndings(" "))];
        int width = names.Aggregate(8, static (w, n) => Math.Max(w, n.Length));
        for (int i = 0; i < predictions.Length; i++)
        {
            string best = string.Join("  ", predictions[i].Probabilities.Take(GenresShown).Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value:0.000}")));
            Terminal.Line($"{names[i].PadRight(width)}  {predictions[i].Genre.PadRight(12)}{best}");
        }
    }

    /// <summary>The parts in the order of the arguments; audio files that follow each other are one, processed together. A file or table that can't be used is left out.</summary>
    private static IEnumerable<Part> Predict(GenreModel model, string[] files, BatchOptions options, List<BadFile> bad, CancellationToken cancellation)
    {
        List<AudioTrack> audio = [];
        foreach (string file in files)
        {
            if (Directory.Exists(file))
            {
                IReadOnlyList<AudioTrack> found = AudioFolder.List(file, badFiles: bad);
                audio.AddRange(found.Count > 0 ? found : throw new WrongUseException($"{file}: there is no audio file in the folder."));
            }
            else if (!IsTable(file))
            {
                audio.Add(AudioFolder.FromPath(file) with { Name = file });
            }
            else
            {
                if (audio.Count > 0)
                {
                    yield return Extract(model, audio, options, bad, cancellation);
                    audio.Clear();
                }

                if (ReadTable(model, file, bad) is { } part)
                {
                    yield return part;
                }
            }
        }

        if (audio.Count > 0)
        {
            yield return Extract(model, audio, options, bad, cancellation);
        }
    }

    private static Part? ReadTable(GenreModel model, string file, List<BadFile> bad)
    {
        try
        {
            FeatureTable table = FeatureCsv.Read(file, new FeatureCsvOptions { RequireLabels = false });
            return new Part(table, model.Predict(table), IsTable: true);
        }
        catch (Exception error) when (error is TableFormatException or FeatureFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            string reason = CommandHost.Words(error);
            bad.Add(new BadFile(file, reason.StartsWith(file, StringComparison.Ordinal) ? reason[file.Length..].TrimStart(' ', ':', ',') : reason));
            return null;
        }
    }

    private static Part Extract(GenreModel model, List<AudioTrack> audio, BatchOptions options, List<BadFile> bad, CancellationToken cancellation)
    {
        if (model.FeatureSet is null)
        {
            throw new WrongUseException("The model was learnt from a table whose feature set is not known, so it can't predict from audio: train it from a folder of audio, or on a table that 'extract' made.");
        }

        List<TrackFeatures> gathered = [];
        ExtractionProgress.Run(audio, audio.Count, model.FeatureSet, options, bad, gathered.Add, cancellationToken: cancellation);
        FeatureTable table = FeatureTable.FromTracks(gathered, model.FeatureSet);
        return new Part(table, model.Predict(table), IsTable: false);
    }

    private sealed record Part(FeatureTable Rows, IReadOnlyList<GenrePrediction> Predictions, bool IsTable);

    private static bool IsTable(string file) => !AudioFolder.IsAudioName(file) && Path.GetExtension(file).ToLowerInvariant() is ".csv" or ".tsv" or ".txt";
}
