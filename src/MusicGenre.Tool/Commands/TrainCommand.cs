using System.CommandLine;
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
        FoldSource cutting = new();
        Option<bool> noEvaluation = new("--no-evaluation") { Description = "Do not cross-validate before the training: no figure, and none in the model's card." };
        Command command = new("train", "Cross-validate one trainer on a table or a folder of audio, train it on all rows, and save the model.") { source, trainer, output, label, seed, balanced, noEvaluation };
        cutting.AddTo(command);
        extraction.AddTo(command);
        command.AddRule(result => result.GetValue(noEvaluation) && cutting.Options.Where(static o => o.Name != "--groups").FirstOrDefault(result.IsGiven) is { } option
            ? $"{option.Name} is about the cross-validation, which --no-evaluation leaves out." : null);
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(source);
            List<BadFile> bad = [];
            FeatureTable table;
            int? trackCount = null;
            string? groupColumn = cutting.GroupColumn(parsed);
            if (Directory.Exists(path))
            {
                if (parsed.GetValue(label) is not null)
                {
                    throw new WrongUseException("--label names a column of a table; the genres of a folder of audio are its folders or file names (--genre).");
                }

                if (groupColumn is not null && !TableSource.IsTag(groupColumn))
                {
                    throw new WrongUseException($"--groups {groupColumn}: there is no such file; for a folder of audio name a file, artist, album or none.");
                }

                table = extraction.Extract(parsed, path, bad, out int tracks, cancellation);
                trackCount = tracks;
            }
            else
            {
                if (extraction.IsGiven(parsed))
                {
                    throw new WrongUseException($"--set and what belongs to it are for a folder of audio; {path} is none.");
                }

                table = FeatureCsv.Read(path, new FeatureCsvOptions { LabelColumn = parsed.GetValue(label), GroupColumn = groupColumn });
            }

            Trainer chosen = KnownTrainers.Create(parsed.GetValue(trainer) ?? (Directory.Exists(path) ? ForFolders : ForTables), parsed.GetValue(seed)) with { ClassWeights = parsed.GetValue(balanced) ? ClassWeights.Balanced : ClassWeights.None };
            List<string> notes = [];
            ModelEvaluation? figures = null;
            table = cutting.Group(parsed, table, notes);
            notes.ForEach(Terminal.Line);
            notes.Clear();
            Terminal.Line($"{table}");
            Terminal.Line($"groups: {table.DescribeGroups()}");
            if (!parsed.GetValue(noEvaluation))
            {
                figures = await EvaluateAsync(parsed, cutting, extraction, chosen, table, parsed.GetValue(seed), notes, cancellation).ConfigureAwait(false);
            }

            GenreModel model = chosen.Fit(table, cancellationToken: cancellation);
            model = model.WithCard(ModelCard.Of(chosen, table) with { TrackCount = trackCount, Evaluation = figures, Created = DateTimeOffset.UtcNow });
            string modelPath = parsed.GetRequiredValue(output).ToString();
            model.Save(modelPath);
            foreach (string warning in model.Warnings)
            {
                Terminal.Error($"warning: {model.TrainerName}: {warning}");
            }

            Terminal.Line($"{model.TrainerName} saved as {modelPath} ({new FileInfo(modelPath).Length:N0} bytes)");
            Terminal.Line(ShowCommand.PredictsFrom(model));
            return BadFiles.Report(bad, file: null);
        });
        return command.WithExamples(
            "musicgenre train music/ --out my.model",
            "musicgenre train music/ --genre tag --min-tracks 20 --out my.model",
            "musicgenre train genres/ --set gtzan57 --padding reflect --trainer extratrees --out gtzan.model",
            "musicgenre train features/gtzan.csv --trainer svm --out gtzan.model",
            "musicgenre train my.csv --trainer dense --label style --out my.model --seed 7");
    }

    // What the model is worth on artists, or tracks, that it has not heard. The model itself learns from all rows, so it is a little better than this.
    private static async Task<ModelEvaluation?> EvaluateAsync(
        ParseResult parsed, FoldSource cutting, ExtractionSource extraction, Trainer trainer, FeatureTable table, long seed, List<string> notes, CancellationToken cancellation)
    {
        int judged = Enumerable.Range(0, table.RowCount).Select(i => (table.Labels[i], table.Groups[i])).Distinct().CountBy(static g => g.Item1, StringComparer.Ordinal).Count(static c => c.Value > 1);
        if (judged < 2)
        {
            Terminal.Line("no cross-validated figure: at least two genres need two groups each, one to learn from and one to be tested on.");
            return null;
        }

        Folds folds = cutting.Split(parsed, table, seed, notes, mayHaveFewer: true);
        notes.ForEach(Terminal.Line);
        CrossValidationResult result = (await TrainingProgress.RunAsync(
            [trainer], folds.Count, progress => CrossValidation.Run(table, [trainer], folds, options: null, progress, cancellation)).ConfigureAwait(false))[0];
        notes.Clear();
        ModelEvaluation figures = ModelEvaluation.Of(extraction.PerTrack(result, notes));
        Terminal.Line($"cross-validated: {figures}");
        notes.ForEach(Terminal.Line);
        foreach (string warning in folds.Warnings)
        {
            Terminal.Line(warning);
        }

        return figures;
    }
}
