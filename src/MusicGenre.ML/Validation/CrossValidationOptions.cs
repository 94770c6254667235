using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>How a cross-validation computes. None of it changes the figures.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>How many folds may be processed at once, each on one thread; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDegreeOfParallelism { get; init => field = DegreeOfParallelism.Check(value); } = Environment.ProcessorCount;

    /// <summary>
    /// A file that keeps the finished folds (a line of JSON each): a run that was stopped or killed goes on with them. It is made where there is none; it is for one table and one cut, and for any
    /// trainers. Null keeps none.
    /// </summary>
    public string? FoldsFile { get; init; }
}
