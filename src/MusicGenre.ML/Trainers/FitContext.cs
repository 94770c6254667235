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

    /// <summary>Where trainers that learn in epochs report each of them; null if nobody asked.</summary>
    public IProgress<EpochResult>? Progress { get; internal init; }

    /// <summary>Cancels the fit.</summary>
    public CancellationToken CancellationToken { get; internal init; }

    /// <summary>Called by <see cref="Checkpoint"/>, on the thread that calls it: so that tests can cancel a fit there.</summary>
    internal Action? OnCheckpoint { get; init; }

    /// <summary>Throws if the fit was cancelled. Trainers call it at least ten times per second.</summary>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public void Checkpoint()
    {
        OnCheckpoint?.Invoke();
        CancellationToken.ThrowIfCancellationRequested();
    }

    private readonly List<string> _warnings = [];

    /// <summary>What was warned of so far.</summary>
    internal IReadOnlyList<string> Warnings => [.. _warnings];

    /// <summary>Adds to <see cref="GenreModel.Warnings"/> of the model that is being fitted: what its user should know, such as a search that stopped before it converged. Not for use by several threads at once.</summary>
    /// <param name="warning">What happened and what to do about it, in one sentence without figures that change from fold to fold.</param>
    public void Warn(string warning) => _warnings.Add(warning);

    /// <summary>The same context with no warnings yet.</summary>
    internal FitContext WithoutWarnings() => new() { MaxDegreeOfParallelism = MaxDegreeOfParallelism, Progress = Progress, CancellationToken = CancellationToken, OnCheckpoint = OnCheckpoint };

    internal ParallelOptions Parallel => new() { MaxDegreeOfParallelism = MaxDegreeOfParallelism, CancellationToken = CancellationToken };

    /// <summary>Fits another trainer as a part of this fit.</summary>
    internal GenreModel Fit(ITrainer trainer, FeatureTable table) => trainer switch
    {
        Trainer own => own.Fit(table, this),
        TunedTrainer tuned => tuned.Fit(table, this),
        _ => trainer.Fit(table, new FitOptions { MaxDegreeOfParallelism = MaxDegreeOfParallelism }, Progress, CancellationToken),
    };
}
