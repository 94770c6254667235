namespace MusicGenre.ML;

/// <summary>What a model is worth if it answers only where it is sure enough.</summary>
/// <param name="RejectBelow">The least probability of an answer.</param>
/// <param name="Count">How many rows are answered.</param>
/// <param name="Coverage">The fraction of all rows that is answered.</param>
/// <param name="Accuracy">The fraction of the answers that is right; NaN where nothing is answered.</param>
public readonly record struct RiskCoveragePoint(double RejectBelow, int Count, double Coverage, double Accuracy)
{
    /// <summary>The selective risk: the fraction of the answers that is wrong.</summary>
    public double Risk => 1 - Accuracy;
}
