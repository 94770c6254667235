using System.Numerics;
using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Linear;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to a tridiagonal matrix, then the implicit QL algorithm (Golub and Van Loan, "Matrix
/// Computations", 8.3). MathNet's decomposition can't be cancelled, and a matrix of 1000 columns takes it many seconds.
/// </summary>
internal static class SymmetricEigen
{
    // A handful is usual.
    private const int MaximumSweeps = 1000;

    /// <param name="matrix">The matrix row by row; only what is on and below the diagonal is read. It is overwritten.</param>
    /// <param name="context">Stops the work.</param>
    /// <returns>The eigenvalues in no order, and an eigenvector of length 1 for each.</returns>
    public static (double[] Values, double[][] Vectors) Decompose(double[][] matrix, FitContext context)
    {
        int n = matrix.Length;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                matrix[j][i] = matrix[i][j];
            }
        }

        double[] diagonal = new double[n];
        double[] beside = new double[n];
        double[] betas = Tridiagonalize(matrix, diagonal, beside, context);
        double[][] vectors = new double[n][];
        for (int i = 0; i < n; i++)
        {
            context.Checkpoint();
            vectors[i] = new double[n];
            vectors[i][i] = 1;
            for (int k = Math.Min(i - 1, n - 3); k >= 0; k--)
            {
                // The reflection by v = row k right of the diagonal.
                ReadOnlySpan<double> v = matrix[k].AsSpan(k + 1);
                Span<double> part = vectors[i].AsSpan(k + 1);
                TensorPrimitives.MultiplyAdd(v, -betas[k] * TensorPrimitives.Dot(v, part), part, part);
            }
        }

        Diagonalize(diagonal, beside, vectors, context);
        return (diagonal, vectors);
    }

    /// <summary>Reflections make the matrix tridiagonal; row k keeps the vector of reflection k right of the diagonal.</summary>
    /// <returns>The factors of the reflections, 1 - beta v v'.</returns>
    private static double[] Tridiagonalize(double[][] matrix, double[] diagonal, double[] beside, FitContext context)
    {
        int n = matrix.Length;
        double[] betas = new double[n];
        double[] w = new double[n];
        for (int k = 0; k < n; k++)
        {
            context.Checkpoint();
            diagonal[k] = matrix[k][k];
            Span<double> v = matrix[k].AsSpan(k + 1);
            if (v.Length <= 1)
            {
                beside[k] = v.Length == 1 ? v[0] : 0;
                continue;
            }

            double norm = TensorPrimitives.Norm<double>(v);
            double first = v[0] > 0 ? -norm : norm;
            beside[k] = first;
            v[0] -= first;
            double squares = TensorPrimitives.SumOfSquares<double>(v);
            if (squares == 0)
            {
                continue;
            }

            double beta = betas[k] = 2 / squares;
            Span<double> product = w.AsSpan(k + 1, v.Length);
            for (int i = 0; i < v.Length; i++)
            {
                product[i] = beta * TensorPrimitives.Dot<double>(matrix[k + 1 + i].AsSpan(k + 1), v);
            }

            TensorPrimitives.MultiplyAdd(v, -0.5 * beta * TensorPrimitives.Dot<double>(product, v), product, product);
            for (int i = 0; i < v.Length; i++)
            {
                Span<double> row = matrix[k + 1 + i].AsSpan(k + 1);
                TensorPrimitives.MultiplyAdd(product, -v[i], row, row);
                TensorPrimitives.MultiplyAdd(v, -product[i], row, row);
            }
        }

        return betas;
    }

    /// <summary>Rotations make the tridiagonal matrix diagonal; the vectors turn with it.</summary>
    private static void Diagonalize(double[] d, double[] e, double[][] vectors, FitContext context)
    {
        int n = d.Length;
        double norm = 0;
        for (int i = 0; i < n; i++)
        {
            norm = Math.Max(norm, Math.Abs(d[i]) + Math.Abs(e[i]));
        }

        double negligible = norm * 1.1e-16;
        for (int l = 0; l < n; l++)
        {
            for (int sweep = 0; ; sweep++)
            {
                context.Checkpoint();
                int m = l;
                while (m < n - 1 && Math.Abs(e[m]) > negligible)
                {
                    m++;
                }

                if (m == l)
                {
                    break;
                }

                if (sweep == MaximumSweeps)
                {
                    throw new ArithmeticException($"The eigenvalues of a matrix of {n} rows were not found in {MaximumSweeps} sweeps.");
                }

                double g = (d[l + 1] - d[l]) / (2 * e[l]);
                double r = double.Hypot(g, 1);
                g = d[m] - d[l] + (e[l] / (g + Math.CopySign(r, g)));
                double s = 1;
                double c = 1;
                double p = 0;
                int i = m - 1;
                for (; i >= l; i--)
                {
                    double f = s * e[i];
                    double b = c * e[i];
                    r = double.Hypot(f, g);
                    e[i + 1] = r;
                    if (r == 0)
                    {
                        d[i + 1] -= p;
                        e[m] = 0;
                        break;
                    }

                    s = f / r;
                    c = g / r;
                    g = d[i + 1] - p;
                    r = ((d[i] - g) * s) + (2 * c * b);
                    p = s * r;
                    d[i + 1] = g + p;
                    g = (c * r) - b;
                    Rotate(vectors[i], vectors[i + 1], c, s);
                }

                if (i < l)
                {
                    d[l] -= p;
                    e[l] = g;
                    e[m] = 0;
                }
            }
        }
    }

    private static void Rotate(double[] a, double[] b, double c, double s)
    {
        int i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> x = new(a, i);
            Vector<double> y = new(b, i);
            ((x * c) - (y * s)).CopyTo(a, i);
            ((x * s) + (y * c)).CopyTo(b, i);
        }

        for (; i < a.Length; i++)
        {
            (a[i], b[i]) = ((c * a[i]) - (s * b[i]), (s * a[i]) + (c * b[i]));
        }
    }
}
