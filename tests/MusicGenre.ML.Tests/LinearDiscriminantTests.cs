using MathNet.Numerics.LinearAlgebra;
using MusicGenre.ML.Trainers.Linear;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

/// <summary>Fewer rows than columns: the smaller of two matrices is decomposed; the result does not depend on which.</summary>
public sealed class LinearDiscriminantTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(40)]
    public void The_decomposition_is_one(int n)
    {
        SeededRandom random = new(n);
        double[][] matrix = [.. Enumerable.Range(0, n).Select(_ => Enumerable.Range(0, n).Select(_ => random.NextNormal()).ToArray())];

        // Some rows twice: eigenvalues 0 and equal ones are the common case.
        double[,] symmetric = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                symmetric[i, j] = matrix[i / 3].Zip(matrix[j / 3], static (a, b) => a * b).Sum();
            }
        }

        Matrix<double> original = Matrix<double>.Build.DenseOfArray(symmetric);
        (double[] values, double[][] vectors) = SymmetricEigen.Decompose([.. Enumerable.Range(0, n).Select(i => original.Row(i).ToArray())], new FitContext());
        Matrix<double> v = Matrix<double>.Build.DenseOfColumnArrays(vectors);
        Assert.That((v.TransposeThisAndMultiply(v) - Matrix<double>.Build.DenseIdentity(n)).L2Norm(), Is.LessThan(1e-13 * n));
        Assert.That(((original * v) - (v * Matrix<double>.Build.DenseOfDiagonalArray(values))).L2Norm(), Is.LessThan(1e-13 * n * original.L2Norm()));
        Assert.That(values.Order(), Is.EqualTo(original.Evd(Symmetricity.Symmetric).EigenValues.Select(static e => e.Real).Order()).Within(1e-12 * original.L2Norm()));
    }

    [Test]
    public void Constant_columns_turn_the_sides_but_not_the_predictions()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 10, columns: 20);
        FeatureTable wide = new(
            [.. table.FeatureNames, .. Enumerable.Range(0, 40).Select(static c => $"constant{c}")],
            [.. Enumerable.Range(0, table.RowCount).SelectMany(i => table.Row(i).ToArray().Concat(Enumerable.Repeat(7f, 40)))],
            table.Labels);
        double[][] expected = Probabilities(new LinearDiscriminantTrainer().Fit(table), table);
        Assert.That(Probabilities(new LinearDiscriminantTrainer().Fit(wide), wide), Is.EqualTo(expected).Within(1e-9));
    }

    [Test]
    public void Fewer_rows_than_columns_give_the_pseudo_inverse()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 7, columns: 50);
        GenreModel model = new LinearDiscriminantTrainer().Fit(table);
        Matrix<double> x = Matrix<double>.Build.Dense(table.RowCount, table.ColumnCount);
        for (int i = 0; i < table.RowCount; i++)
        {
            float[] row = new float[table.ColumnCount];
            model.Preprocessing.Transform(table.Row(i), row);
            x.SetRow(i, [.. row.Select(static v => (double)v)]);
        }

        // By definition, with MathNet's pseudo-inverse: score = x S+ m - m S+ m / 2 + ln prior, S+ in the columns divided by their deviations.
        int genres = table.Genres.Count;
        Matrix<double> means = Matrix<double>.Build.Dense(genres, x.ColumnCount, (g, c) => Enumerable.Range(0, x.RowCount).Where(i => table.GenreIndices[i] == g).Average(i => x[i, c]));
        Matrix<double> centred = Matrix<double>.Build.Dense(x.RowCount, x.ColumnCount, (i, c) => x[i, c] - means[table.GenreIndices[i], c]);
        Matrix<double> scale = Matrix<double>.Build.DenseOfDiagonalArray([.. centred.EnumerateColumns().Select(c => Math.Sqrt(c.DotProduct(c) / x.RowCount))]).Inverse();
        Matrix<double> scaled = centred * scale;
        Matrix<double> inverse = scale * (scaled.TransposeThisAndMultiply(scaled) / (x.RowCount - genres)).PseudoInverse() * scale;
        Matrix<double> projected = means * inverse;
        for (int i = 0; i < x.RowCount; i++)
        {
            double[] scores = [.. Enumerable.Range(0, genres).Select(g => Math.Log(1.0 / genres) + projected.Row(g).DotProduct(x.Row(i) - (means.Row(g) / 2)))];
            double[] expected = [.. scores.Select(s => Math.Exp(s - scores.Max()))];
            double sum = expected.Sum();
            Assert.That(model.Predict(table.Row(i)).RawProbabilities.ToArray(), Is.EqualTo(expected.Select(e => e / sum)).Within(1e-6));
        }
    }

    [Test]
    public void Many_columns_and_few_rows_take_few_steps()
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 50, columns: 5000);
        int steps = 0;
        new LinearDiscriminantTrainer().Fit(table, new FitContext { MaxDegreeOfParallelism = 1, OnCheckpoint = () => steps++ });
        Assert.That(steps, Is.LessThan(20 * table.RowCount), "the work is that of the rows' side");
    }

    private static double[][] Probabilities(GenreModel model, FeatureTable table) => [.. model.Predict(table).Select(static p => p.RawProbabilities.ToArray())];
}
