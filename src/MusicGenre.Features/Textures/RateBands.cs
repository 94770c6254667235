using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Textures;

/// <summary>The bins of a modulation spectrum that lie in bands of rates.</summary>
internal static class RateBands
{
    /// <summary>The first bin of each band and, at last, the bin after the last.</summary>
    /// <param name="what">The descriptor, for errors.</param>
    /// <param name="edges">The edges, Hz: bin k belongs to a band if lower edge &lt;= k · frameRate / size &lt; upper edge.</param>
    /// <param name="image">The image: its frames per second.</param>
    /// <param name="size">The frames of a transform.</param>
    /// <exception cref="ArgumentException">A band has no bin.</exception>
    public static int[] Bins(object what, ReadOnlySpan<double> edges, SpectrogramImage image, int size)
    {
        double frameRate = (double)image.SampleRate / image.Options.HopLength;
        int[] bins = new int[edges.Length];
        for (int i = 0; i < edges.Length; i++)
        {
            int bin = 0;
            while (bin <= size / 2 && bin * frameRate / size < edges[i])
            {
                bin++;
            }

            bins[i] = bin;
            if (i > 0 && bins[i] == bins[i - 1])
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"{what} is not defined at {frameRate:0.##} frames per second: no bin of {size} frames lies between {edges[i - 1]} and {edges[i]} Hz. Its frames are meant to be 512 samples of 22,050 Hz apart."));
            }
        }

        return bins;
    }
}
