using MusicGenre.ML;
using MusicGenre.Neural;

namespace MusicGenre.Reproductions;

/// <summary>How <see cref="NetworkTrainer.CrossValidate"/> is executed.</summary>
public sealed record NetworkValidationOptions
{
    /// <summary>How many threads share a step; the figures are the same with any number.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>How many of the folds are run, from the first on.</summary>
    public int MaximumFolds { get; init; } = int.MaxValue;

    /// <summary>Reports progress after every epoch, on the training thread.</summary>
    public Action<Fold, EpochResult>? OnEpoch { get; init; }

    /// <summary>Reports progress after every fold, with the network that was trained.</summary>
    public Action<FoldResult, Sequential>? OnFold { get; init; }

    /// <summary>Ends the training after the current step; what was learnt by then is evaluated.</summary>
    public CancellationToken Cancellation { get; init; }
}
