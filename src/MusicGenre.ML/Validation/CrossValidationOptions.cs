using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>How a cross-validation computes. None of it changes the figures.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>How many folds may be processed at once, each on one thread; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDegreeOfParallelism { get; init => field = DegreeOfParallelism.Check(value); } = Environment.ProcessorCount;
}
