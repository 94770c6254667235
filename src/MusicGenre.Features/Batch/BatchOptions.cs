using MusicGenre.Numerics;

namespace MusicGenre.Features;

/// <summary>How features are extracted from many files.</summary>
public sealed record BatchOptions
{
    /// <summary>How each track is split into segments, one row each; null for one row per track.</summary>
    public Segmentation? Segmentation { get; init; }

    /// <summary>How many tracks are processed at once, at least 1. A track is one thread's work; the rows are the same, in the same order, with any number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDegreeOfParallelism { get; init => field = DegreeOfParallelism.Check(value); } = Environment.ProcessorCount;
}
