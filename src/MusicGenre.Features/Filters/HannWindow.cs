namespace MusicGenre.Features;

/// <summary>The periodic Hann window, w[n] = 0.5 - 0.5 cos(2 pi n / N) (<c>scipy.signal.get_window("hann", N)</c>).</summary>
public static class HannWindow
{
    /// <summary>The window's values.</summary>
    /// <param name="size">The number N of samples, at least 1.</param>
    /// <returns><paramref name="size"/> values in [0, 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public static double[] Create(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        double[] window = new double[size];
        for (int i = 0; i < size; i++)
        {
            window[i] = 0.5 - (0.5 * Math.Cos(2.0 * Math.PI * i / size));
        }

        return window;
    }
}
