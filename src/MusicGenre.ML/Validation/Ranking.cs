namespace MusicGenre.ML;

/// <summary>
/// Results on the same folds, best first: by macro-F1 where the genres are unequal (the smallest has fewer than half the rows of the largest), as accuracy is then mostly that of the large
/// ones; by accuracy otherwise. The tables of the tool and of the reports have this order.
/// </summary>
public sealed class Ranking
{
    private readonly FoldStatistic[] _differences;

    private Ranking(bool isByMacroF1, CrossValidationResult[] results)
    {
        IsByMacroF1 = isByMacroF1;
        Results = results;
        _differences = [.. results.Select(r => isByMacroF1 ? r.MacroF1Difference(results[0]) : r.AccuracyDifference(results[0]))];
    }

    /// <summary>Whether macro-F1 ranks; accuracy does otherwise.</summary>
    public bool IsByMacroF1 { get; }

    /// <summary>The results, best first. Ties are broken by the other of accuracy and macro-F1, then by log-loss; equals keep the caller's order.</summary>
    public IReadOnlyList<CrossValidationResult> Results { get; }

    /// <summary>Which figure ranks and why, in one sentence.</summary>
    public string Description
    {
        get
        {
            FeatureTable table = Results[0].Table;
            IReadOnlyList<int> counts = table.GenreCounts();
            string Genre(int count) => FormattableString.Invariant($"{table.Genres[counts.ToList().IndexOf(count)]} {count}");
            return IsByMacroF1
                ? $"Best macro F1 first: it weighs all genres alike, and they are unequal (from {Genre(counts.Max())} to {Genre(counts.Min())})."
                : "Best accuracy first.";
        }
    }

    /// <summary>Ranks results.</summary>
    /// <param name="results">At least one, all on the same folds of one table.</param>
    /// <exception cref="ArgumentException">There is no result, or they are on different folds.</exception>
    public static Ranking Of(IReadOnlyList<CrossValidationResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Count == 0)
        {
            throw new ArgumentException("A ranking needs at least one result; got none.", nameof(results));
        }

        IReadOnlyList<int> counts = results[0].Table.GenreCounts();
        bool isByMacroF1 = 2 * counts.Min() < counts.Max();
        return new Ranking(isByMacroF1, [.. results
            .OrderByDescending(r => OrWorst(Figure(r, isByMacroF1)))
            .ThenByDescending(r => OrWorst(Figure(r, !isByMacroF1)))
            .ThenByDescending(static r => OrWorst(-r.LogLoss.Mean))]);
    }

    /// <summary>The figure that ranks a result.</summary>
    /// <param name="result">One of <see cref="Results"/>.</param>
    public FoldStatistic Figure(CrossValidationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return IsByMacroF1 ? result.MacroF1 : result.Accuracy;
    }

    /// <summary>The difference, fold by fold, between the ranking figure of one of <see cref="Results"/> and that of the first.</summary>
    /// <param name="place">The place among <see cref="Results"/>, from 0.</param>
    public FoldStatistic DifferenceToBest(int place) => _differences[place];

    /// <summary>Whether one of <see cref="Results"/>, not the first, does not differ significantly from the first.</summary>
    /// <param name="place">The place among <see cref="Results"/>, from 0.</param>
    public bool IsTied(int place) => place > 0 && _differences[place].IsInsignificant;

    private static double Figure(CrossValidationResult result, bool macroF1) => (macroF1 ? result.MacroF1 : result.Accuracy).Mean;

    private static double OrWorst(double value) => double.IsNaN(value) ? double.NegativeInfinity : value;
}
