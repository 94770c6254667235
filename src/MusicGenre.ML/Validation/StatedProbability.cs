namespace MusicGenre.ML;

/// <summary>The probability of the predicted genre, and whether it was right.</summary>
internal static class StatedProbability
{
    /// <summary>Those of some predictions, at least one.</summary>
    /// <exception cref="ArgumentException">There are no predictions, or one has no probabilities.</exception>
    public static (double Probability, bool IsRight)[] Of(IEnumerable<RowPrediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        (double, bool)[] all = [.. predictions.Select(static p => p.Probabilities.Count > 0
            ? (p.Probabilities[p.Predicted], p.Predicted == p.Label)
            : throw new ArgumentException($"The prediction of row {p.Row} has no probabilities.", nameof(predictions)))];
        return all.Length > 0 ? all : throw new ArgumentException("There are no predictions; at least one was expected.", nameof(predictions));
    }
}
