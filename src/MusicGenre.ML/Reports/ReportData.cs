namespace MusicGenre.ML.Reports;

/// <summary>Results that are comparable: of one table, on the same folds, best first.</summary>
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
            if (!SameTable(first.Table, other.Table) || !first.Folds.IsSameCut(other.Folds))
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
        ToBest = [.. Ranked.Select(r => r.AccuracyDifference(Ranked[0]))];
    }

    public FeatureTable Table { get; }

    public Folds Folds { get; }

    /// <summary>The results, best first; ties keep the caller's order.</summary>
    public IReadOnlyList<CrossValidationResult> Ranked { get; }

    public IReadOnlyList<int> GenreCounts { get; }

    /// <summary>For each of <see cref="Ranked"/>, the difference between its accuracy and that of the first.</summary>
    public IReadOnlyList<FoldStatistic> ToBest { get; }

    /// <summary>Whether a place of <see cref="Ranked"/>, not the first, does not differ significantly from the first.</summary>
    public bool IsTied(int place) => place > 0 && ToBest[place].IsInsignificant;

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
                $"The genres are uneven, from {most} rows ({Name(most)}) down to {least} ({Name(least)}): accuracy leans towards the common ones, so also read macro-F1.");
        }
    }

    private static double NumberOr(double value, double otherwise) => double.IsNaN(value) ? otherwise : value;

    private static bool SameTable(FeatureTable a, FeatureTable b) =>
        ReferenceEquals(a, b) || (a.FileNames.SequenceEqual(b.FileNames) && a.Labels.SequenceEqual(b.Labels) && a.FeatureNames.SequenceEqual(b.FeatureNames));
}
