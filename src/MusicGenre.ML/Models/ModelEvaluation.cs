namespace MusicGenre.ML;

/// <summary>What a cross-validation said of a trainer on the table that a model was then learnt from, all of it.</summary>
/// <param name="Protocol">What was split and how, in words.</param>
/// <param name="FoldCount">The number of folds.</param>
/// <param name="Accuracy">The mean of the accuracy over the folds.</param>
/// <param name="AccuracyDeviation">Its standard deviation over the folds (divided by their number - 1); 0 for one fold.</param>
/// <param name="MacroF1">The mean of macro F1 over the folds.</param>
/// <param name="MacroF1Deviation">Its standard deviation over the folds.</param>
/// <param name="ConfusedPairs">The genres that were confused most.</param>
public sealed record ModelEvaluation(
    string Protocol, int FoldCount, double Accuracy, double AccuracyDeviation, double MacroF1, double MacroF1Deviation, IReadOnlyList<ConfusedPair> ConfusedPairs)
{
    /// <summary>The figures of a cross-validation.</summary>
    /// <param name="result">The result.</param>
    public static ModelEvaluation Of(CrossValidationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        (FoldStatistic accuracy, FoldStatistic macroF1) = (result.Accuracy, result.MacroF1);
        return new ModelEvaluation(
            result.Folds.Description, result.Folds.Count, accuracy.Mean, accuracy.StandardDeviation, macroF1.Mean, macroF1.StandardDeviation, ConfusedPair.MostOf(result.Pooled));
    }

    /// <summary>The figures and the most confused pairs, a line each.</summary>
    public override string ToString()
    {
        string figures = $"accuracy {new FoldStatistic(Accuracy, AccuracyDeviation, FoldCount)}, macro F1 {new FoldStatistic(MacroF1, MacroF1Deviation, FoldCount)} ({Protocol})";
        return ConfusedPairs.Count == 0 ? figures : $"{figures}\nmost confused: {string.Join("; ", ConfusedPairs)}";
    }
}
