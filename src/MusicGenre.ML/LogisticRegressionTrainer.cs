using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using MusicGenre.ML.Linear;

namespace MusicGenre.ML;

/// <summary>
/// Multinomial logistic regression: softmax(W x + b) that minimises C * summed cross-entropy + 1/2 ||W||^2, the bias free
/// (scikit-learn's <c>LogisticRegression</c>; Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 4.4). The optimum is unique; L-BFGS finds it.
/// </summary>
public sealed record LogisticRegressionTrainer : Trainer
{
    private const double GradientTolerance = 1e-5;
    private const int MemorySize = 10;

    /// <summary>The weight of the data against the penalty, above 0. Default 1.</summary>
    public double C { get; init; } = 1;

    /// <summary>The most steps of L-BFGS. Default 1000; a table of GTZAN's size needs some fifty.</summary>
    public int MaxIterations { get; init; } = 1000;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(double.IsFinite(C) && C > 0, nameof(C), C, "finite and above 0");
        Require(MaxIterations >= 1, nameof(MaxIterations), MaxIterations, "at least 1");
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        SoftmaxObjective objective = new(training, C);
        double[] best = new double[objective.ParameterCount];
        double bestLoss = double.PositiveInfinity;
        double[] gradient = new double[best.Length];
        IObjectiveFunction function = ObjectiveFunction.Gradient(parameters =>
        {
            options.Cancellation.ThrowIfCancellationRequested();
            double[] point = parameters.AsArray() ?? parameters.ToArray();
            double loss = objective.Evaluate(point, gradient);
            if (loss < bestLoss)
            {
                bestLoss = loss;
                point.CopyTo(best, 0);
            }

            return (loss, Vector<double>.Build.DenseOfArray(gradient));
        });

        try
        {
            new LimitedMemoryBfgsMinimizer(GradientTolerance, 1e-12, 1e-14, MemorySize, MaxIterations).FindMinimum(function, Vector<double>.Build.Dense(best.Length));
        }
        catch (OptimizationException)
        {
            // The line search stops where rounding hides any further descent, and the step limit may be met: the best point so far is the answer either way.
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
