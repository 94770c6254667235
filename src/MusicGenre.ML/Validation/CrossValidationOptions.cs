namespace MusicGenre.ML;

/// <summary>How a cross-validation goes about its work. None of it changes the figures, except cancelling.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>How many folds may be worked on at once, each on one thread.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Told after every fold.</summary>
    public IProgress<FoldResult>? Progress { get; init; }

    /// <summary>Stops the work with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
