using MusicGenre.ML.Trainers.Linear;

namespace MusicGenre.ML;

/// <summary>
/// Multinomial logistic regression: softmax(W x + b) that minimises C * summed cross-entropy + 1/2 ||W||^2, the bias free
/// (scikit-learn's <c>LogisticRegression</c>; Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 4.4). The optimum is unique; L-BFGS finds it.
/// </summary>
public sealed record LogisticRegressionTrainer : Trainer
{
    // The largest component of the gradient. The penalty makes the optimum as well-conditioned as C allows: this puts the weights right to some 1e-5.
    private const double GradientTolerance = 1e-6;

    /// <summary>The weight of the data against the penalty, above 0. Default 1.</summary>
    public double C { get; init; } = 1;

    /// <summary>The maximum number of L-BFGS iterations. Default 1000; a table of GTZAN's size needs some fifty.</summary>
    public int MaximumNumberOfIterations { get; init; } = 1000;

    /// <inheritdoc/>
    protected internal override bool SupportsWeights => true;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(double.IsFinite(C) && C > 0, nameof(C), C, "finite and above 0");
        Require(MaximumNumberOfIterations >= 1, nameof(MaximumNumberOfIterations), MaximumNumberOfIterations, "at least 1");
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        SoftmaxObjective objective = new(training, C);
        (double[] best, bool hasConverged) = LimitedMemoryBfgs.Minimize(
            (point, gradient) => objective.Evaluate(point, gradient, context),
            objective.ParameterCount,
            GradientTolerance * Math.Max(1, C),
            MaximumNumberOfIterations);
        if (!hasConverged)
        {
            context.Warn($"L-BFGS did not converge within {nameof(MaximumNumberOfIterations)} = {MaximumNumberOfIterations}: allow more, lower C, or scale the features.");
        }

        double[] weights = new double[training.GenreCount * training.ColumnCount];
        double[] bias = new double[training.GenreCount];
        for (int g = 0; g < training.GenreCount; g++)
        {
            best.AsSpan(g * objective.Stride, training.ColumnCount).CopyTo(weights.AsSpan(g * training.ColumnCount));
            bias[g] = best[(g * objective.Stride) + training.ColumnCount];
        }

        return new LinearClassifier(training.ColumnCount, weights, bias);
    }
}
