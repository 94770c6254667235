using MusicGenre.ML.Trainers.Linear;

namespace MusicGenre.ML;

/// <summary>
/// Multinomial logistic regression: softmax(W x + b) that minimises C * summed cross-entropy + 1/2 ||W||^2, the bias free
/// (scikit-learn's <c>LogisticRegression</c>; Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 4.4). The optimum is unique; L-BFGS finds it, and where there are not too many parameters starts from second derivatives.
/// </summary>
public sealed record LogisticRegressionTrainer : Trainer
{
    // The largest component of the gradient. The penalty makes the optimum as well-conditioned as C allows: this puts the weights right to some 1e-5. The gradient is a sum over the rows and so is its
    // rounding: above a thousand rows the tolerance grows with them, to scikit-learn's 1e-4 at 100,000.
    private const double GradientTolerance = 1e-6;
    private const double RowsOfTolerance = 1000;

    // Up to so many parameters (17 genres of 57 columns) their second derivatives are cheaper than the iterations that they save.
    private const int LargestCurvature = 1024;
    private const double LeastRidge = 1e-6;

    /// <summary>The weight of the data against the penalty, above 0. Default 1.</summary>
    public double C { get; init; } = 1;

    /// <summary>The maximum number of L-BFGS iterations. Default 1000; a table of GTZAN's size needs some twenty.</summary>
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
            GradientTolerance * Math.Max(1, C) * Math.Max(1, training.RowCount / RowsOfTolerance),
            MaximumNumberOfIterations,
            objective.ParameterCount <= LargestCurvature ? point => NewtonSolver(objective, point, context) : null);
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

    /// <summary>Solves with the second derivatives at a point; null if rounding has spoilt them.</summary>
    private static Action<double[]>? NewtonSolver(SoftmaxObjective objective, double[] point, FitContext context)
    {
        // Along equal changes of all biases there is no curvature, and rounding may leave less than none.
        for (double ridge = LeastRidge; ridge <= 1; ridge *= 100)
        {
            double[][] matrix = objective.Curvature(point, context);
            foreach (double[] row in matrix)
            {
                row[^1] *= 1 + ridge;
            }

            try
            {
                Cholesky factor = Cholesky.Factor(matrix, context);
                return vector => factor.Solve(vector);
            }
            catch (ArithmeticException)
            {
            }
        }

        return null;
    }
}
