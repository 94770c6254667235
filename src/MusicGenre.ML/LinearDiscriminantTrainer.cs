using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using MusicGenre.ML.Linear;

namespace MusicGenre.ML;

/// <summary>
/// Linear discriminant analysis: one Gaussian a genre, all with the same covariance (pooled within the genres, divided by rows - genres), priors from the
/// training rows (scikit-learn's <c>LinearDiscriminantAnalysis</c>; Hastie, Tibshirani and Friedman, 4.3). Directions in which no genre spreads are left out.
/// </summary>
public sealed record LinearDiscriminantTrainer : Trainer
{
    // As scikit-learn: a direction counts if it spreads more than this share of a column's own spread.
    private const double RankTolerance = 1e-4;

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(training);
        int columns = training.ColumnCount;
        int genres = training.GenreCount;
        int[] counts = training.GenreCounts();
        Matrix<double> means = Matrix<double>.Build.Dense(genres, columns);
        for (int i = 0; i < training.RowCount; i++)
        {
            ReadOnlySpan<float> row = training.Row(i);
            int g = training.Labels[i];
            for (int c = 0; c < columns; c++)
            {
                means[g, c] += row[c] / (double)counts[g];
            }
        }

        Matrix<double> centred = Matrix<double>.Build.Dense(training.RowCount, columns);
        for (int i = 0; i < training.RowCount; i++)
        {
            ReadOnlySpan<float> row = training.Row(i);
            int g = training.Labels[i];
            for (int c = 0; c < columns; c++)
            {
                centred[i, c] = row[c] - means[g, c];
            }
        }

        Matrix<double> whitening = Whitening(centred, Math.Max(1, training.RowCount - genres));
        Matrix<double> projected = means * whitening;
        Matrix<double> weights = projected * whitening.Transpose();
        double[] flat = new double[genres * columns];
        double[] bias = new double[genres];
        for (int g = 0; g < genres; g++)
        {
            bias[g] = Math.Log((double)counts[g] / training.RowCount) - (0.5 * projected.Row(g).DotProduct(projected.Row(g)));
            for (int c = 0; c < columns; c++)
            {
                flat[(g * columns) + c] = weights[g, c];
            }
        }

        return new LinearClassifier(columns, flat, bias);
    }

    /// <summary>A matrix V, columns x rank, such that V V' is the (pseudo-)inverse of the covariance.</summary>
    private static Matrix<double> Whitening(Matrix<double> centred, int degreesOfFreedom)
    {
        int columns = centred.ColumnCount;
        double[] deviations = [.. centred.EnumerateColumns().Select(c => Math.Sqrt(c.DotProduct(c) / centred.RowCount)).Select(static d => d > 1e-7 ? d : 0)];
        Matrix<double> scaled = centred.MapIndexed((_, c, value) => deviations[c] > 0 ? value / deviations[c] : 0);
        Evd<double> decomposition = (scaled.TransposeThisAndMultiply(scaled) / degreesOfFreedom).Evd(Symmetricity.Symmetric);
        List<Vector<double>> directions = [];
        for (int k = 0; k < columns; k++)
        {
            double spread = Math.Sqrt(Math.Max(0, decomposition.EigenValues[k].Real));
            if (spread > RankTolerance)
            {
                directions.Add(decomposition.EigenVectors.Column(k).MapIndexed((c, value) => deviations[c] > 0 ? value / (deviations[c] * spread) : 0));
            }
        }

        // No genre spreads at all (a row a genre, say): then nearness in the standardised space is all there is to go by.
        return directions.Count > 0 ? Matrix<double>.Build.DenseOfColumnVectors(directions) : Matrix<double>.Build.DenseIdentity(columns);
    }
}
