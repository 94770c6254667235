using MusicGenre.Audio;
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

    /// <summary>
    /// The bytes of samples that each thread keeps in memory, at least 0: a track is decoded once, and what it has beyond goes to a temporary file where it is needed again.
    /// 128 MB unless set, 25 minutes at 22,050 Hz.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long SampleMemory
    {
        get => Extraction.SampleMemory;
        init => Extraction = Extraction with { SampleMemory = value };
    }

    /// <summary>The folder for temporary files; null for <see cref="Path.GetTempPath"/>. They are deleted when they are closed, and are gone when the process ends.</summary>
    public string? TemporaryFolder
    {
        get => Extraction.TemporaryFolder;
        init => Extraction = Extraction with { TemporaryFolder = value };
    }

    /// <summary>Receives what is strange about a file that is used all the same (<see cref="AudioReadOptions.Warnings"/>), on the threads that work. Null for none.</summary>
    public IProgress<AudioWarning>? Warnings { get; init; }

    internal FeatureExtractorOptions Extraction { get; private init; } = new();
}
