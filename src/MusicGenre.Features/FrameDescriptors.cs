using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Statistics;
using MusicGenre.Numerics;

namespace MusicGenre.Features;

/// <summary>
/// Descriptors frame by frame, as librosa's functions of the same names give them: arrays of [rows, frames], float32. The sample rate is the clip's.
/// </summary>
/// <remarks>
/// <para>Spectra are computed in double precision and rounded to float32, as librosa does; the values agree with librosa 0.11 (<see cref="Padding.Zero"/>) and librosa 0.8
/// (<see cref="Padding.Reflect"/>) to 1e-6 of a row's largest value; chroma to 2e-6, flatness to 3e-6, MFCC and their deltas to 1e-6 of the largest coefficient, onset strengths to
/// 2e-5 dB. <see cref="FeatureExtractor"/> is the fast way to statistics of them.</para>
/// <para>An empty clip has no frames. A clip shorter than a frame has one or a few, mostly padding. A sample that is NaN or infinite gives an
/// <see cref="ArgumentException"/> which names it; samples so large that float32 overflows (about 1e14; nominally they lie within ±1) give one which names the frame, its time
/// and the descriptor. So does a clip whose values would not fit into an array. A <c>null</c> clip gives an <see cref="ArgumentNullException"/>.</para>
/// </remarks>
public static class FrameDescriptors
{
    /// <summary>Mel-frequency cepstral coefficients, [count, frames]: orthonormal DCT-II of the mel bands in dB, floor 80 dB below the clip's loudest band (<c>librosa.feature.mfcc</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="count">The number of coefficients, 1 to <paramref name="bands"/>.</param>
    /// <param name="bands">The number of mel bands, at least 1.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] Mfcc(AudioClip clip, int count = 20, int bands = 128, FrameOptions? options = null)
        => Run(DescriptorCatalog.Mfcc(count, bands), clip, options);

    /// <summary>Power in mel bands, [bands, frames] (<c>librosa.feature.melspectrogram</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="bands">The number of bands, at least 1.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] MelSpectrogram(AudioClip clip, int bands = 128, FrameOptions? options = null)
        => Run(DescriptorCatalog.MelSpectrogram(bands), clip, options);

    /// <summary>Powers |X|² of the short-time Fourier transform, [1 + n_fft / 2, frames] (<c>numpy.abs(librosa.stft(y)) ** 2</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] PowerSpectrogram(AudioClip clip, FrameOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(clip);
        options ??= FrameOptions.Default;
        int frames = CheckSize(clip, options, options.Bins);
        float[,] result = new float[options.Bins, frames];
        ExactFrames source = new(options);
        using IAudioSource samples = clip.OpenSource();
        source.Start(new PaddedSignal(samples, options.FftSize / 2, options.Padding), spectraOnly: true, magnitudes: false);
        for (int t = 0; t < frames && source.Next() > 0; t++)
        {
            ReadOnlySpan<float> power = source.Block.Power;
            if (Finite.IndexOfNonFinite(power) >= 0)
            {
                throw FrameCheck.TooLarge("the power spectrogram", t, options, clip.SampleRate);
            }

            for (int bin = 0; bin < power.Length; bin++)
            {
                result[bin, t] = power[bin];
            }
        }

        return result;
    }

    /// <summary>Power in the twelve pitch classes, C first, by the frame's largest, [12, frames] (<c>librosa.feature.chroma_stft</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="tuning">The deviation from A4 = 440 Hz in semitones; null to estimate it from the clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] Chroma(AudioClip clip, double? tuning = null, FrameOptions? options = null)
        => Run(DescriptorCatalog.Chroma(tuning), clip, options);

    /// <summary>Six tonal coordinates from <see cref="Chroma"/>, [6, frames] (<c>librosa.feature.tonnetz(chroma=chroma_stft(...))</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="tuning">The deviation from A4 = 440 Hz in semitones; null to estimate it from the clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] Tonnetz(AudioClip clip, double? tuning = null, FrameOptions? options = null)
        => Run(DescriptorCatalog.Tonnetz(tuning), clip, options);

    /// <summary>Six tonal coordinates of a given chroma, [6, frames].</summary>
    /// <param name="chroma">[12, frames], C first.</param>
    /// <exception cref="ArgumentException"><paramref name="chroma"/> has not twelve rows, or a value that is not finite.</exception>
    public static float[,] Tonnetz(float[,] chroma)
    {
        ArgumentNullException.ThrowIfNull(chroma);
        if (chroma.GetLength(0) != 12)
        {
            throw new ArgumentException($"The chroma has {chroma.GetLength(0)} rows; 12 are needed.", nameof(chroma));
        }

        CheckFinite(chroma, nameof(chroma));
        float[,] result = new float[6, chroma.GetLength(1)];
        Span<float> column = stackalloc float[12];
        Span<float> values = stackalloc float[6];
        for (int t = 0; t < result.GetLength(1); t++)
        {
            for (int c = 0; c < 12; c++)
            {
                column[c] = chroma[c, t];
            }

            Descriptors.Tonnetz.Project(column, 1, values);
            for (int row = 0; row < 6; row++)
            {
                result[row, t] = values[row];
            }
        }

        return result;
    }

    /// <summary>Root mean square of the samples, [1, frames] (<c>librosa.feature.rms</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] Rms(AudioClip clip, FrameOptions? options = null) => Run(DescriptorCatalog.Rms, clip, options);

    /// <summary>Changes of sign by the frame's length, [1, frames] (<c>librosa.feature.zero_crossing_rate</c>). The ends are always padded with the edge sample.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] ZeroCrossingRate(AudioClip clip, FrameOptions? options = null) => Run(DescriptorCatalog.ZeroCrossingRate, clip, options);

    /// <summary>Mean frequency, Hz, weighted with the magnitudes, [1, frames] (<c>librosa.feature.spectral_centroid</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] SpectralCentroid(AudioClip clip, FrameOptions? options = null) => Run(DescriptorCatalog.SpectralCentroid, clip, options);

    /// <summary>Spread about the centroid, Hz, [1, frames] (<c>librosa.feature.spectral_bandwidth</c>, p = 2).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] SpectralBandwidth(AudioClip clip, FrameOptions? options = null) => Run(DescriptorCatalog.SpectralBandwidth, clip, options);

    /// <summary>The frequency, Hz, below which a portion of the magnitudes lies, [1, frames] (<c>librosa.feature.spectral_rolloff</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="portion">The portion, above 0 and below 1.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] SpectralRolloff(AudioClip clip, double portion = 0.85, FrameOptions? options = null)
        => Run(DescriptorCatalog.SpectralRolloff(portion), clip, options);

    /// <summary>Geometric by arithmetic mean of the powers, [1, frames] (<c>librosa.feature.spectral_flatness</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] SpectralFlatness(AudioClip clip, FrameOptions? options = null) => Run(DescriptorCatalog.SpectralFlatness, clip, options);

    /// <summary>Peak minus valley, dB, in octave bands from 200 Hz, [octaves + 1, frames] (<c>librosa.feature.spectral_contrast</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="octaves">The number of octaves, 1 to 16; the last must begin below half the sample rate.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] SpectralContrast(AudioClip clip, int octaves = 6, FrameOptions? options = null)
        => Run(DescriptorCatalog.SpectralContrast(octaves), clip, options);

    /// <summary>How much louder the mel bands are than a frame before, dB, [1, frames] (<c>librosa.onset.onset_strength</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="aggregate">Mean (librosa's default) or median (as its beat tracker uses it) over the bands.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static float[,] OnsetStrength(AudioClip clip, OnsetAggregate aggregate = OnsetAggregate.Mean, FrameOptions? options = null)
        => Run(DescriptorCatalog.OnsetStrength(aggregate), clip, options);

    /// <summary>
    /// Local derivatives along the frames by Savitzky and Golay over nine frames, of the shape of the input (<c>librosa.feature.delta</c>, mode "interp").
    /// </summary>
    /// <param name="values">[rows, frames], at least nine frames.</param>
    /// <param name="order">1 for the slope (by a straight line), 2 for the second derivative (by a parabola).</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> has fewer than nine frames: a window would not be full; or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="order"/> is neither 1 nor 2.</exception>
    public static float[,] Delta(float[,] values, int order = 1)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] weights = DeltaFilter.Weights(order);
        int rows = values.GetLength(0);
        int frames = values.GetLength(1);
        if (frames < DeltaFilter.Width)
        {
            throw new ArgumentException($"There are {frames} frames; a delta needs at least {DeltaFilter.Width}.", nameof(values));
        }

        CheckFinite(values, nameof(values));
        float[,] result = new float[rows, frames];
        float[] row = new float[frames];
        float[] delta = new float[frames - DeltaFilter.Width + 1];
        for (int r = 0; r < rows; r++)
        {
            for (int t = 0; t < frames; t++)
            {
                row[t] = values[r, t];
            }

            DeltaFilter.Apply(weights, row, delta);
            for (int t = 0; t < frames; t++)
            {
                result[r, t] = delta[Math.Clamp(t - DeltaFilter.Half, 0, delta.Length - 1)];
            }
        }

        return result;
    }

    /// <summary>
    /// How far a clip deviates from A4 = 440 Hz, in semitones, -0.5 to below 0.5 in steps of 0.01. From powers it is what <see cref="Chroma"/> uses;
    /// from magnitudes it is <c>librosa.estimate_tuning(y=...)</c>.
    /// </summary>
    /// <param name="clip">The clip.</param>
    /// <param name="fromPower">From |X|², otherwise from |X|.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    public static double EstimateTuning(AudioClip clip, bool fromPower = true, FrameOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return EstimateTuning("the tuning", clip, fromPower, options ?? FrameOptions.Default);
    }

    private static double EstimateTuning(object what, AudioClip clip, bool fromPower, FrameOptions options)
    {
        TuningEstimator estimator = new(new MeasureContext(clip.SampleRate, options.FftSize, 0));
        ExactFrames frames = new(options);
        using IAudioSource source = clip.OpenSource();
        do
        {
            frames.Start(new PaddedSignal(source, options.FftSize / 2, options.Padding), spectraOnly: true, magnitudes: true);
            for (int t = 0; frames.Next() > 0; t++)
            {
                if (FrameCheck.FirstTooLoud(frames.Block, 1) >= 0)
                {
                    throw FrameCheck.TooLarge(what, t, options, clip.SampleRate);
                }

                estimator.Add(fromPower ? frames.Block.Power : frames.Block.Magnitude);
            }
        }
        while (!estimator.EndPass());
        return estimator.Tuning;
    }

    /// <summary>The values of any frame descriptor of the catalogue, [rows, frames].</summary>
    /// <param name="descriptor">The descriptor, from <see cref="DescriptorCatalog"/>.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="descriptor"/> has no values per frame.</exception>
    public static float[,] Compute(Descriptor descriptor, AudioClip clip, FrameOptions? options = null) => Run(descriptor, clip, options);

    private static float[,] Run(Descriptor descriptor, AudioClip clip, FrameOptions? options)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(clip);
        options ??= FrameOptions.Default;
        if (descriptor is not FrameDescriptor frameDescriptor)
        {
            throw new ArgumentException($"The descriptor {descriptor} has no values per frame.", nameof(descriptor));
        }

        double tuning = frameDescriptor.NeedsTuning ? EstimateTuning(descriptor, clip, fromPower: true, options) : 0;
        FrameMeasure measure = frameDescriptor.CreateExact(new MeasureContext(clip.SampleRate, options.FftSize, tuning) { HopLength = options.HopLength });
        int frames = CheckSize(clip, options, Math.Max(measure.Rows, measure.RawRows));

        // Without levels, raw values are the values, and need not be held until the end.
        float[] levels = new float[measure.Levels];
        Array.Fill(levels, float.NegativeInfinity);
        float[] values = new float[Math.Max(measure.Rows, measure.RawRows)];
        float[] raw = new float[measure.Levels > 0 ? measure.RawRows * frames : 0];
        float[,] result = new float[measure.Rows, frames];
        ExactFrames source = new(options);
        using IAudioSource samples = clip.OpenSource();
        source.Start(new PaddedSignal(samples, options.FftSize / 2, options.Padding), spectraOnly: false, measure.NeedsMagnitude);
        for (int t = 0; source.Next() > 0; t++)
        {
            if (measure.NeedsSpectrum && FrameCheck.FirstTooLoud(source.Block, 1) >= 0)
            {
                throw FrameCheck.TooLarge(descriptor, t, options, clip.SampleRate);
            }

            if (measure.Levels == 0)
            {
                measure.Measure(source.Block, values);
                Store(t);
                continue;
            }

            Span<float> part = raw.AsSpan(t * measure.RawRows, measure.RawRows);
            measure.Measure(source.Block, part);
            measure.Observe(part, 1, levels);
        }

        for (int t = 0; measure.Levels > 0 && t < frames; t++)
        {
            measure.Finish(raw.AsSpan(t * measure.RawRows, measure.RawRows), levels, values.AsSpan(0, measure.Rows));
            Store(t);
        }

        void Store(int t)
        {
            ReadOnlySpan<float> column = values.AsSpan(0, measure.Rows);
            if (Finite.IndexOfNonFinite(column) >= 0)
            {
                throw FrameCheck.TooLarge(descriptor, t, options, clip.SampleRate);
            }

            for (int row = 0; row < column.Length; row++)
            {
                result[row, t] = column[row];
            }
        }

        return result;
    }

    private static void CheckFinite(float[,] values, string parameter)
    {
        for (int row = 0; row < values.GetLength(0); row++)
        {
            for (int t = 0; t < values.GetLength(1); t++)
            {
                if (!float.IsFinite(values[row, t]))
                {
                    throw new ArgumentException(FormattableString.Invariant($"Row {row} of frame {t} is {values[row, t]}; finite values are needed."), parameter);
                }
            }
        }
    }

    /// <summary>The number of frames, before memory is allocated for the values of all of them.</summary>
    private static int CheckSize(AudioClip clip, FrameOptions options, int values)
    {
        long frames = options.FrameCount(clip.Length);
        return frames * values <= Array.MaxLength
            ? (int)frames
            : throw new ArgumentException(
                FormattableString.Invariant(
                    $"The clip has {frames} frames of {values} values, {frames * values} in all; an array has at most {Array.MaxLength}. A longer hop or a shorter clip is needed; {nameof(FeatureExtractor)} takes statistics without holding the frames."),
                nameof(clip));
    }
}
