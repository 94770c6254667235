using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Linear;

/// <summary>
/// L L' = A for a symmetric, positive definite A (Golub and Van Loan, "Matrix Computations", 4.2), in blocks of columns. MathNet's takes seven times as long
/// for 2,000 rows (CholeskyBenchmarks) and can't be cancelled.
/// </summary>
internal sealed class Cholesky
{
    private const int Block = 64;
    private readonly double[][] _rows;

    private Cholesky(double[][] rows) => _rows = rows;

    /// <summary>Factorises in place.</summary>
    /// <param name="lower">The lower triangle, row by row; L is written over it.</param>
    /// <param name="context">Threads and cancellation; the bits are the same for any number of threads.</param>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static Cholesky Factor(double[][] lower, FitContext context)
    {
        for (int first = 0; first < lower.Length; first += Block)
        {
            int last = Math.Min(first + Block, lower.Length);
            context.Checkpoint();
            for (int i = first; i < last; i++)
            {
                Complete(i, i);
                double pivot = lower[i][i] - TensorPrimitives.SumOfSquares<double>(lower[i].AsSpan(0, i));
                lower[i][i] = pivot > 0 && double.IsFinite(pivot) ? Math.Sqrt(pivot) : throw new ArithmeticException($"The matrix of {lower.Length} rows is not positive definite at row {i + 1}: a larger regularisation is needed.");
            }

            Parallel.For(last, lower.Length, context.Parallel, i =>
            {
                context.Checkpoint();
                Complete(i, last);
            });

            void Complete(int i, int end)
            {
                double[] row = lower[i];
                for (int j = first; j < end; j++)
                {
                    row[j] = (row[j] - TensorPrimitives.Dot<double>(row.AsSpan(0, j), lower[j].AsSpan(0, j))) / lower[j][j];
                }
            }
        }

        return new Cholesky(lower);
    }

    /// <summary>Solves A x = b in place.</summary>
    public void Solve(Span<double> b)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            b[i] = (b[i] - TensorPrimitives.Dot<double>(_rows[i].AsSpan(0, i), b[..i])) / _rows[i][i];
        }

        for (int i = _rows.Length - 1; i >= 0; i--)
        {
            b[i] /= _rows[i][i];
            TensorPrimitives.MultiplyAdd(_rows[i].AsSpan(0, i), -b[i], b[..i], b[..i]);
        }
    }
}
