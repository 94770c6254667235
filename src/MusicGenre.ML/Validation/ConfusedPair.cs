namespace MusicGenre.ML;

/// <summary>Two genres that are taken for each other.</summary>
/// <param name="First">The genre that comes first in the order of the genres.</param>
/// <param name="Second">The other one.</param>
/// <param name="FirstAsSecond">How many rows of the first were predicted as the second.</param>
/// <param name="SecondAsFirst">How many rows of the second were predicted as the first.</param>
public sealed record ConfusedPair(string First, string Second, int FirstAsSecond, int SecondAsFirst)
{
    /// <summary>How many rows of the one were predicted as the other.</summary>
    public int Count => FirstAsSecond + SecondAsFirst;

    /// <summary>The pairs that are confused most, the most frequent first; pairs that never are do not count.</summary>
    /// <param name="metrics">Figures of predictions.</param>
    /// <param name="count">How many pairs at most, at least 1.</param>
    public static IReadOnlyList<ConfusedPair> MostOf(Metrics metrics, int count = 3)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        IReadOnlyList<IReadOnlyList<int>> matrix = metrics.ConfusionMatrix;
        return
        [
            .. Enumerable.Range(0, matrix.Count).SelectMany(a => Enumerable.Range(a + 1, matrix.Count - a - 1).Select(b =>
                    new ConfusedPair(metrics.PerGenre[a].Genre, metrics.PerGenre[b].Genre, matrix[a][b], matrix[b][a])))
                .Where(static p => p.Count > 0).OrderByDescending(static p => p.Count).Take(count),
        ];
    }

    /// <summary>Both genres and how often each is taken for the other.</summary>
    public override string ToString() => FormattableString.Invariant($"{First} and {Second} {Count} ({First} as {Second} {FirstAsSecond}, {Second} as {First} {SecondAsFirst})");
}
