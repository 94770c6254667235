using Microsoft.ML;

namespace MusicGenre.ML.MLNet;

/// <summary>
/// ML.NET's <c>NaiveBayes</c>: it only looks at whether a feature is above 0, after standardisation above its mean. Its scores are logarithms far too sure of themselves;
/// they are converted to probabilities by a temperature learnt from held-out rows.
/// </summary>
public sealed record NaiveBayesTrainer : MLNetTrainer
{
    /// <inheritdoc/>
    protected override bool ScoresAreProbabilities => false;

    /// <inheritdoc/>
    protected override IEstimator<ITransformer> CreateEstimator(MLContext mlContext, int threads)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return mlContext.MulticlassClassification.Trainers.NaiveBayes();
    }
}
