using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>What a <see cref="Trainer"/> needs to know of the call to <see cref="ITrainer.Fit"/> while it trains.</summary>
public sealed record FitContext
{
    internal FitContext()
    {
    }

    internal FitContext(FitOptions? options, IProgress<EpochResult>? progress, CancellationToken cancellationToken)
    {
        MaxDegreeOfParallelism = (options ?? new FitOptions()).MaxDegreeOfParallelism;
        Progress = progress;
        CancellationToken = cancellationToken;
    }

    /// <summary>How many threads may compute at once, at least 1.</summary>
    public int MaxDegreeOfParallelism { get; internal init; } = Environment.ProcessorCount;

    /// <summary>Where trainers that learn in epochs report each of them; null where nobody asked.</summary>
    public IProgress<EpochResult>? Progress { get; internal init; }

    /// <summary>Cancels the fit.</summary>
    public CancellationToken CancellationToken { get; internal init; }

    /// <summary>Called by <see cref="Checkpoint"/>, on the thread that calls it: so that tests can cancel a fit there.</summary>
    internal Action? OnCheckpoint { get; init; }

    /// <summary>Throws if the fit was cancelled. Trainers call it at least ten times a second.</summary>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public void Checkpoint()
    {
        OnCheckpoint?.Invoke();
        CancellationToken.ThrowIfCancellationRequested();
    }

    internal ParallelOptions Parallel => new() { MaxDegreeOfParallelism = MaxDegreeOfParallelism, CancellationToken = CancellationToken };

    /// <summary>Fits another trainer as a part of this fit.</summary>
    internal GenreModel Fit(ITrainer trainer, FeatureTable table) => trainer switch
    {
        Trainer own => own.Fit(table, this),
        TunedTrainer tuned => tuned.Fit(table, this),
        _ => trainer.Fit(table, new FitOptions { MaxDegreeOfParallelism = MaxDegreeOfParallelism }, Progress, CancellationToken),
    };
}
