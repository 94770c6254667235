using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MusicGenre.Features.Extraction;
using MusicGenre.Numerics;

namespace MusicGenre.Features;

/// <summary>The tempo of a clip from its onset strengths, by the mean of the tempogram (Grosche, Müller and Kurth, ICASSP 2010) and a prior about 120 beats per minute.</summary>
/// <remarks>
/// The tempogram is the autocorrelation of the onset strengths in windows of 8 s, a window about every frame, each divided by its value at lag 0. With r(k) its
/// mean over all frames, the tempo is 60 · sample rate / (hop · k) for the k that has the largest log(1 + 10^6 r(k)) - 0.5 (log2(tempo / 120))^2, of those below 320 beats per minute.
/// </remarks>
public static class TempoEstimator
{
    private const double WindowSeconds = 8;
    private const double PriorTempo = 120;
    private const double FastestTempo = 320;
    private const int Batch = 4;

    /// <summary>The tempo in beats per minute (<c>librosa.feature.tempo</c>, in librosa 0.8 <c>beat.tempo</c>). Without any onset it is the one next to 120.</summary>
    /// <param name="onsets">The onset strength of every frame, at least one, finite.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="hopLength">Samples from one frame to the next.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">There is no onset strength, or 8 s are too few frames to tell a tempo below 320 beats per minute.</exception>
    public static double Estimate(
        ReadOnlySpan<float> onsets, int sampleRate, int hopLength, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hopLength, 1);
        if (onsets.IsEmpty)
        {
            throw new ArgumentException("There are no onset strengths; at least one is needed.", nameof(onsets));
        }

        int window = (int)Math.Min((long)(WindowSeconds * sampleRate) / hopLength, 1 << 20);
        double[] mean = window < 2 ? [] : MeanTempogram(onsets, window, new WorkShare(progress, parts: 1), cancellationToken);
        int best = 0;
        double highest = double.NegativeInfinity;
        for (int lag = 1; lag < mean.Length; lag++)
        {
            double tempo = Tempo(lag, sampleRate, hopLength);
            if (tempo < FastestTempo)
            {
                double distance = Math.Log2(tempo) - Math.Log2(PriorTempo);
                double score = Math.Log(1 + (1e6 * mean[lag])) - (0.5 * distance * distance);
                if (score > highest)
                {
                    highest = score;
                    best = lag;
                }
            }
        }

        return best > 0
            ? Tempo(best, sampleRate, hopLength)
            : throw new ArgumentException(
                $"8 s of {sampleRate} Hz are {window} frames of {hopLength} samples; no tempo below {FastestTempo} beats per minute can be estimated from them.", nameof(sampleRate));
    }

    /// <summary>The tempo as <c>librosa.beat.beat_track</c> reports it, from <see cref="OnsetAggregate.Median"/>: <see cref="Estimate"/>, or 0 if there is no onset at all.</summary>
    /// <inheritdoc cref="Estimate" path="/param"/>
    /// <inheritdoc cref="Estimate" path="/exception"/>
    public static double EstimateOfBeats(
        ReadOnlySpan<float> onsets, int sampleRate, int hopLength, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => onsets.IsEmpty || onsets.IndexOfAnyExcept(0f) >= 0 ? Estimate(onsets, sampleRate, hopLength, progress, cancellationToken) : 0;

    private static double Tempo(int lag, int sampleRate, int hopLength) => 60.0 * sampleRate / (hopLength * (double)lag);

    /// <summary>The mean over all frames of the tempogram, [window].</summary>
    /// <remarks>
    /// An autocorrelation is the transform of a power spectrum, and the transform of a sum is the sum of the transforms: the power spectra are summed, and one transform back is enough.
    /// A window is divided by its norm beforehand, which divides its autocorrelation by the value at lag 0; two windows go into one complex transform, and eight into four at once.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] MeanTempogram(ReadOnlySpan<float> onsets, int window, WorkShare work, CancellationToken cancellationToken)
    {
        double[] hann = HannWindow.Create(window);
        double[] padded = PadWithRamps(onsets, window);
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)((2 * window) - 1));
        ComplexFft<double> fft = new(size, Batch);
        double[] re = new double[size * Batch];
        double[] im = new double[size * Batch];
        double[] sums = new double[size * Batch];
        for (int t = 0; t < onsets.Length; t += 2 * Batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            work.Report(t, onsets.Length);
            bool any = Windows(padded, t, onsets.Length - t, hann, re);
            any |= Windows(padded, t + Batch, onsets.Length - t - Batch, hann, im);
            if (any)
            {
                fft.Forward(re, im);
                for (int i = 0; i < sums.Length; i += Batch)
                {
                    Vector256<double> x = Vector256.Create(re, i);
                    Vector256<double> y = Vector256.Create(im, i);
                    (Vector256.Create(sums, i) + (x * x) + (y * y)).CopyTo(sums, i);
                }
            }
        }

        double[] power = new double[size];
        for (int i = 0; i < sums.Length; i++)
        {
            power[i / Batch] += sums[i];
        }

        // |Z[k]|^2 + |Z[-k]|^2 = 2 |A[k]|^2 + 2 |B[k]|^2 for Z = A + i B of two real sequences.
        double[] symmetric = new double[size];
        for (int k = 0; k < size; k++)
        {
            symmetric[k] = (power[k] + power[(size - k) % size]) / 2;
        }

        new ComplexFft<double>(size).Inverse(symmetric, new double[size]);
        double[] mean = new double[window];
        for (int lag = 0; lag < window; lag++)
        {
            mean[lag] = symmetric[lag] / onsets.Length;
        }

        work.EndPart();
        return mean;
    }

    // numpy.pad's linear_ramp: from the edge values down to 0. Behind, there is room for the last batch of windows.
    private static double[] PadWithRamps(ReadOnlySpan<float> onsets, int window)
    {
        int width = window / 2;
        double[] padded = new double[onsets.Length + (2 * width) + window + (2 * Batch)];
        for (int i = 0; i < width; i++)
        {
            padded[i] = onsets[0] * (double)i / width;
            padded[width + onsets.Length + i] = onsets[^1] * (double)(width - 1 - i) / width;
        }

        for (int i = 0; i < onsets.Length; i++)
        {
            padded[width + i] = onsets[i];
        }

        return padded;
    }

    // The windows about four neighbouring frames, each in its own lane, divided by their norms; those from count on are empty. Whether there is anything in any of them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Windows(double[] padded, int start, int count, double[] hann, Span<double> result)
    {
        Vector256<double> energies = Vector256<double>.Zero;
        ref double from = ref padded[start];
        ref double to = ref MemoryMarshal.GetReference(result);
        for (int i = 0; i < hann.Length; i++)
        {
            Vector256<double> values = Vector256.LoadUnsafe(ref from, (nuint)i) * hann[i];
            values.StoreUnsafe(ref to, (nuint)(i * Batch));
            energies += values * values;
        }

        bool any = false;
        Vector256<double> scales = Vector256<double>.Zero;
        for (int b = 0; b < Math.Min(Batch, count); b++)
        {
            // librosa leaves a column as it is where its largest value is below the smallest normal number.
            any |= energies[b] > 0;
            scales = scales.WithElement(b, energies[b] >= 2.2250738585072014e-308 ? 1 / Math.Sqrt(energies[b]) : 1);
        }

        for (int i = 0; i < hann.Length; i++)
        {
            (Vector256.LoadUnsafe(ref to, (nuint)(i * Batch)) * scales).StoreUnsafe(ref to, (nuint)(i * Batch));
        }

        result[(hann.Length * Batch)..].Clear();
        return any;
    }
}
