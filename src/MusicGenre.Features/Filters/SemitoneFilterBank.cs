namespace MusicGenre.Features;

/// <summary>
/// Bands of one semitone: a bin stands for the interval of one bin's width about its frequency, and its weight in a band is the part of the interval that lies in the band.
/// Low bands, narrower than a bin, share bins; a band's weights add up to its width in bins.
/// </summary>
/// <remarks>
/// The constant-Q idea of J. C. Brown, "Calculation of a constant Q spectral transform", Journal of the Acoustical Society of America 89(1), 1991, taken from the bins of one Fourier
/// transform. With librosa's frames and the default edge, 92 bands reach from 53.43 to 10,856 Hz.
/// </remarks>
public static class SemitoneFilterBank
{
    /// <summary>The weights of the bank.</summary>
    /// <param name="sampleRate">Samples per second, at least 1.</param>
    /// <param name="fftSize">Points of the transform, at least 2.</param>
    /// <param name="bands">The number of semitones, at least 1.</param>
    /// <param name="minimum">The lower edge of the first band, Hz, above 0. The upper edge of the last, minimum · 2^(bands / 12), is at most half the sample rate.</param>
    /// <returns>float32 weights in [0, 1] for narrow bands and 1 within wide ones, [bands, fftSize / 2 + 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static float[,] Create(int sampleRate, int fftSize, int bands = 92, double minimum = 53.43)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(fftSize, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        double maximum = minimum * Math.Pow(2, bands / 12.0);
        if (!(minimum > 0 && maximum <= sampleRate / 2.0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(minimum), minimum, FormattableString.Invariant($"{bands} semitones from {minimum} Hz reach to {maximum:0.#} Hz; they must lie above 0 and up to {sampleRate / 2.0} Hz, half the sample rate."));
        }

        double width = (double)sampleRate / fftSize;
        float[,] weights = new float[bands, (fftSize / 2) + 1];
        for (int band = 0; band < bands; band++)
        {
            double low = minimum * Math.Pow(2, band / 12.0);
            double high = minimum * Math.Pow(2, (band + 1) / 12.0);
            for (int bin = 0; bin < weights.GetLength(1); bin++)
            {
                double overlap = Math.Min((bin + 0.5) * width, high) - Math.Max((bin - 0.5) * width, low);
                weights[band, bin] = (float)(Math.Max(0, overlap) / width);
            }
        }

        return weights;
    }
}
