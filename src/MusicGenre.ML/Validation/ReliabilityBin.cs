namespace MusicGenre.ML;

/// <summary>The predictions whose probability lies in one interval.</summary>
/// <param name="From">The least probability, included.</param>
/// <param name="To">The greatest, excluded but for 1.</param>
/// <param name="Count">How many predictions there are.</param>
/// <param name="Confidence">The mean probability that they state; NaN where there are none.</param>
/// <param name="Accuracy">The fraction of them that is right; NaN where there are none.</param>
public readonly record struct ReliabilityBin(double From, double To, int Count, double Confidence, double Accuracy);
