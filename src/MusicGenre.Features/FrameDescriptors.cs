using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Statistics;
using MusicGenre.Numerics;

namespace MusicGenre.Features;

/// <summary>
/// Descriptors frame by frame, as librosa's functions of the same names give them: arrays of [rows, frames], float32. The sample rate is the clip's.
/// </summary>
/// <remarks>
/// <para>Spectra are computed in float32, several frames at once; the values agree with librosa 0.11 (<see cref="Padding.Zero"/>) and librosa 0.8 (<see cref="Padding.Reflect"/>) to 1e-4 of a
/// row's largest value, onset strengths to 1e-4 dB. Where a spectrum is nearly empty (a pure tone), spectral contrast is the ratio of a peak to rounding noise: 1e-3 of the row on music, 0.1 on pure tones.
/// <see cref="FeatureExtractor"/> gives statistics of them without holding the frames.</para>
/// <para>An empty clip has no frames. A clip shorter than a frame has one or a few, mostly padding. A sample that is NaN or infinite gives an
/// <see cref="ArgumentException"/> which names it; samples so large that float32 overflows (about 1e14; nominally they lie within ±1) give one which names the frame, its time
/// and the descriptor. So does a clip whose values would not fit into an array. A <c>null</c> clip gives an <see cref="ArgumentNullException"/>, cancelled work an
/// <see cref="OperationCanceledException"/>.</para>
/// </remarks>
public static class FrameDescriptors
{
    private static readonly FeatureExtractorOptions OnLanes = new();

    /// <summary>Mel-frequency cepstral coefficients, [count, frames]: orthonormal DCT-II of the mel bands in dB, floor 80 dB below the clip's loudest band (<c>librosa.feature.mfcc</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="count">The number of coefficients, 1 to <paramref name="bands"/>.</param>
    /// <param name="bands">The number of mel bands, at least 1.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] Mfcc(
        AudioClip clip, int count = 20, int bands = 128, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.Mfcc(count, bands), clip, options, progress, cancellationToken);

    /// <summary>Power in mel bands, [bands, frames] (<c>librosa.feature.melspectrogram</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="bands">The number of bands, at least 1.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] MelSpectrogram(
        AudioClip clip, int bands = 128, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.MelSpectrogram(bands), clip, options, progress, cancellationToken);

    /// <summary>Powers |X|² of the short-time Fourier transform, [1 + n_fft / 2, frames] (<c>numpy.abs(librosa.stft(y)) ** 2</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] PowerSpectrogram(
        AudioClip clip, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Run("the power spectrogram", static graph => graph.Get(FramePart.Power), (options ?? FrameOptions.Default).Bins, clip, options, OnLanes, progress, cancellationToken);

    /// <summary>Power in the twelve pitch classes, C first, by the frame's largest, [12, frames] (<c>librosa.feature.chroma_stft</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="tuning">The deviation from A4 = 440 Hz in semitones; null to estimate it from the clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] Chroma(
        AudioClip clip, double? tuning = null, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.Chroma(tuning), clip, options, progress, cancellationToken);

    /// <summary>Six tonal coordinates from <see cref="Chroma"/>, [6, frames] (<c>librosa.feature.tonnetz(chroma=chroma_stft(...))</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="tuning">The deviation from A4 = 440 Hz in semitones; null to estimate it from the clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] Tonnetz(
        AudioClip clip, double? tuning = null, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.Tonnetz(tuning), clip, options, progress, cancellationToken);

    /// <summary>Six tonal coordinates of a given chroma, [6, frames].</summary>
    /// <param name="chroma">[12, frames], C first.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException"><paramref name="chroma"/> has not twelve rows, or a value that is not finite.</exception>
    public static float[,] Tonnetz(float[,] chroma, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
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
        WorkShare work = new(progress, parts: 1);
        for (int t = 0; t < result.GetLength(1); t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            work.Report(t, result.GetLength(1));
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

        work.EndPart();
        return result;
    }

    /// <summary>Root mean square of the samples, [1, frames] (<c>librosa.feature.rms</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] Rms(
        AudioClip clip, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.Rms, clip, options, progress, cancellationToken);

    /// <summary>Changes of sign by the frame's length, [1, frames] (<c>librosa.feature.zero_crossing_rate</c>). The ends are always padded with the edge sample.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] ZeroCrossingRate(
        AudioClip clip, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.ZeroCrossingRate, clip, options, progress, cancellationToken);

    /// <summary>Mean frequency, Hz, weighted with the magnitudes, [1, frames] (<c>librosa.feature.spectral_centroid</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] SpectralCentroid(
        AudioClip clip, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.SpectralCentroid, clip, options, progress, cancellationToken);

    /// <summary>Spread about the centroid, Hz, [1, frames] (<c>librosa.feature.spectral_bandwidth</c>, p = 2).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] SpectralBandwidth(
        AudioClip clip, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.SpectralBandwidth, clip, options, progress, cancellationToken);

    /// <summary>The frequency, Hz, below which a portion of the magnitudes lies, [1, frames] (<c>librosa.feature.spectral_rolloff</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="portion">The portion, above 0 and below 1.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] SpectralRolloff(
        AudioClip clip, double portion = 0.85, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.SpectralRolloff(portion), clip, options, progress, cancellationToken);

    /// <summary>Geometric by arithmetic mean of the powers, [1, frames] (<c>librosa.feature.spectral_flatness</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] SpectralFlatness(
        AudioClip clip, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.SpectralFlatness, clip, options, progress, cancellationToken);

    /// <summary>Peak minus valley, dB, in octave bands from 200 Hz, [octaves + 1, frames] (<c>librosa.feature.spectral_contrast</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="octaves">The number of octaves, 1 to 16; the last must begin below half the sample rate.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] SpectralContrast(
        AudioClip clip, int octaves = 6, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.SpectralContrast(octaves), clip, options, progress, cancellationToken);

    /// <summary>How much louder the mel bands are than a frame before, dB, [1, frames] (<c>librosa.onset.onset_strength</c>).</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="aggregate">Mean (librosa's default) or median (as its beat tracker uses it) over the bands.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static float[,] OnsetStrength(
        AudioClip clip, OnsetAggregate aggregate = OnsetAggregate.Mean, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(DescriptorCatalog.OnsetStrength(aggregate), clip, options, progress, cancellationToken);

    /// <summary>
    /// Local derivatives along the frames by Savitzky and Golay over nine frames, of the shape of the input (<c>librosa.feature.delta</c>, mode "interp").
    /// </summary>
    /// <param name="values">[rows, frames], at least nine frames.</param>
    /// <param name="order">1 for the slope (by a straight line), 2 for the second derivative (by a parabola).</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> has fewer than nine frames: a window would not be full; or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="order"/> is neither 1 nor 2.</exception>
    public static float[,] Delta(float[,] values, int order = 1, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
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
        double[] row = new double[frames];
        float[] delta = new float[frames - DeltaFilter.Width + 1];
        WorkShare work = new(progress, rows);
        for (int r = 0; r < rows; r++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int t = 0; t < frames; t++)
            {
                row[t] = values[r, t];
            }

            DeltaFilter.Apply(weights, row, delta);
            for (int t = 0; t < frames; t++)
            {
                result[r, t] = delta[Math.Clamp(t - DeltaFilter.Half, 0, delta.Length - 1)];
            }

            work.EndPart();
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
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static double EstimateTuning(
        AudioClip clip, bool fromPower = true, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clip);
        options ??= FrameOptions.Default;
        Graph graph = ClipPass.CreateGraph(clip.SampleRate, options, OnLanes);
        TuningFigure tuning = graph.Tuning(fromPower);
        Run(graph, options, [], "the tuning", clip, options.FrameCount(clip.Length), progress, cancellationToken);
        return tuning.Value;
    }

    /// <summary>The values of any frame descriptor of the catalogue, [rows, frames].</summary>
    /// <param name="descriptor">The descriptor, from <see cref="DescriptorCatalog"/>.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException"><paramref name="descriptor"/> has no values per frame.</exception>
    public static float[,] Compute(
        Descriptor descriptor, AudioClip clip, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        => Compute(descriptor, clip, options, OnLanes, progress, cancellationToken);

    /// <summary>The values of any frame descriptor of the catalogue, put into memory of the caller's.</summary>
    /// <param name="descriptor">The descriptor, from <see cref="DescriptorCatalog"/>.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="destination">Where they go, row after row: value [row, frame] at row · frames + frame. At least rows times <see cref="FrameOptions.FrameCount"/> values.</param>
    /// <param name="options">The frames; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The number of frames.</returns>
    /// <exception cref="ArgumentException"><paramref name="descriptor"/> has no values per frame, or <paramref name="destination"/> is too short.</exception>
    public static int Compute(
        Descriptor descriptor,
        AudioClip clip,
        Span<float> destination,
        FrameOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        FrameDescriptor ofFrames = RequireFrames(descriptor);
        ArgumentNullException.ThrowIfNull(clip);
        options ??= FrameOptions.Default;
        int frames = CheckSize(options.FrameCount(clip.Length), descriptor.Rows);
        if (destination.Length < frames * descriptor.Rows)
        {
            throw new ArgumentException($"The destination has {destination.Length} places; {frames} frames of {descriptor.Rows} values need {frames * descriptor.Rows}.", nameof(destination));
        }

        Run(descriptor, graph => graph.Get(ofFrames), clip, options, OnLanes, descriptor.Rows, frames, destination, progress, cancellationToken);
        return frames;
    }

    /// <summary>The values of a frame descriptor from a power spectrogram that is there already (librosa's parameter <c>S</c>), in place of a clip.</summary>
    /// <param name="descriptor">The descriptor, from <see cref="DescriptorCatalog"/>; not RMS or the zero-crossing rate, which are taken from samples.</param>
    /// <param name="power">|X|², [1 + n_fft / 2, frames], none negative, as <see cref="PowerSpectrogram"/> gives them; n_fft is that of the options.</param>
    /// <param name="sampleRate">Samples per second of the signal it was made of.</param>
    /// <param name="options">The frames it was made of; null for librosa's defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>[rows, frames].</returns>
    /// <remarks>In double precision, a frame at a time.</remarks>
    /// <exception cref="ArgumentException">The descriptor has no values per frame or needs samples; the bins are not those of the options; a power is negative or not finite.</exception>
    public static unsafe float[,] ComputeFromSpectrogram(
        Descriptor descriptor, float[,] power, int sampleRate, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        FrameDescriptor ofFrames = RequireFrames(descriptor);
        ArgumentNullException.ThrowIfNull(power);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        options ??= FrameOptions.Default;
        if (power.GetLength(0) != options.Bins)
        {
            throw new ArgumentException($"The spectrogram has {power.GetLength(0)} bins; frames of {options.FftSize} samples have {options.Bins}.", nameof(power));
        }

        CheckFinite(power, nameof(power));
        float least = power.Length == 0 ? 0 : TensorPrimitives.Min<float>(Flat(power));
        if (least < 0)
        {
            throw new ArgumentException($"The spectrogram has the power {least}; none can be negative.", nameof(power));
        }

        int frames = CheckSize(power.GetLength(1), descriptor.Rows);
        float[,] result = new float[descriptor.Rows, frames];
        Graph graph = ClipPass.CreateGraph(sampleRate, options, new SpectrogramFrames(power));
        Node node = graph.Get(ofFrames);
        if (graph.Nodes.Any(n => n is SourceNode { Part: FramePart.MeanSquare or FramePart.Crossings }))
        {
            throw new ArgumentException($"The descriptor {descriptor} is taken from samples; a spectrogram has none.", nameof(descriptor));
        }

        fixed (float* target = result)
        {
            Run(graph, options, [new Leaf(node, descriptor, new FrameMatrix(target, descriptor.Rows, frames))], descriptor, new AudioClip([], sampleRate), frames, progress, cancellationToken);
        }

        return result;
    }

    /// <summary>As the public one; for tests on a number of lanes, or exact.</summary>
    internal static float[,] Compute(
        Descriptor descriptor, AudioClip clip, FrameOptions? options, FeatureExtractorOptions how, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        FrameDescriptor ofFrames = RequireFrames(descriptor);
        return Run(descriptor, graph => graph.Get(ofFrames), descriptor.Rows, clip, options, how, progress, cancellationToken);
    }

    private static FrameDescriptor RequireFrames(Descriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return descriptor as FrameDescriptor ?? throw new ArgumentException($"The descriptor {descriptor} has no values per frame.", nameof(descriptor));
    }

    private static float[,] Run(
        object what,
        Func<Graph, Node> node,
        int rows,
        AudioClip clip,
        FrameOptions? options,
        FeatureExtractorOptions how,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        options ??= FrameOptions.Default;
        int frames = CheckSize(options.FrameCount(clip.Length), rows);
        float[,] result = new float[rows, frames];
        Run(what, node, clip, options, how, rows, frames, Flat(result), progress, cancellationToken);
        return result;
    }

    private static unsafe void Run(
        object what, Func<Graph, Node> node, AudioClip clip, FrameOptions options, FeatureExtractorOptions how, int rows, int frames, Span<float> destination,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Graph graph = ClipPass.CreateGraph(clip.SampleRate, options, how);
        fixed (float* target = destination)
        {
            Run(graph, options, [new Leaf(node(graph), what, new FrameMatrix(target, rows, frames))], what, clip, frames, progress, cancellationToken);
        }
    }

    private static void Run(
        Graph graph, FrameOptions options, Leaf[] leaves, object what, AudioClip clip, long frames, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        GraphRun run = new(graph, options, leaves, what);
        run.Run(
            () => new PaddedSignal(new MemorySource(clip.Samples, clip.SampleRate), options.FftSize / 2, options.Padding),
            frames,
            new WorkShare(progress, run.Passes),
            cancellationToken);
    }

    private static void CheckFinite(float[,] values, string parameter)
    {
        if (Finite.IndexOfNonFinite(Flat(values)) is int index and >= 0)
        {
            (int row, int t) = Math.DivRem(index, values.GetLength(1));
            throw new ArgumentException(FormattableString.Invariant($"Row {row} of frame {t} is {values[row, t]}; finite values are needed."), parameter);
        }
    }

    private static Span<float> Flat(float[,] values) => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, float>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);

    /// <summary>The number of frames, before memory is allocated for the values of all of them.</summary>
    private static int CheckSize(long frames, int values)
        => frames * values <= Array.MaxLength
            ? (int)frames
            : throw new ArgumentException(FormattableString.Invariant(
                $"The clip has {frames} frames of {values} values, {frames * values} in all; an array has at most {Array.MaxLength}. A longer hop or a shorter clip is needed; {nameof(FeatureExtractor)} takes statistics without holding the frames."));
}
