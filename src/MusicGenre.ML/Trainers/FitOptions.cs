using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>How a training run is executed. No option changes the trained model.</summary>
public sealed record FitOptions
{
    /// <summary>How many threads may compute at once; the model has the same bits regardless of the number.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Reports progress after every epoch by trainers that learn in epochs.</summary>
    public IProgress<EpochResult>? Epochs { get; init; }

    /// <summary>Stops the work with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Called wherever a fit checks for cancellation, on the checking thread, so that tests can cancel it there.</summary>
    internal Action? OnCheckpoint { get; init; }

    /// <summary>Throws if the fit was cancelled. Trainers call it at least ten times per second.</summary>
    internal void Checkpoint()
    {
        OnCheckpoint?.Invoke();
        Cancellation.ThrowIfCancellationRequested();
    }

    internal ParallelOptions Parallel => new() { MaxDegreeOfParallelism = Math.Max(1, MaxDegreeOfParallelism), CancellationToken = Cancellation };
}
