namespace MusicGenre.ML.Reports;

/// <summary>Results that may stand side by side: of one table, on the same folds, best first.</summary>
internal sealed class ReportData
{
    /// <summary>The most common genre may have this many times the rows of the rarest before the report points to macro-F1.</summary>
    private const double UnevenRatio = 1.5;

    public ReportData(IReadOnlyList<CrossValidationResult> results, string parameter)
    {
        ArgumentNullException.ThrowIfNull(results, parameter);
        if (results.Count == 0)
        {
            throw new ArgumentException("A report needs at least one result; got none.", parameter);
        }

        CrossValidationResult first = results[0] ?? throw new ArgumentException("Result 1 is null.", parameter);
        for (int i = 1; i < results.Count; i++)
        {
            CrossValidationResult other = results[i] ?? throw new ArgumentException($"Result {i + 1} is null.", parameter);
            if (!SameTable(first.Table, other.Table) || !SameFolds(first.Folds, other.Folds))
            {
                throw new ArgumentException(
                    $"Result {i + 1} ({other.TrainerName}, {other.Folds.Description}) is of another table or other folds than result 1 ({first.TrainerName}, {first.Folds.Description}): "
                    + "figures on different rows can't be compared.",
                    parameter);
            }
        }

        Table = first.Table;
        Folds = first.Folds;
        Ranked = [.. results
            .OrderByDescending(static r => NumberOr(r.Accuracy.Mean, double.NegativeInfinity))
            .ThenByDescending(static r => NumberOr(r.MacroF1.Mean, double.NegativeInfinity))
            .ThenBy(static r => NumberOr(r.LogLoss.Mean, double.PositiveInfinity))];
        GenreCounts = Table.GenreCounts();
    }

    public FeatureTable Table { get; }

    public Folds Folds { get; }

    /// <summary>The results, best first; equals stay in the caller's order.</summary>
    public IReadOnlyList<CrossValidationResult> Ranked { get; }

    public IReadOnlyList<int> GenreCounts { get; }

    /// <summary>One line where some genres have far more rows than others; null otherwise.</summary>
    public string? UnevenGenres
    {
        get
        {
            int most = GenreCounts.Max();
            int least = GenreCounts.Min();
            if (most <= least * UnevenRatio)
            {
                return null;
            }

            string Name(int count) => Table.Genres[Enumerable.Range(0, GenreCounts.Count).First(g => GenreCounts[g] == count)];
            return FormattableString.Invariant(
                $"The genres are uneven, from {most} rows ({Name(most)}) down to {least} ({Name(least)}): accuracy leans towards the common ones, so read macro-F1 beside it.");
        }
    }

    private static double NumberOr(double value, double otherwise) => double.IsNaN(value) ? otherwise : value;

    private static bool SameTable(FeatureTable a, FeatureTable b) =>
        ReferenceEquals(a, b) || (a.FileNames.SequenceEqual(b.FileNames) && a.Labels.SequenceEqual(b.Labels) && a.FeatureNames.SequenceEqual(b.FeatureNames));

    private static bool SameFolds(Folds a, Folds b) =>
        ReferenceEquals(a, b) || (a.Count == b.Count && a.Zip(b).All(static p => p.First.Train.SequenceEqual(p.Second.Train) && p.First.Test.SequenceEqual(p.Second.Test)));
}
