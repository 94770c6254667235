using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>How a trainer computes. None of it changes what is learnt.</summary>
public sealed record FitOptions
{
    /// <summary>How many threads may compute at once, at least 1; the model has the same bits with any number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDegreeOfParallelism { get; init => field = DegreeOfParallelism.Check(value); } = Environment.ProcessorCount;
}
