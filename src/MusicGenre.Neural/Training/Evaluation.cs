namespace MusicGenre.Neural;

/// <summary>How well a network does on given data.</summary>
/// <param name="Loss">The mean cross-entropy in nats plus the L2 penalty, as Keras reports it.</param>
/// <param name="Accuracy">The fraction of samples whose likeliest class is right.</param>
public readonly record struct Evaluation(double Loss, double Accuracy);
