namespace MusicGenre.ML;

/// <summary>
/// Random forest: every tree sees as many rows drawn with replacement, and every node the best threshold of a few features (Breiman, "Random forests",
/// Machine Learning 2001; scikit-learn's <c>RandomForestClassifier</c>).
/// </summary>
public sealed record RandomForestTrainer : ForestTrainer
{
    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context) => Grow(training, context, bootstrap: true, randomThresholds: false);
}
