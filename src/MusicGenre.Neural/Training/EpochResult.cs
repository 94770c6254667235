namespace MusicGenre.Neural;

/// <summary>What one epoch gave.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">How many there are at most.</param>
/// <param name="Loss">The mean training loss (cross-entropy in nats plus L2), measured while the weights changed, as Keras does.</param>
/// <param name="Accuracy">The training accuracy, measured likewise.</param>
/// <param name="ValidationLoss">The validation loss after the epoch; NaN without validation data.</param>
/// <param name="ValidationAccuracy">The validation accuracy after the epoch; NaN without validation data.</param>
/// <param name="LearningRate">The epoch's learning rate.</param>
/// <param name="Elapsed">The time since training began.</param>
public sealed record EpochResult(
    int Epoch, int Epochs, double Loss, double Accuracy, double ValidationLoss, double ValidationAccuracy, double LearningRate, TimeSpan Elapsed);
