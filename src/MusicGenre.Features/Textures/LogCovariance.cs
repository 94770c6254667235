using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Features.Textures;

/// <summary>
/// The log-Euclidean map of a covariance matrix (V. Arsigny, P. Fillard, X. Pennec and N. Ayache, "Log-Euclidean metrics for fast and simple calculus on diffusion tensors",
/// Magnetic Resonance in Medicine 56(2), 2006): log(C + 0.001 (tr C / d) I), whose upper triangle, with the off-diagonal elements times sqrt 2, is a vector of a flat space:
/// its Euclidean distances are those of the matrices.
/// </summary>
internal static class LogCovariance
{
    private const double Regularization = 1e-3;

    // An eigenvalue of zero: silence.
    private const double SmallestEigenvalue = 1e-12;
    private const int LargestSize = 16;

    /// <summary>The length of the vector.</summary>
    public static int Length(int size) => size * (size + 1) / 2;

    /// <summary>Writes the vector, row by row.</summary>
    /// <param name="matrix">The covariance, size · size numbers. It is overwritten.</param>
    /// <param name="size">The rows d of the matrix, at most 16.</param>
    /// <param name="values">Receives <see cref="Length"/> numbers.</param>
    public static void Write(Span<double> matrix, int size, Span<float> values)
    {
        double trace = 0;
        for (int i = 0; i < size; i++)
        {
            trace += matrix[i * (size + 1)];
        }

        for (int i = 0; i < size; i++)
        {
            matrix[i * (size + 1)] += Regularization * (trace / size);
        }

        Span<double> vectors = stackalloc double[LargestSize * LargestSize];
        JacobiEigen.Decompose(matrix, vectors, size);
        Span<double> logarithms = stackalloc double[LargestSize];
        for (int k = 0; k < size; k++)
        {
            logarithms[k] = Math.Log(Math.Max(matrix[k * (size + 1)], SmallestEigenvalue));
        }

        int place = 0;
        for (int i = 0; i < size; i++)
        {
            for (int j = i; j < size; j++)
            {
                double sum = 0;
                for (int k = 0; k < size; k++)
                {
                    sum += logarithms[k] * vectors[(k * size) + i] * vectors[(k * size) + j];
                }

                values[place++] = (float)(i == j ? sum : sum * Math.Sqrt(2));
            }
        }
    }
}
