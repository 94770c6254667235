using System.CommandLine;
using System.Globalization;
using MusicGenre.ML;
using MusicGenre.Numerics;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre tune</c>: searches a trainer's settings on a table, and optionally estimates its result without bias by nested cross-validation.</summary>
internal static class TuneCommand
{
    public static Command Create()
    {
        Argument<FileInfo> tableFile = new("TABLE") { Description = "A CSV table of features with a label column." };
        Option<string> trainer = new("--trainer", "-t") { Description = "The trainer: " + string.Join(", ", KnownTrainers.TunableAliases) + ".", HelpName = "T", DefaultValueFactory = static _ => "svm" };
        NumberOption<int> trials = new("--trials", "How many settings are tried.", 1, 10_000, 50, "-n");
        Option<string> search = new("--search") { Description = "How settings are chosen: bayes, random or grid.", HelpName = "S", DefaultValueFactory = static _ => "bayes" };
        Option<bool> nested = new("--nested") { Description = "Nested cross-validation: tune again in each of the --folds, on its training rows alone: an unbiased estimate." };
        NumberOption<int> folds = new("--folds", "Folds of the score (with --nested: the outer folds).", 2, FoldSource.MostFolds, 10, "-k");
        NumberOption<int> inner = new("--inner-folds", "With --nested: the folds within each training part.", 2, FoldSource.MostFolds, 10);
        NumberOption<int> innerRepeats = new("--inner-repeats", "With --nested: how often each training part is split again for a score.", 1, 100, 3);
        Option<string?> groups = new("--groups") { Description = "A CSV/TSV file of file names and groups (artists): a group stays on one side.", HelpName = "FILE" };
        Option<string?> label = new("--label") { Description = "The label column, if it has no usual name.", HelpName = "COLUMN" };
        Option<FileInfo?> output = new Option<FileInfo?>("--out", "-o") { Description = "The trials as CSV; an interrupted search continues from there. The plot is written next to it as .svg.", HelpName = "FILE" }.ForOutput();
        NumberOption<long> seed = CommonOptions.Seed();
        search.OneOf("bayes", "random", "grid");
        trainer.OneOf([.. KnownTrainers.TunableAliases]);
        Command command = new("tune", "Search a trainer's settings on a feature table: Bayesian, random or grid; table and drawing of the trials.")
        {
            tableFile, trainer, trials, search, nested, folds, inner, innerRepeats, groups, label, output, seed,
        };
        command.AddRule(result => result.GetValue(nested) && result.IsGiven(output) ? "--out keeps one search; --nested runs one in each fold. Leave one of them out." : null);
        command.AddRule(result => !result.GetValue(nested) && new Option[] { inner, innerRepeats }.FirstOrDefault(result.IsGiven) is { } option ? $"{option.Name} goes with --nested." : null);
        command.SetAction((parsed, cancellation) =>
        {
            FeatureTable table = FeatureCsv.Read(parsed.GetRequiredValue(tableFile).ToString(), new FeatureCsvOptions { LabelColumn = parsed.GetValue(label) });
            if (parsed.GetValue(groups) is { } file)
            {
                table = GroupFile.Apply(table, file, column: null, out int unknown);
                Terminal.Line($"{unknown} of {table.RowCount} rows have no group in {Path.GetFileName(file)}; each of their tracks is a group of its own.");
            }

            string alias = parsed.GetRequiredValue(trainer);
            TunableTrainer tunable = KnownTrainers.Tunable(alias, table.ColumnCount, parsed.GetValue(seed));
            SearchMethod method = parsed.GetRequiredValue(search).ToLowerInvariant() switch { "random" => SearchMethod.Random, "grid" => SearchMethod.Grid, _ => SearchMethod.Bayesian };
            bool hasGroups = table.Groups.Distinct(StringComparer.Ordinal).Count() < table.RowCount;
            int count = parsed.GetValue(folds);
            Folds cut = FoldSource.Named(folds.Name, () => hasGroups ? Folds.StratifiedGroups(table, count, parsed.GetValue(seed)) : Folds.Stratified(table, count, parsed.GetValue(seed)));
            Terminal.Line($"{table}");
            Terminal.Line($"{alias}: {tunable.Space}");
            return Task.FromResult(parsed.GetValue(nested)
                ? RunNested(table, cut, tunable.ToTrainer($"Tuned {alias}") with { Trials = parsed.GetValue(trials), Method = method, InnerFolds = parsed.GetValue(inner), InnerRepeats = parsed.GetValue(innerRepeats), Seed = parsed.GetValue(seed) }, cancellation)
                : RunOne(table, cut, tunable, parsed.GetValue(output), new TunerOptions { Trials = parsed.GetValue(trials), Method = method, Seed = parsed.GetValue(seed) }, cancellation));
        });
        return command.WithExamples(
            "musicgenre tune features_30_sec.csv --trainer svm --trials 50",
            "musicgenre tune features_30_sec.csv --trainer svm --nested",
            "musicgenre tune features_3_sec.csv --trainer boosting --search random --trials 30 --out trials.csv");
    }

    private static int RunOne(FeatureTable table, Folds folds, TunableTrainer tunable, FileInfo? output, TunerOptions options, CancellationToken cancellation)
    {
        options = options with
        {
            TrialsFile = output?.FullName,
            Description = $"{table.RowCount} rows, {table.ColumnCount} features; accuracy over {folds.Description}",
        };
        TuningResult result;
        try
        {
            result = Tuner.Tune(table, tunable.Space, tunable.CreateTrial, folds, options, score: null, new TrialLines(options.Trials), cancellation);
        }
        catch (OperationCanceledException) when (output is not null)
        {
            Terminal.Error($"stopped; the same command goes on from the trials in {output.FullName}.");
            throw;
        }

        Terminal.Line("");
        Terminal.Line(result.ToTable());
        Terminal.Line($"{result}");
        Terminal.Line($"The score is the accuracy over {folds.Description}, the best of many, so it is optimistically biased. --nested gives an unbiased estimate.");
        if (output is not null)
        {
            Terminal.Line($"trials: {output.FullName}");
            if (!AtomicFile.IsWrittenInPlace(output.FullName))
            {
                string drawing = Path.ChangeExtension(output.FullName, ".svg");
                result.SaveSvg(drawing);
                Terminal.Line($"drawing: {drawing}");
            }
        }

        return CommandHost.Success;
    }

    private static int RunNested(FeatureTable table, Folds folds, TunedTrainer trainer, CancellationToken cancellation)
    {
        Lock gate = new();
        int done = 0;
        trainer = trainer with
        {
            Tuned = found =>
            {
                lock (gate)
                {
                    Terminal.Line($"search {++done} of {folds.Count}: {found}");
                }
            },
        };
        CrossValidationResult result = CrossValidation.Run(table, trainer, folds, cancellationToken: cancellation);
        Terminal.Line("");
        Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"nested: accuracy {result.Accuracy}, macro F1 {result.MacroF1}, log-loss {result.LogLoss}"));
        Terminal.Line($"({folds.Description}; {trainer.Trials} trials on {trainer.InnerFolds} inner folds x {trainer.InnerRepeats} of each training part, {trainer.Method})");
        Comparison.PrintWarnings(result);
        return CommandHost.Success;
    }

    private sealed class TrialLines(int trials) : IProgress<Trial>
    {
        private double _best = double.NegativeInfinity;

        public void Report(Trial value)
        {
            _best = value.Score > _best ? value.Score : _best;
            Terminal.Error(string.Create(CultureInfo.InvariantCulture, $"trial {value.Number} of {trials}: {value.Score:0.0000} (best {_best:0.0000}), {value.Settings}, {value.Seconds:0.0} s"));
        }
    }
}
