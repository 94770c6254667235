using MusicGenre.Numerics;

namespace MusicGenre.Features;

/// <summary>What counts as the same recording.</summary>
public sealed record FingerprintSearchOptions
{
    /// <summary>The largest share of differing bits in the shared stretch, above 0 and at most 0.45. 0.3 unless set; Haitsma and Kalker take 0.35.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double MaximumBitErrorRate
    {
        get;
        init => field = value is > 0 and <= 0.45 ? value : throw new ArgumentOutOfRangeException(nameof(MaximumBitErrorRate), value, "MaximumBitErrorRate must be above 0 and at most 0.45.");
    }

    = 0.3;

    /// <summary>How long the shared stretch must be at least, seconds, 1 or more. 5 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1 or not a number.</exception>
    public double MinimumSeconds
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumSeconds), value, "MinimumSeconds must be at least 1.");
    }

    = 5;

    /// <summary>How many fingerprints are looked up at once, at least 1. The result is the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDegreeOfParallelism { get; init => field = DegreeOfParallelism.Check(value); } = Environment.ProcessorCount;
}
