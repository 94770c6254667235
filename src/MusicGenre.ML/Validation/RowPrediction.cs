namespace MusicGenre.ML;

/// <summary>What was predicted for one row.</summary>
/// <param name="Row">The row of the table, from 0.</param>
/// <param name="Label">The index of its genre in the table's genres.</param>
/// <param name="Predicted">The index of the predicted genre.</param>
/// <param name="Probabilities">A probability per genre of the table; 0 for a genre that the training rows lacked. Empty if the model gives no probabilities.</param>
public sealed record RowPrediction(int Row, int Label, int Predicted, IReadOnlyList<double> Probabilities)
{
    /// <summary>A probability per genre of the table; empty where the model gives none. What is given is copied.</summary>
    public IReadOnlyList<double> Probabilities { get; init => field = [.. value]; } = [.. Probabilities];
}
