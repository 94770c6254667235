using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>What came out of one fold.</summary>
/// <param name="Rows">What was predicted for each test row of the fold, in the fold's order.</param>
/// <param name="FitSeconds">The time of the training, in seconds.</param>
/// <param name="PredictSeconds">The time of the prediction of all test rows, in seconds.</param>
/// <param name="History">Loss and accuracy over the epochs, where the training went in epochs; reports draw it.</param>
public sealed record FoldPredictions(IReadOnlyList<RowPrediction> Rows, double FitSeconds = 0, double PredictSeconds = 0, TrainingHistory? History = null)
{
    /// <summary>What was predicted for each test row of the fold, in the fold's order. What is given is copied.</summary>
    public IReadOnlyList<RowPrediction> Rows { get; init => field = [.. value]; } = [.. Rows];
}
