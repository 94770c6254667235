using System.Numerics;

namespace MusicGenre.Features.Tests.Separation;

/// <summary>Harmonic/percussive separation straight from its definition, in double precision: slow and plain.</summary>
internal static class SeparationByDefinition
{
    /// <summary>Both parts, and by how much the division by the windows' squares blows up a rounding of one frame: where the last frame's window is nearly 0, hundreds of times.</summary>
    public static (double[] Harmonic, double[] Percussive, double[] Gain) Separate(float[] samples, FrameOptions options)
    {
        int size = options.FftSize;
        int hop = options.HopLength;
        int frames = (int)options.FrameCount(samples.Length);
        double[] window = [.. Enumerable.Range(0, size).Select(i => 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / size)))];
        double[] padded = [.. Enumerable.Range(-(size / 2), samples.Length + size).Select(i => Sample(samples, i, options.Padding))];
        Complex[][] spectra = [.. Enumerable.Range(0, frames).Select(t => Transform([.. window.Select((w, i) => new Complex(w * padded[(t * hop) + i], 0))], -1)[..options.Bins])];
        double[][] magnitudes = [.. spectra.Select(s => s.Select(x => x.Magnitude).ToArray())];

        double[] harmonic = new double[padded.Length + size];
        double[] percussive = new double[padded.Length + size];
        double[] sum = new double[padded.Length + size];
        for (int t = 0; t < frames; t++)
        {
            Complex[] h = new Complex[size];
            Complex[] p = new Complex[size];
            for (int bin = 0; bin < options.Bins; bin++)
            {
                double overTime = Median(i => magnitudes[Mirror(t + i, frames)][bin]);
                double overBins = Median(i => magnitudes[t][Mirror(bin + i, options.Bins)]);
                double squares = (overTime * overTime) + (overBins * overBins);
                double mask = squares == 0 ? 0.5 : overTime * overTime / squares;
                h[bin] = spectra[t][bin] * mask;
                p[bin] = spectra[t][bin] * (1 - mask);
                if (bin > 0 && bin < size / 2)
                {
                    h[size - bin] = Complex.Conjugate(h[bin]);
                    p[size - bin] = Complex.Conjugate(p[bin]);
                }
            }

            h = Transform(h, 1);
            p = Transform(p, 1);
            for (int i = 0; i < size; i++)
            {
                harmonic[(t * hop) + i] += window[i] * h[i].Real / size;
                percussive[(t * hop) + i] += window[i] * p[i].Real / size;
                sum[(t * hop) + i] += window[i] * window[i];
            }
        }

        // librosa 0.8 gives whole hops only.
        int there = options.Padding == Padding.Reflect ? (frames - 1) * hop : samples.Length;
        double[] Cut(double[] signal) => [.. Enumerable.Range(0, samples.Length).Select(i => i < there ? signal[i + (size / 2)] / sum[i + (size / 2)] : 0)];
        double[] gain = [.. Enumerable.Range(0, samples.Length).Select(i => i < there ? 1 / Math.Sqrt(sum[i + (size / 2)]) : 1)];
        return (Cut(harmonic), Cut(percussive), gain);
    }

    private static double Median(Func<int, double> value) => Enumerable.Range(-15, 31).Select(value).Order().ElementAt(15);

    private static double Sample(float[] samples, int i, Padding padding)
    {
        if (i >= 0 && i < samples.Length)
        {
            return samples[i];
        }

        if (padding == Padding.Zero)
        {
            return 0;
        }

        while (samples.Length > 1 && (i < 0 || i >= samples.Length))
        {
            i = i < 0 ? -i : (2 * (samples.Length - 1)) - i;
        }

        return samples.Length == 1 ? samples[0] : samples[i];
    }

    private static int Mirror(int i, int count)
    {
        while (i < 0 || i >= count)
        {
            i = i < 0 ? -1 - i : (2 * count) - 1 - i;
        }

        return i;
    }

    // Decimation in time, the sign of the exponent as given.
    private static Complex[] Transform(Complex[] x, int sign)
    {
        if (x.Length == 1)
        {
            return x;
        }

        Complex[] even = Transform([.. x.Where((_, i) => i % 2 == 0)], sign);
        Complex[] odd = Transform([.. x.Where((_, i) => i % 2 == 1)], sign);
        Complex[] result = new Complex[x.Length];
        for (int k = 0; k < even.Length; k++)
        {
            Complex turned = odd[k] * Complex.FromPolarCoordinates(1, sign * 2 * Math.PI * k / x.Length);
            result[k] = even[k] + turned;
            result[k + even.Length] = even[k] - turned;
        }

        return result;
    }
}
