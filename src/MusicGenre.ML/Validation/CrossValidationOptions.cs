namespace MusicGenre.ML;

/// <summary>How a cross-validation is executed. No option changes the figures.</summary>
public sealed record CrossValidationOptions
{
    /// <summary>How many folds may be processed at once, each on one thread.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Reports progress after every fold.</summary>
    public IProgress<FoldResult>? Progress { get; init; }

    /// <summary>Stops the work with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
