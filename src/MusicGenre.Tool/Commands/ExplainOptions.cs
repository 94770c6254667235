using System.CommandLine;
using System.Globalization;
using MusicGenre.ML;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary>The options that ask what the best trainer relies on, and what it lacks.</summary>
internal sealed class ExplainOptions
{
    private const int Repeats = 5;
    private readonly Option<bool> _importance = new("--importance") { Description = "Measure which descriptors the best trainer relies on: permutation importance on the test rows." };
    private readonly Option<bool> _learningCurve = new("--learning-curve") { Description = "Measure how good the best trainer is with fewer tracks of each genre." };

    public void AddTo(Command command)
    {
        command.Add(_importance);
        command.Add(_learningCurve);
    }

    /// <summary>What was asked for, of the best of some results, for the report.</summary>
    public ReportOptions Run(ParseResult parsed, IReadOnlyList<CrossValidationResult> results, long seed, CancellationToken cancellation)
    {
        CrossValidationResult best = Ranking.Of(results).Results[0];
        return new ReportOptions
        {
            Importances = parsed.GetValue(_importance) ? [PermutationImportance.Run(best.Table, best.Trainer!, best.Folds, repeats: Repeats, seed: seed, progress: new ShareProgress($"importance of {best.TrainerName}'s columns"), cancellationToken: cancellation)] : [],
            LearningCurves = parsed.GetValue(_learningCurve) ? [LearningCurve.Run(best.Table, best.Trainer!, best.Folds, seed: seed, progress: new FitProgress(best.Folds.Count), cancellationToken: cancellation)] : [],
        };
    }

    public static void Print(ReportOptions options)
    {
        foreach (PermutationImportance importance in options.Importances)
        {
            Terminal.Line($"{importance.TrainerName}: accuracy lost when a family's columns are permuted among the test rows");
            int width = importance.Families.Max(static f => f.Name.Length);
            foreach (FamilyImportance family in importance.Families)
            {
                string columns = Plural.Of(family.ColumnCount, "column");
                Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  {family.Name.PadRight(width)}  {family.AccuracyDrop.Mean,6:0.000} ± {family.AccuracyDrop.Interval95:0.000}  {columns}"));
            }
        }

        foreach (LearningCurve curve in options.LearningCurves)
        {
            Terminal.Line($"{curve.TrainerName}: with some tracks of each genre (all of a genre that has fewer)");
            foreach (LearningCurvePoint point in curve.Points)
            {
                Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  {point.TracksPerGenre,6}  accuracy {point.Accuracy.Mean:0.000} ± {point.Accuracy.Interval95:0.000}  macro F1 {point.MacroF1.Mean:0.000}"));
            }
        }
    }

    // How many fits there will be is not known before the training tracks are counted.
    private sealed class FitProgress(int folds) : IProgress<FoldResult>
    {
        private int _done;

        public void Report(FoldResult value)
        {
            int done = Interlocked.Increment(ref _done);
            if (done % folds == 0)
            {
                Terminal.Error($"learning curve of {value.TrainerName}: {Plural.Of(done, "fit")}");
            }
        }
    }
}
