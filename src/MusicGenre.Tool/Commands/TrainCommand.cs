using System.CommandLine;
using System.Globalization;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre train</c>: a model from all rows of a table, or from a folder of audio.</summary>
internal static class TrainCommand
{
    // The full genre set with the trainer that weighs its families did best on tracks of artists that were not heard in training.
    private const string ForFolders = "lda-krr";
    private const string ForTables = "svm";

    public static Command Create()
    {
        ExtractionSource extraction = new(FeatureSets.GenreFull, cutsSongs: true);
        Argument<string> source = new("TABLE|FOLDER") { Description = "A CSV table of features with a label column, or a folder of audio." };
        Option<FileInfo> output = new Option<FileInfo>("--out", "-o") { Description = "Where the model goes.", HelpName = "MODEL", Required = true }.ForOutput();
        Option<string?> label = new("--label") { Description = "The label column of a table, if it has no usual name.", HelpName = "COLUMN" };
        Option<string?> trainer = CommonOptions.TrainerName($"{ForFolders} for a folder of audio, {ForTables} for a table");
        NumberOption<long> seed = CommonOptions.Seed();
        Option<bool> balanced = CommonOptions.Balanced();
        Command command = new("train", "Train one trainer on all rows of a table, or on a folder of audio, and save the model.") { source, trainer, output, label, seed, balanced };
        extraction.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(source);
            List<BadFile> bad = [];
            FeatureTable table;
            if (Directory.Exists(path))
            {
                if (parsed.GetValue(label) is not null)
                {
                    throw new WrongUseException("--label names a column of a table; the genres of a folder of audio are its folders or file names (--genre).");
                }

                table = Extract(path, extraction.FeatureSet(parsed), extraction.Genres(parsed), extraction.Options(parsed), bad, cancellation);
                if (table.Genres.Count < 2)
                {
                    BadFiles.Report(bad, file: null);
                    throw new WrongUseException($"{table.RowCount} rows of {(table.Genres.Count == 0 ? "no genre" : $"one genre, {table.Genres[0]},")} are left; at least two genres are needed to learn from.");
                }
            }
            else
            {
                if (extraction.IsGiven(parsed))
                {
                    throw new WrongUseException($"--set and what belongs to it are for a folder of audio; {path} is none.");
                }

                table = FeatureCsv.Read(path, new FeatureCsvOptions { LabelColumn = parsed.GetValue(label) });
            }

            Trainer chosen = KnownTrainers.Create(parsed.GetValue(trainer) ?? (Directory.Exists(path) ? ForFolders : ForTables), parsed.GetValue(seed)) with { ClassWeights = parsed.GetValue(balanced) ? ClassWeights.Balanced : ClassWeights.None };
            GenreModel model = chosen.Fit(table, cancellationToken: cancellation);
            string modelPath = parsed.GetRequiredValue(output).ToString();
            model.Save(modelPath);
            foreach (string warning in model.Warnings)
            {
                Terminal.Error($"warning: {model.TrainerName}: {warning}");
            }

            Terminal.Line($"{table}");
            Terminal.Line($"{model.TrainerName} saved as {modelPath} ({new FileInfo(modelPath).Length:N0} bytes)");
            string window = model.Window is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", windows of {seconds:0.#} s") : "";
            Terminal.Line(model.FeatureSet is { } set ? $"It predicts from audio: {set.Name}, {set.SampleRate} Hz, {set.Frames.Padding} padding{window}." : "It predicts from tables only: the table's feature set is not known.");
            return Task.FromResult(BadFiles.Report(bad, file: null));
        });
        return command.WithExamples(
            "musicgenre train music/ --out my.model",
            "musicgenre train genres/ --set gtzan57 --padding reflect --trainer extratrees --out gtzan.model",
            "musicgenre train features/gtzan.csv --trainer svm --out gtzan.model",
            "musicgenre train my.csv --trainer dense --label style --out my.model --seed 7");
    }

    private static FeatureTable Extract(string folder, FeatureSet set, GenreSource genres, BatchOptions options, List<BadFile> bad, CancellationToken cancellation)
    {
        IReadOnlyList<AudioTrack> tracks = AudioFolder.List(folder, genres, bad);
        string[] nameless = [.. tracks.Where(static t => t.Genre.Length == 0).Select(static t => t.Name)];
        if (nameless.Length > 0)
        {
            throw new WrongUseException($"{nameless.Length} of {tracks.Count} files have no genre, {nameless[0]} for one: put each genre into a folder of its own, or call the files blues.00000.wav.");
        }

        if (tracks.Select(static t => t.Genre).Distinct(StringComparer.Ordinal).Count() < 2)
        {
            throw new WrongUseException($"{folder} has {tracks.Count} audio files of {(tracks.Count == 0 ? "no genre" : "one genre")}; at least two genres are needed to learn from.");
        }

        List<TrackFeatures> gathered = [];
        ExtractionProgress.Run(tracks, tracks.Count, set, options, bad, gathered.Add, cancellationToken: cancellation);
        return FeatureTable.FromTracks(gathered, set);
    }
}
