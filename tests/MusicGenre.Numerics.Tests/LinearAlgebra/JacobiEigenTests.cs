using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Numerics.Tests.LinearAlgebra;

public sealed class JacobiEigenTests
{
    [Test]
    public void Values_and_vectors_give_the_matrix_again()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
            (from n in Gen.Choose(1, 16) from rank in Gen.Choose(0, 20) from exponent in Gen.Choose(-150, 150) from seed in Gen.Choose(0, int.MaxValue) select (n, rank, exponent, seed)).ToArbitrary(),
            c =>
            {
                // A sum of outer products: of full rank or not, or nothing.
                SeededRandom random = new(c.seed);
                double[] matrix = new double[c.n * c.n];
                for (int k = 0; k < c.rank; k++)
                {
                    double[] x = [.. Enumerable.Range(0, c.n).Select(_ => random.NextNormal())];
                    for (int i = 0; i < matrix.Length; i++)
                    {
                        matrix[i] += x[i / c.n] * x[i % c.n] * Math.Pow(10, c.exponent - (k / 2));
                    }
                }

                double[] work = [.. matrix];
                double[] vectors = new double[c.n * c.n];
                JacobiEigen.Decompose(work, vectors, c.n);
                double scale = matrix.Max(Math.Abs);
                for (int i = 0; i < c.n; i++)
                {
                    for (int j = 0; j < c.n; j++)
                    {
                        double again = Enumerable.Range(0, c.n).Sum(k => work[k * (c.n + 1)] * vectors[(k * c.n) + i] * vectors[(k * c.n) + j]);
                        double product = Enumerable.Range(0, c.n).Sum(k => vectors[(i * c.n) + k] * vectors[(j * c.n) + k]);
                        Assert.That(again, Is.EqualTo(matrix[(i * c.n) + j]).Within(1e-13 * scale), $"{c} element {i}, {j}");
                        Assert.That(product, Is.EqualTo(i == j ? 1 : 0).Within(1e-13), $"{c} vectors {i}, {j}");
                    }
                }
            }));
}
