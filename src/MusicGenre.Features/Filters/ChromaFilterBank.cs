namespace MusicGenre.Features;

/// <summary>Gaussian bumps that fold the bins of a spectrum into pitch classes (<c>librosa.filters.chroma</c>; D. Ellis, <c>fft2chromamx.m</c>).</summary>
public static class ChromaFilterBank
{
    /// <summary>The weights of the bank.</summary>
    /// <param name="sampleRate">Samples per second, at least 1.</param>
    /// <param name="fftSize">Points of the transform, at least 2.</param>
    /// <param name="classes">The number of pitch classes, at least 1; 12 are semitones.</param>
    /// <param name="tuning">The deviation from A4 = 440 Hz in fractions of a class.</param>
    /// <param name="center">The octave (of A) where the weight has its maximum.</param>
    /// <param name="width">The standard deviation, in octaves, of the weight over the octaves; null for the same weight everywhere.</param>
    /// <param name="startAtC">Row 0 is C; otherwise it is A.</param>
    /// <returns>float32 weights, [classes, fftSize / 2 + 1]; every column has the Euclidean norm 1 before the weight over octaves is applied.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static float[,] Create(
        int sampleRate, int fftSize, int classes = 12, double tuning = 0, double center = 5, double? width = 2, bool startAtC = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(fftSize, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        double reference = 440.0 * Math.Pow(2.0, tuning / classes) / 16.0;

        // The position of each bin in classes above A0. Bin 0 has no logarithm: it is put one and a half octaves below bin 1.
        int bins = (fftSize / 2) + 1;
        double[] position = new double[bins + 1];
        for (int bin = 1; bin <= bins; bin++)
        {
            position[bin] = classes * Math.Log2((double)bin * sampleRate / fftSize / reference);
        }

        position[0] = position[1] - (1.5 * classes);
        double half = Math.Round(classes / 2.0, MidpointRounding.ToEven);
        int shift = startAtC ? 3 * (classes / 12) : 0;
        float[,] weights = new float[classes, bins];
        double[] column = new double[classes];
        for (int bin = 0; bin < bins; bin++)
        {
            // For a transform of two points the last bin is the last of the linspace, whose width librosa sets to 1.
            double binWidth = bin + 1 < fftSize ? Math.Max(position[bin + 1] - position[bin], 1.0) : 1.0;
            double norm = 0;
            for (int c = 0; c < classes; c++)
            {
                double distance = Remainder(position[bin] - c + half + (10 * classes), classes) - half;
                double z = 2.0 * distance / binWidth;
                column[c] = Math.Exp(-0.5 * z * z);
                norm += column[c] * column[c];
            }

            norm = Math.Sqrt(norm);
            double octave = 1.0;
            if (width is double octaves)
            {
                double z = ((position[bin] / classes) - center) / octaves;
                octave = Math.Exp(-0.5 * z * z);
            }

            for (int c = 0; c < classes; c++)
            {
                int row = (c + classes - shift) % classes;
                weights[row, bin] = (float)(column[c] / norm * octave);
            }
        }

        return weights;
    }

    private static double Remainder(double x, double y)
    {
        double r = x % y;
        return r < 0 ? r + y : r;
    }
}
