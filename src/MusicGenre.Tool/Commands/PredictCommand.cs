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
    private const double ShortestWindow = 0.1;

    public static Command Create()
    {
        Argument<FileInfo> modelFile = new("MODEL") { Description = "A model that 'train' saved." };
        Argument<string[]> files = new("FILES") { Description = "Audio files, folders of them, or CSV tables with the model's features; labels are not needed.", Arity = ArgumentArity.OneOrMore };
        OptionalNumberOption<double> window = new("--window", $"Cut audio into windows of N seconds, at least {ShortestWindow.ToString(CultureInfo.InvariantCulture)}, and average the logarithms of their probabilities; 0 takes it as a whole, or as much as the model's feature set uses. Default: the length of the clips that the model learnt from, if it knows.", 0, 1e9);
        Option<bool> timeline = new("--timeline") { Description = "Print the course over time as well: a line for each window. In --out, a row for each window." };
        OptionalNumberOption<double> rejectBelow = new("--reject-below", $"Answer '{GenrePrediction.Unknown}' where the most probable genre has less than this probability.", 0, 1);
        Option<FileInfo?> output = new Option<FileInfo?>("--out", "-o") { Description = "Write all probabilities as CSV.", HelpName = "FILE" }.ForOutput();
        Option<FileInfo?> json = new Option<FileInfo?>("--json") { Description = "Write all probabilities, and those of the windows, as JSON.", HelpName = "FILE" }.ForOutput();
        Option<FileInfo?> errors = new Option<FileInfo?>("--errors") { Description = "Write the files that could not be used, and why, as CSV.", HelpName = "FILE" }.ForOutput();
        OptionalNumberOption<int> threads = CommonOptions.Threads("How many audio files are worked on at once. Default: one a core.");
        Command command = new("predict", "Predict the genre of audio files, or of every row of a table.") { modelFile, files, window, timeline, rejectBelow, output, json, errors, threads };
        command.AddRule(result => result.GetValue(window) is > 0 and < ShortestWindow ? string.Create(CultureInfo.InvariantCulture, $"--window: a window has at least {ShortestWindow} s; 0 takes audio as a whole.") : null);
        command.AddRule(result => result.GetRequiredValue(files).All(IsTable) && new Option[] { window, timeline }.FirstOrDefault(result.IsGiven) is { } option
            ? $"{option.Name} is for audio; the rows of a table are predicted one by one." : null);
        command.SetAction((parsed, cancellation) =>
        {
            GenreModel model = GenreModel.Load(parsed.GetRequiredValue(modelFile).ToString());
            if (parsed.GetValue(window) is { } seconds)
            {
                model = model.WithWindow(seconds == 0 ? null : seconds);
            }

            double least = parsed.GetValue(rejectBelow) ?? 0;
            bool hasTimeline = parsed.GetValue(timeline);
            BatchOptions options = new() { Segmentation = model.Segmentation, MaxDegreeOfParallelism = parsed.GetValue(threads) ?? Environment.ProcessorCount, Warnings = new AudioWarnings() };
            List<BadFile> bad = [];
            List<PredictedTrack> tracks = [.. Predict(model, parsed.GetRequiredValue(files), options, bad, cancellation)];

            // The files first: who looks at the first lines only (head) has closed the pipe by then.
            FileInfo? csvFile = parsed.GetValue(output);
            FileInfo? jsonFile = parsed.GetValue(json);
            if (csvFile is not null)
            {
                PredictionCsv.Write(csvFile.FullName, model, tracks, least, hasTimeline);
            }

            if (jsonFile is not null)
            {
                PredictionJson.Write(jsonFile.FullName, model, tracks, least);
            }

            Print(tracks, least, hasTimeline);
            Summarize(model, tracks, least);
            if (csvFile is not null)
            {
                Terminal.Line($"probabilities: {csvFile.FullName}");
            }

            if (jsonFile is not null)
            {
                Terminal.Line($"probabilities: {jsonFile.FullName}");
            }

            return Task.FromResult(BadFiles.Report(bad, parsed.GetValue(errors)));
        });
        return command.WithExamples(
            "musicgenre predict gtzan.model song.wav",
            "musicgenre predict gtzan.model song.mp3 --timeline",
            "musicgenre predict gtzan.model music/ --reject-below 0.6 --out predictions.csv",
            "musicgenre predict gtzan.model new.csv");
    }

    private static void Print(List<PredictedTrack> tracks, double least, bool hasTimeline)
    {
        string[] names = [.. tracks.Select(static t => Terminal.Visible(t.Name).ReplaceLineEndings(" "))];
        int width = names.Aggregate(8, static (w, n) => Math.Max(w, n.Length));
        for (int i = 0; i < names.Length; i++)
        {
            GenrePrediction prediction = tracks[i].Prediction;
            string best = string.Join("  ", prediction.Probabilities.Take(GenresShown).Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value:0.000}")));
            Terminal.Line($"{names[i].PadRight(width)}  {prediction.GenreOrUnknown(least).PadRight(12)}{best}");
            foreach (WindowPrediction window in hasTimeline ? tracks[i].Windows : [])
            {
                string time = $"{Time(window.Start, window.Duration)} - {Time(window.End, window.Duration)}";
                Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  {time,-17}  {window.Prediction.GenreOrUnknown(least).PadRight(12)}{window.Prediction.Probability:0.000}"));
            }
        }
    }

    /// <summary>How many labelled rows are right.</summary>
    private static void Summarize(GenreModel model, List<PredictedTrack> tracks, double least)
    {
        // A folder's name is a genre only if the model knows it.
        PredictedTrack[] labelled = [.. tracks.Where(t => model.Genres.Contains(t.Label))];
        PredictedTrack[] answered = [.. labelled.Where(t => t.Prediction.Probability >= least)];
        const string Warning = "rows that the model learnt from say nothing of its worth";
        if (answered.Length > 0)
        {
            int right = answered.Count(static t => t.Label == t.Prediction.Genre);
            string rejected = answered.Length == labelled.Length ? "" : $"; {labelled.Length - answered.Length} more are below {least.ToString(CultureInfo.InvariantCulture)}";
            Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{right} of {answered.Length} labelled rows are right ({(double)right / answered.Length:0.000}){rejected}; {Warning}."));
        }
        else if (labelled.Length > 0)
        {
            Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"All {labelled.Length} labelled rows are below {least}."));
        }

        // What a table calls a label is meant as one.
        string[] strange = [.. tracks.Where(t => t.IsRow && t.Label.Length > 0 && !model.Genres.Contains(t.Label)).Select(static t => t.Label)];
        if (strange.Length > 0)
        {
            Terminal.Line($"{strange.Length} rows have a label that is no genre of the model ({string.Join(", ", strange.Distinct(StringComparer.Ordinal).Take(GenresShown))}); they were not counted.");
        }
    }

    /// <summary>The tracks in the order of the arguments; audio files that follow each other are processed together. A file or table that can't be used is left out.</summary>
    private static IEnumerable<PredictedTrack> Predict(GenreModel model, string[] files, BatchOptions options, List<BadFile> bad, CancellationToken cancellation)
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
                foreach (PredictedTrack track in Extract(model, audio, options, bad, cancellation).Concat(ReadTable(model, file, bad)))
                {
                    yield return track;
                }

                audio.Clear();
            }
        }

        foreach (PredictedTrack track in Extract(model, audio, options, bad, cancellation))
        {
            yield return track;
        }
    }

    private static IEnumerable<PredictedTrack> ReadTable(GenreModel model, string file, List<BadFile> bad)
    {
        try
        {
            FeatureTable table = FeatureCsv.Read(file, new FeatureCsvOptions { RequireLabels = false });
            return model.Predict(table).Select((prediction, i) => new PredictedTrack(table.FileNames[i], table.Labels[i], prediction, [], IsRow: true));
        }
        catch (Exception error) when (error is TableFormatException or FeatureFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            string reason = CommandHost.Words(error);
            bad.Add(new BadFile(file, reason.StartsWith(file, StringComparison.Ordinal) ? reason[file.Length..].TrimStart(' ', ':', ',') : reason));
            return [];
        }
    }

    private static List<PredictedTrack> Extract(GenreModel model, List<AudioTrack> audio, BatchOptions options, List<BadFile> bad, CancellationToken cancellation)
    {
        if (audio.Count == 0)
        {
            return [];
        }

        if (model.FeatureSet is null)
        {
            throw new WrongUseException("The model was learnt from a table whose feature set is not known, so it can't predict from audio: train it from a folder of audio, or on a table that 'extract' made.");
        }

        List<PredictedTrack> predicted = [];
        ExtractionProgress.Run(audio, audio.Count, model.FeatureSet, options, bad, Take, cancellationToken: cancellation);
        return predicted;

        void Take(TrackFeatures track)
        {
            if (track.Problem is null)
            {
                GenreTimeline timeline = model.PredictWindows(track);
                predicted.Add(new PredictedTrack(track.Track.Name, track.Track.Genre, timeline.Prediction, timeline.Windows, IsRow: false));
            }
        }
    }

    private static bool IsTable(string file) => !AudioFolder.IsAudioName(file) && !Directory.Exists(file) && Path.GetExtension(file).ToLowerInvariant() is ".csv" or ".tsv" or ".txt";

    // As players show it, with tenths where windows are short.
    private static string Time(double seconds, double window)
    {
        bool hasTenths = window < 10;
        TimeSpan time = TimeSpan.FromSeconds(Math.Round(seconds, hasTenths ? 1 : 0));
        string minutes = time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}" : $"{time.Minutes}";
        return hasTenths ? $"{minutes}:{time.Seconds:00}.{time.Milliseconds / 100}" : $"{minutes}:{time.Seconds:00}";
    }
}
