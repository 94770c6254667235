using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>Which labels are suspected, and how that is computed.</summary>
public sealed record LabelAuditOptions
{
    /// <summary>
    /// A row is suspected if its given genre has at most this probability, 0 to 1; null, unless set, for 0.5 / number of genres, half of what guessing gives it. With 1 all rows off the diagonal of the
    /// confident joint are suspected, as cleanlab does: where genres overlap, most of those are right (docs/audit.md).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double? LargestGivenProbability
    {
        get;
        init => field = value is null or (>= 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LargestGivenProbability), value, "LargestGivenProbability must be from 0 to 1, or null.");
    }

    /// <summary>
    /// The track of each row, where several rows are of one (windows of a song): rows of one track with the same genre are judged together, by the mean of their probabilities. Null, unless set, to judge each row by itself.
    /// </summary>
    public IReadOnlyList<string>? Tracks { get; init; }

    /// <summary>How many folds may be processed at once, each on one thread; at least 1. The result is the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDegreeOfParallelism { get; init => field = DegreeOfParallelism.Check(value); } = Environment.ProcessorCount;
}
