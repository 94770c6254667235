using MusicGenre.ML;
using MusicGenre.Neural;
using MusicGenre.Numerics;

namespace MusicGenre.Reproductions;

/// <summary>How <see cref="NetworkTrainer.CrossValidate"/> computes.</summary>
public sealed record NetworkValidationOptions
{
    /// <summary>How many threads share a step, at least 1; the figures are the same with any number.</summary>
    public int MaxDegreeOfParallelism { get; init => field = DegreeOfParallelism.Check(value); } = Environment.ProcessorCount;

    /// <summary>How many of the folds are run, from the first on.</summary>
    public int MaximumFolds { get; init; } = int.MaxValue;

    /// <summary>Takes every fold when it is done, with the network that was trained.</summary>
    public Action<FoldResult, Sequential>? OnFold { get; init; }
}
