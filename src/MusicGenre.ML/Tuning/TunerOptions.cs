using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>How a <see cref="Tuner"/> searches.</summary>
public sealed record TunerOptions
{
    /// <summary>The maximum number of trials, at least 1, including those of a trials file. A space with fewer combinations ends earlier. Default 50.</summary>
    public int Trials { get; init; } = 50;

    /// <summary>How the next settings are chosen. Default <see cref="SearchMethod.Bayesian"/>.</summary>
    public SearchMethod Method { get; init; } = SearchMethod.Bayesian;

    /// <summary>The seed of the search: the same seed and scores give the same trials, interrupted or not.</summary>
    public long Seed { get; init; }

    /// <summary>A CSV file that holds the trials: it is written again after each trial, and an interrupted search continues from it. Null keeps none.</summary>
    public string? TrialsFile { get; init; }

    /// <summary>What is measured, in one line: a trials file of another description, space, method or seed is refused. Line breaks are not allowed.</summary>
    public string Description { get; init; } = "";

    /// <summary>How many threads one trial may use, at least 1. The scores are the same with any number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDegreeOfParallelism { get; init => field = DegreeOfParallelism.Check(value); } = Environment.ProcessorCount;
}
