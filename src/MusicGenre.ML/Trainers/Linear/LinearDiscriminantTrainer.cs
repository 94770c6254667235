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

    private const int BlockRows = 1024;

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

        double[] wide = new double[columns];
        double[][] means = [.. totals.Select(_ => new double[columns])];
        for (int i = 0; i < training.RowCount; i++)
        {
            context.Checkpoint();
            ReadOnlySpan<float> row = training.Row(i);
            int g = training.Labels[i];
            TensorPrimitives.ConvertChecked(row, wide);
            TensorPrimitives.MultiplyAdd(wide, training.WeightInTable(i) / totals[g], means[g], means[g]);
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
    /// <remarks>The directions of the rows less their genre's mean, each column divided by its deviation.</remarks>
    private static double[][] Whitening(TrainingSet training, double[][] means, double weights, FitContext context)
    {
        double degreesOfFreedom = Math.Max(1, weights - means.Length);
        (Directions all, double[] deviations) = training.RowCount < training.ColumnCount
            ? OfRows(training, means, weights, degreesOfFreedom, context)
            : OfColumns(training, means, weights, degreesOfFreedom, context);
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

    private static (Directions All, double[] Deviations) OfRows(TrainingSet training, double[][] means, double weights, double degreesOfFreedom, FitContext context)
    {
        double[] squares = new double[training.ColumnCount];
        double[][] x = new double[training.RowCount][];
        for (int i = 0; i < x.Length; i++)
        {
            context.Checkpoint();
            x[i] = new double[squares.Length];
            Center(training, means, i, x[i]);
            TensorPrimitives.MultiplyAdd(x[i], x[i], squares, squares);
        }

        double[] deviations = Deviations(squares, weights);
        foreach (double[] row in x)
        {
            context.Checkpoint();
            TensorPrimitives.Divide(row, deviations, row);
        }

        return (Directions.Of(x, degreesOfFreedom, context), deviations);
    }

    /// <summary>The same of many rows, in blocks: the products of their columns are divided by the deviations, not the rows.</summary>
    private static (Directions All, double[] Deviations) OfColumns(TrainingSet training, double[][] means, double weights, double degreesOfFreedom, FitContext context)
    {
        int columns = training.ColumnCount;
        double[][] products = [.. Enumerable.Range(0, columns).Select(static c => new double[c + 1])];
        double[][] block = [.. Enumerable.Range(0, columns).Select(_ => new double[Math.Min(BlockRows, training.RowCount)])];
        double[] row = new double[columns];
        for (int first = 0; first < training.RowCount; first += BlockRows)
        {
            int count = Math.Min(BlockRows, training.RowCount - first);
            for (int i = 0; i < count; i++)
            {
                context.Checkpoint();
                Center(training, means, first + i, row);
                for (int c = 0; c < columns; c++)
                {
                    block[c][i] = row[c];
                }
            }

            Parallel.For(0, columns, context.Parallel, c =>
            {
                context.Checkpoint();
                for (int other = 0; other <= c; other++)
                {
                    products[c][other] += TensorPrimitives.Dot<double>(block[c].AsSpan(0, count), block[other].AsSpan(0, count));
                }
            });
        }

        double[] deviations = Deviations([.. products.Select(static p => p[^1])], weights);
        for (int c = 0; c < columns; c++)
        {
            TensorPrimitives.Divide(products[c], deviations.AsSpan(0, c + 1), products[c]);
            TensorPrimitives.Divide(products[c], deviations[c], products[c]);
        }

        return (Directions.OfProducts(products, degreesOfFreedom, context), deviations);
    }

    /// <summary>A row less its genre's mean, times the root of its weight.</summary>
    private static void Center(TrainingSet training, double[][] means, int row, double[] centered)
    {
        TensorPrimitives.ConvertChecked<float, double>(training.Row(row), centered);
        TensorPrimitives.Subtract(centered, means[training.Labels[row]], centered);
        TensorPrimitives.Multiply(centered, Math.Sqrt(training.WeightInTable(row)), centered);
    }

    /// <summary>What each column deviates; infinite for one that does not.</summary>
    private static double[] Deviations(double[] squares, double weights) =>
        [.. squares.Select(s => Math.Sqrt(s / weights)).Select(static d => d > SmallestDeviation ? d : double.PositiveInfinity)];
}
