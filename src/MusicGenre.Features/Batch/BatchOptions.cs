namespace MusicGenre.Features;

/// <summary>How features are extracted from many files.</summary>
public sealed record BatchOptions
{
    /// <summary>How each track is split into segments, one row each; null for one row per track.</summary>
    public Segmentation? Segmentation { get; init; }

    /// <summary>The number of threads, 1 to 1024; null for one per core. A track is one thread's work; the rows are the same, in the same order, for any number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? MaxDegreeOfParallelism
    {
        get;
        init => field = value is null or (>= 1 and <= 1024)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxDegreeOfParallelism), value, "MaxDegreeOfParallelism must be from 1 to 1024, or null.");
    }

    /// <summary>Reports every track, in order, on the thread that enumerates the rows.</summary>
    public IProgress<BatchProgress>? Progress { get; init; }

    /// <summary>Ends the work early.</summary>
    public CancellationToken Cancellation { get; init; }
}
