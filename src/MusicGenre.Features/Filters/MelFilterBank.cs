namespace MusicGenre.Features;

/// <summary>Triangular filters on the mel scale (<c>librosa.filters.mel</c>; Slaney, Auditory Toolbox, 1998).</summary>
public static class MelFilterBank
{
    /// <summary>The weights of the bank.</summary>
    /// <param name="sampleRate">Samples per second, at least 1.</param>
    /// <param name="fftSize">Points of the transform, at least 2.</param>
    /// <param name="bands">The number of filters, at least 1.</param>
    /// <param name="minimum">The lower edge of the first filter, Hz, 0 or more.</param>
    /// <param name="maximum">The upper edge of the last filter, Hz; half the sample rate if null.</param>
    /// <param name="htk">The HTK scale rather than Slaney's.</param>
    /// <param name="normalize">Slaney's normalisation, 2 / (upper edge - lower edge): each filter has about the same area. Otherwise each has the peak 1.</param>
    /// <returns>float32 weights, [bands, fftSize / 2 + 1], as librosa rounds them. A filter narrower than a bin may be empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static float[,] Create(
        int sampleRate, int fftSize, int bands = 128, double minimum = 0, double? maximum = null, bool htk = false, bool normalize = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(fftSize, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        double top = maximum ?? sampleRate / 2.0;
        if (!(minimum >= 0 && minimum < top))
        {
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, $"The lower edge must be from 0 to below the upper edge, {top} Hz.");
        }

        double[] edges = MelScale.Frequencies(bands + 2, minimum, top, htk);
        int bins = (fftSize / 2) + 1;
        float[,] weights = new float[bands, bins];
        for (int band = 0; band < bands; band++)
        {
            double rise = edges[band + 1] - edges[band];
            double fall = edges[band + 2] - edges[band + 1];
            double scale = normalize ? 2.0 / (edges[band + 2] - edges[band]) : 1.0;
            for (int bin = 0; bin < bins; bin++)
            {
                double frequency = (double)bin * sampleRate / fftSize;
                double weight = Math.Min((frequency - edges[band]) / rise, (edges[band + 2] - frequency) / fall);

                // librosa rounds the triangle to float32 before it scales it.
                weights[band, bin] = (float)((float)Math.Max(0.0, weight) * scale);
            }
        }

        return weights;
    }
}
