using MusicGenre.ML;

namespace MusicGenre.Reproductions;

/// <summary>How the origins split and scaled their data, and the correct way for comparison.</summary>
public static class OriginProtocols
{
    /// <summary>
    /// A table standardised over all its rows, test rows too, as some origins did: the resulting figures are slightly optimistically biased. Train without
    /// <see cref="Trainer.Preprocessing"/>.
    /// </summary>
    /// <param name="table">The table, at least one row.</param>
    public static FeatureTable StandardiseOverAllRows(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        FittedPreprocessing scaler = FittedPreprocessing.Fit(table, [new StandardScaler()]);
        float[] values = new float[table.Values.Length];
        for (int i = 0; i < table.RowCount; i++)
        {
            scaler.Transform(table.Row(i), values.AsSpan(i * table.ColumnCount, table.ColumnCount));
        }

        return new FeatureTable(table.FeatureNames, values, table.Labels, table.FileNames, table.Groups, table.Lengths);
    }

    /// <summary>Random splits regardless of the group and, unless requested, the genre, as the origins did.</summary>
    /// <param name="table">The table.</param>
    /// <param name="testFraction">The fraction of the rows for the test, in (0, 1).</param>
    /// <param name="splits">How many, at least 1.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="stratified">
    /// Whether each genre keeps its fraction on both sides. Plain random splits cost about 0.01 of accuracy on a thousand rows of GTZAN: a genre that the test part has too
    /// many of, the training part has too few of.
    /// </param>
    public static Folds RandomSplits(FeatureTable table, double testFraction, int splits, long seed, bool stratified = false) =>
        Folds.HoldOut(table, testFraction, seed, stratified, splits);

    /// <summary>The first of some folds, as a choice that says so.</summary>
    /// <param name="table">The table that was split.</param>
    /// <param name="folds">Its folds.</param>
    /// <param name="count">How many are kept, at least 1.</param>
    public static Folds First(FeatureTable table, Folds folds, int count)
    {
        ArgumentNullException.ThrowIfNull(folds);
        return count >= folds.Count
            ? folds
            : Folds.FromIndices(table, [.. folds.Take(count)], FormattableString.Invariant($"{folds.Description} ({count} of {folds.Count} run)"));
    }

    /// <summary>
    /// Stratified folds whose test parts have about the same share, no group (track, artist) on both sides: 1 / <paramref name="testFraction"/> folds, rounded, repeated until there
    /// are at least as many as requested.
    /// </summary>
    /// <param name="table">The table with its groups.</param>
    /// <param name="testFraction">The fraction of the rows for the test, in (0, 0.5].</param>
    /// <param name="splits">How many, at least 1.</param>
    /// <param name="seed">The seed of the draw.</param>
    public static Folds SplitsByGroup(FeatureTable table, double testFraction, int splits, long seed)
    {
        if (testFraction is not (> 0 and <= 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The fraction of the test rows must lie above 0 and be at most 0.5.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(splits, 1);
        int count = (int)Math.Round(1 / testFraction);
        return Folds.StratifiedGroups(table, count, seed, repeats: (splits + count - 1) / count);
    }
}
