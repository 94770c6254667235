namespace MusicGenre.Features.Textures;

/// <summary>The symmetric Hann window, w[n] = 0.5 - 0.5 cos(2 pi n / (N - 1)) (<c>numpy.hanning(N)</c>).</summary>
internal static class SymmetricHann
{
    /// <summary>The window's values; <paramref name="size"/> is at least 2.</summary>
    public static double[] Create(int size) => [.. HannWindow.Create(size - 1), 0.0];
}
