namespace MusicGenre.Neural;

/// <summary>What a training gave, epoch by epoch.</summary>
public sealed class TrainingHistory
{
    /// <summary>A history that was kept.</summary>
    /// <param name="epochs">The epochs that were finished, in order.</param>
    /// <param name="bestEpoch">The epoch (from 1) with the lowest loss; 0 when no epoch was finished.</param>
    /// <param name="stoppedEarly">Whether patience ran out.</param>
    /// <param name="weightsRestored">Whether the network holds the weights of the best epoch.</param>
    public TrainingHistory(IReadOnlyList<EpochResult> epochs, int bestEpoch, bool stoppedEarly, bool weightsRestored)
    {
        Epochs = epochs;
        BestEpoch = bestEpoch;
        StoppedEarly = stoppedEarly;
        WeightsRestored = weightsRestored;
    }

    /// <summary>The epochs that were finished, in order.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; }

    /// <summary>The epoch (from 1) with the lowest validation loss, or training loss without validation data; 0 when no epoch was finished.</summary>
    public int BestEpoch { get; }

    /// <summary>Whether patience ran out.</summary>
    public bool StoppedEarly { get; }

    /// <summary>Whether the network now holds the weights of <see cref="BestEpoch"/> and not those of the last step.</summary>
    public bool WeightsRestored { get; }

    /// <summary>The training loss of each epoch.</summary>
    public IReadOnlyList<double> Loss => [.. Epochs.Select(e => e.Loss)];

    /// <summary>The training accuracy of each epoch.</summary>
    public IReadOnlyList<double> Accuracy => [.. Epochs.Select(e => e.Accuracy)];

    /// <summary>The validation loss of each epoch; NaN without validation data.</summary>
    public IReadOnlyList<double> ValidationLoss => [.. Epochs.Select(e => e.ValidationLoss)];

    /// <summary>The validation accuracy of each epoch; NaN without validation data.</summary>
    public IReadOnlyList<double> ValidationAccuracy => [.. Epochs.Select(e => e.ValidationAccuracy)];
}
