namespace MusicGenre.ML;

/// <summary>
/// Extremely randomised trees: every tree sees all rows, and every node the best of a few features with one random threshold each (Geurts, Ernst and Wehenkel,
/// "Extremely randomized trees", Machine Learning 2006; scikit-learn's <c>ExtraTreesClassifier</c>).
/// </summary>
public sealed record ExtraTreesTrainer : ForestTrainer
{
    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context) => Grow(training, context, bootstrap: false, randomThresholds: true);
}
