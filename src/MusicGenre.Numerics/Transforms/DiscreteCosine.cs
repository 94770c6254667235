namespace MusicGenre.Numerics;

/// <summary>The orthonormal discrete cosine transform of type II as a matrix (<c>scipy.fft.dct(type=2, norm="ortho")</c>).</summary>
public static class DiscreteCosine
{
    /// <summary>The first rows of the matrix: row k, column n is s cos(pi k (2 n + 1) / (2 N)), with s = sqrt(1 / N) for k = 0 and sqrt(2 / N) else.</summary>
    /// <param name="count">Rows, 1 to <paramref name="size"/>.</param>
    /// <param name="size">Columns N, at least 1.</param>
    /// <returns>[count, size].</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double[,] Create(int count, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (count < 1 || count > size)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The number of coefficients must be from 1 to {size}, the number of points.");
        }

        double[,] matrix = new double[count, size];
        for (int k = 0; k < count; k++)
        {
            double scale = Math.Sqrt((k == 0 ? 1.0 : 2.0) / size);
            for (int n = 0; n < size; n++)
            {
                // The angle is reduced in integers, so that a high row is as exact as a low one.
                long turn = (long)k * ((2 * n) + 1) % (4L * size);
                matrix[k, n] = scale * Math.Cos(Math.PI * turn / (2.0 * size));
            }
        }

        return matrix;
    }
}
