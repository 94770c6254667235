using System.Numerics.Tensors;
using MusicGenre.ML.Trainers.Linear;

namespace MusicGenre.ML.Preprocessing;

/// <summary>The directions in which centred rows vary: the eigenvectors of X'X / degrees of freedom, of length 1, in no order.</summary>
/// <remarks>
/// If there are fewer rows than columns they come from those of XX', which is smaller: if XX'u = s u then X'u / sqrt(s) is an eigenvector of X'X with the same s.
/// </remarks>
internal sealed class Directions
{
    private readonly double[][] _rows;
    private readonly double[] _deviations;
    private readonly double[][] _vectors;
    private readonly double _degreesOfFreedom;
    private readonly bool _fewRows;

    private Directions(double[][] rows, double[] variances, double[][] vectors, double degreesOfFreedom, bool fewRows)
    {
        _rows = rows;
        _deviations = [.. variances.Select(static v => Math.Sqrt(Math.Max(0, v)))];
        _vectors = vectors;
        _degreesOfFreedom = degreesOfFreedom;
        _fewRows = fewRows;
    }

    /// <summary>The number of directions, the smaller of rows and columns.</summary>
    public int Count => _vectors.Length;

    /// <summary>A direction that deviates.</summary>
    public double[] this[int k]
    {
        get
        {
            if (!_fewRows)
            {
                return _vectors[k];
            }

            double[] direction = new double[_rows[0].Length];
            for (int i = 0; i < _rows.Length; i++)
            {
                TensorPrimitives.MultiplyAdd(_rows[i], _vectors[k][i] / (Math.Sqrt(_degreesOfFreedom) * _deviations[k]), direction, direction);
            }

            return direction;
        }
    }

    /// <summary>The standard deviation of the rows along a direction.</summary>
    public double Deviation(int k) => _deviations[k];

    /// <summary>The directions of rows.</summary>
    /// <param name="rows">The rows, less their mean.</param>
    /// <param name="degreesOfFreedom">What sums of squares are divided by.</param>
    /// <param name="context">Stops the work.</param>
    public static Directions Of(double[][] rows, double degreesOfFreedom, FitContext context)
    {
        int columns = rows[0].Length;
        bool fewRows = rows.Length < columns;
        double[][] sides = fewRows ? rows : Transposed(rows, columns, context);
        double[][] products = new double[sides.Length][];
        Parallel.For(0, sides.Length, context.Parallel, i =>
        {
            double[] product = new double[sides.Length];
            for (int j = 0; j <= i; j++)
            {
                product[j] = TensorPrimitives.Dot<double>(sides[i], sides[j]) / degreesOfFreedom;
            }

            products[i] = product;
            context.Checkpoint();
        });

        (double[] variances, double[][] vectors) = SymmetricEigen.Decompose(products, context);
        return new Directions(rows, variances, vectors, degreesOfFreedom, fewRows);
    }

    /// <summary>The directions of at least as many rows as columns, by the sums of products of their columns.</summary>
    /// <param name="products">The products of all pairs of columns, the lower triangle row by row.</param>
    /// <param name="degreesOfFreedom">What sums of squares are divided by.</param>
    /// <param name="context">Stops the work.</param>
    public static Directions OfProducts(double[][] products, double degreesOfFreedom, FitContext context)
    {
        double[][] covariance = [.. products.Select(_ => new double[products.Length])];
        for (int i = 0; i < products.Length; i++)
        {
            TensorPrimitives.Divide(products[i], degreesOfFreedom, covariance[i]);
        }

        (double[] variances, double[][] vectors) = SymmetricEigen.Decompose(covariance, context);
        return new Directions([], variances, vectors, degreesOfFreedom, fewRows: false);
    }

    private static double[][] Transposed(double[][] x, int columns, FitContext context)
    {
        double[][] transposed = new double[columns][];
        for (int c = 0; c < columns; c++)
        {
            context.Checkpoint();
            transposed[c] = new double[x.Length];
            for (int i = 0; i < x.Length; i++)
            {
                transposed[c][i] = x[i][c];
            }
        }

        return transposed;
    }
}
