namespace MusicGenre.Numerics.LinearAlgebra;

/// <summary>
/// Eigenvalues and eigenvectors of small symmetric matrices, up to some twenty rows, by Jacobi's rotations (Golub and Van Loan, "Matrix Computations", 8.5).
/// Nothing is allocated, and every sum has one order: the same bits on every processor.
/// </summary>
internal static class JacobiEigen
{
    // Five or six are usual; convergence is quadratic.
    private const int MaximumSweeps = 60;
    private const double Negligible = 1e-17;

    /// <param name="matrix">The matrix row by row, n · n numbers, symmetric and finite. It is overwritten; its diagonal holds the eigenvalues, in no order.</param>
    /// <param name="vectors">Receives the eigenvectors in its rows, each of length 1: row i belongs to the eigenvalue matrix[i, i].</param>
    /// <param name="n">The number of rows.</param>
    public static void Decompose(Span<double> matrix, Span<double> vectors, int n)
    {
        vectors[..(n * n)].Clear();
        for (int i = 0; i < n; i++)
        {
            vectors[i * (n + 1)] = 1;
        }

        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            bool rotated = false;
            for (int p = 0; p < n - 1; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    // Otherwise it does not change the eigenvalues any more.
                    if (Math.Abs(matrix[(p * n) + q]) > Negligible * Math.Sqrt(Math.Abs(matrix[p * (n + 1)]) * Math.Abs(matrix[q * (n + 1)])))
                    {
                        Rotate(matrix, vectors, n, p, q);
                        rotated = true;
                    }
                }
            }

            if (!rotated)
            {
                return;
            }
        }
    }

    private static void Rotate(Span<double> matrix, Span<double> vectors, int n, int p, int q)
    {
        double apq = matrix[(p * n) + q];
        double theta = (matrix[q * (n + 1)] - matrix[p * (n + 1)]) / (2 * apq);
        double t = 1 / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        t = theta < 0 ? -t : t;
        double c = 1 / Math.Sqrt((t * t) + 1);
        double s = t * c;
        matrix[p * (n + 1)] -= t * apq;
        matrix[q * (n + 1)] += t * apq;
        matrix[(p * n) + q] = 0;
        matrix[(q * n) + p] = 0;
        for (int i = 0; i < n; i++)
        {
            if (i != p && i != q)
            {
                double aip = matrix[(p * n) + i];
                double aiq = matrix[(q * n) + i];
                double x = (c * aip) - (s * aiq);
                double y = (s * aip) + (c * aiq);
                matrix[(p * n) + i] = x;
                matrix[(q * n) + i] = y;
                matrix[(i * n) + p] = x;
                matrix[(i * n) + q] = y;
            }

            double vp = vectors[(p * n) + i];
            double vq = vectors[(q * n) + i];
            vectors[(p * n) + i] = (c * vp) - (s * vq);
            vectors[(q * n) + i] = (s * vp) + (c * vq);
        }
    }
}
