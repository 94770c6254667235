using System.Numerics.Tensors;
using MusicGenre.ML.Preprocessing;
using MusicGenre.ML.Trainers.Linear;

namespace MusicGenre.ML;

/// <summary>
/// Linear discriminant analysis: one Gaussian per genre, all with the same covariance (pooled within the genres, divided by rows - genres), priors from the
/// training rows and their <see cref="ClassWeights"/> (scikit-learn's <c>LinearDiscriminantAnalysis</c>; Hastie, Tibshirani and Friedman, 4.3). Directions in which no genre spreads are left out;
/// with many columns <see cref="Shrinkage"/> is better.
/// </summary>
public sealed record LinearDiscriminantTrainer : Trainer
{
    // As scikit-learn: a direction counts if it spreads more than this fraction of a column's own spread.
    private const double RankTolerance = 1e-4;

    // Of a standardised column: below it is rounding.
    private const double SmallestDeviation = 1e-7;

    internal const double DefaultRidge = 7e-4;

    /// <summary>How the covariance is regularised. Default not at all.</summary>
    public DiscriminantShrinkage Shrinkage { get; init; }

    /// <summary>With <see cref="DiscriminantShrinkage.Ridge"/>: what is added to each variance, as a fraction of the covariance's trace, above 0. Default 0.0007.</summary>
    public double Ridge { get; init; } = DefaultRidge;

    /// <summary>
    /// With <see cref="DiscriminantShrinkage.Ridge"/>: whether every group of a genre (<see cref="FeatureTable.Groups"/>: an artist, a track) counts the same. The genre's mean is then the mean of its
    /// groups' means, and the covariance that of rows within groups plus half of that of the groups' means within genres: directions in which artists of one genre differ are worth less. Where every row
    /// is a group of its own, it is half of the covariance within genres. Default false.
    /// </summary>
    public bool GroupBalanced { get; init; }

    /// <inheritdoc/>
    protected internal override bool SupportsWeights => true;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(Enum.IsDefined(Shrinkage), nameof(Shrinkage), Shrinkage, "one of the enumeration's");
        Require(double.IsFinite(Ridge) && Ridge > 0, nameof(Ridge), Ridge, "finite and above 0");
        Require(!GroupBalanced || Shrinkage == DiscriminantShrinkage.Ridge, nameof(GroupBalanced), GroupBalanced, "false, or Shrinkage must be Ridge");
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        double[] priors = training.Priors();
        if (Shrinkage != DiscriminantShrinkage.None)
        {
            return Shrinkage == DiscriminantShrinkage.LedoitWolf
                ? RegularizedDiscriminant.LedoitWolf(training, priors, context)
                : RegularizedDiscriminant.Ridge(training, [.. Enumerable.Range(0, training.RowCount)], priors, Ridge, GroupBalanced, context);
        }

        int columns = training.ColumnCount;
        int genres = training.GenreCount;
        double[] totals = new double[genres];
        for (int i = 0; i < training.RowCount; i++)
        {
            totals[training.Labels[i]] += training.WeightInTable(i);
        }

        double[][] means = [.. totals.Select(_ => new double[columns])];
        for (int i = 0; i < training.RowCount; i++)
        {
            context.Checkpoint();
            ReadOnlySpan<float> row = training.Row(i);
            int g = training.Labels[i];
            double weight = training.WeightInTable(i);
            for (int c = 0; c < columns; c++)
            {
                means[g][c] += weight * row[c] / totals[g];
            }
        }

        double[][] directions = Whitening(training, means, totals.Sum(), context);
        double[] weights = new double[genres * columns];
        double[] bias = new double[genres];
        Parallel.For(0, genres, context.Parallel, g =>
        {
            Span<double> w = weights.AsSpan(g * columns, columns);
            double squares = 0;
            foreach (double[] direction in directions)
            {
                double projected = TensorPrimitives.Dot<double>(means[g], direction);
                TensorPrimitives.MultiplyAdd(direction, projected, w, w);
                squares += projected * projected;
            }

            if (directions.Length == 0)
            {
                // No genre spreads at all (a row per genre, say): then nearness in the standardised space is all there is to go by.
                means[g].CopyTo(w);
                squares = TensorPrimitives.SumOfSquares<double>(means[g]);
            }

            bias[g] = Math.Log(priors[g]) - (0.5 * squares);
            context.Checkpoint();
        });
        return new LinearClassifier(columns, weights, bias);
    }

    /// <summary>Directions v such that the sum of v v' is the (pseudo-)inverse of the pooled covariance.</summary>
    /// <remarks>
    /// The directions of the rows less their genre's mean, each column divided by its deviation.
    /// </remarks>
    private static double[][] Whitening(TrainingSet training, double[][] means, double weights, FitContext context)
    {
        int rows = training.RowCount;
        int columns = training.ColumnCount;
        double degreesOfFreedom = Math.Max(1, weights - means.Length);
        double[] deviations = new double[columns];
        double[][] x = new double[rows][];
        for (int i = 0; i < rows; i++)
        {
            context.Checkpoint();
            x[i] = new double[columns];
            TensorPrimitives.ConvertChecked<float, double>(training.Row(i), x[i]);
            TensorPrimitives.Subtract(x[i], means[training.Labels[i]], x[i]);
            TensorPrimitives.Multiply(x[i], Math.Sqrt(training.WeightInTable(i)), x[i]);
            TensorPrimitives.MultiplyAdd(x[i], x[i], deviations, deviations);
        }

        for (int c = 0; c < columns; c++)
        {
            double deviation = Math.Sqrt(deviations[c] / weights);
            deviations[c] = deviation > SmallestDeviation ? deviation : double.PositiveInfinity;
        }

        foreach (double[] row in x)
        {
            context.Checkpoint();
            TensorPrimitives.Divide(row, deviations, row);
        }

        Directions all = Directions.Of(x, degreesOfFreedom, context);
        List<double[]> directions = [];
        for (int k = 0; k < all.Count; k++)
        {
            context.Checkpoint();
            if (all.Deviation(k) <= RankTolerance)
            {
                continue;
            }

            double[] direction = all[k];
            TensorPrimitives.Divide(direction, deviations, direction);
            TensorPrimitives.Divide(direction, all.Deviation(k), direction);
            directions.Add(direction);
        }

        return [.. directions];
    }
}
