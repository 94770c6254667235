using System.Collections.Concurrent;
using MusicGenre.Audio;
using MusicGenre.Features.Extraction;

namespace MusicGenre.Features;

/// <summary>
/// Makes feature vectors of clips. A clip is read and decoded once; where a descriptor needs a figure of the whole clip first (chroma's tuning), its samples are kept, in memory up
/// to <see cref="FeatureExtractorOptions.SampleMemory"/>, beyond it in a temporary file. Otherwise memory does not grow with its length, except for what the median, the tempo and
/// textures need (4 bytes a frame and row).
/// </summary>
/// <remarks>
/// Safe for use by several threads at once; one clip is one thread's work. The same clip gives the same bits regardless of the thread and the processor's vector width.
/// </remarks>
public sealed class FeatureExtractor
{
    private readonly FeatureExtractorOptions _options;
    private readonly ConcurrentBag<ClipPass> _passes = [];

    /// <summary>Prepares the extraction of a set.</summary>
    /// <param name="featureSet">The columns.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">A descriptor cannot be computed at the set's sample rate and frame length.</exception>
    public FeatureExtractor(FeatureSet featureSet, FeatureExtractorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(featureSet);
        _options = options ??= new FeatureExtractorOptions();
        FeatureSet = options.Padding is Padding padding ? featureSet.WithPadding(padding) : featureSet;
        ClipPass first = new(FeatureSet, options);
        ReadsAgain = first.ReadsAgain;
        _passes.Add(first);
    }

    /// <summary>The set, with the padding that is used: what a model must carry to extract the same again.</summary>
    public FeatureSet FeatureSet { get; }

    /// <summary>Whether a clip may be read more than once.</summary>
    internal bool ReadsAgain { get; }

    /// <summary>The features of a clip.</summary>
    /// <param name="clip">The clip, of the set's sample rate, with at least one sample, all of them finite.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1; in the first pass only where the length is known beforehand.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">
    /// The clip is empty, has another sample rate, a sample that is not finite, or fewer frames than a descriptor needs: nine where deltas are wanted, more for some textures.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public FeatureVector Extract(AudioClip clip, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return Extract(new MemorySource(clip.Samples, clip.SampleRate), progress, cancellationToken);
    }

    /// <summary>The features of the segments of a clip, each by itself: tuning, loudest band and padding are the segment's own.</summary>
    /// <param name="clip">The clip, of the set's sample rate.</param>
    /// <param name="segmentation">How it is split.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1; in the first pass only where the length is known beforehand.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>One vector for each segment, in order; none where the clip is shorter than a window.</returns>
    /// <exception cref="ArgumentException">A segment cannot be extracted, as <see cref="Extract(AudioClip, IProgress{double}?, CancellationToken)"/> says.</exception>
    public FeatureVector[] ExtractSegments(AudioClip clip, Segmentation segmentation, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(segmentation);
        IReadOnlyList<Segment> segments = segmentation.Cut(clip.Length, clip.SampleRate);
        FeatureVector[] result = new FeatureVector[segments.Count];
        WorkShare work = new(progress, segments.Count);
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Extract(new MemorySource(clip.Samples.Slice(segments[i].Start, segments[i].Length), clip.SampleRate), progress: null, cancellationToken);
            work.EndPart();
        }

        return result;
    }

    /// <summary>The features of the segments of a source that is read block by block, each by itself. The source is read and decoded once.</summary>
    /// <param name="source">
    /// The source, of the set's sample rate. It is read from where it stands to its end and never rewound; its samples are kept, in memory up to <see cref="FeatureExtractorOptions.SampleMemory"/>,
    /// beyond it in a temporary file.
    /// </param>
    /// <param name="segmentation">How it is split.</param>
    /// <param name="progress">Takes the share of the segments that are done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>Each segment and its vector, in order; none where the source is shorter than a window.</returns>
    /// <exception cref="ArgumentException">A segment cannot be extracted, as <see cref="Extract(IAudioSource, IProgress{double}?, CancellationToken)"/> says.</exception>
    /// <exception cref="AudioFormatException">The source has more than 2^31 - 1 samples, too many to be split, or is damaged.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public IReadOnlyList<(Segment Segment, FeatureVector Values)> ExtractSegments(
        IAudioSource source, Segmentation segmentation, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(segmentation);
        CheckRate(source);
        using SampleStore store = new(_options.SampleMemory, _options.TemporaryFolder);
        store.Open(source, keep: true);
        return [.. ExtractSegments(store, segmentation, path: "the source", progress, cancellationToken)];
    }

    /// <summary>The same of samples that are stored anyway.</summary>
    internal IEnumerable<(Segment Segment, FeatureVector Values)> ExtractSegments(
        SampleStore store, Segmentation segmentation, string path, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        long total = store.ReadToEnd();
        IReadOnlyList<Segment> segments = total <= int.MaxValue
            ? segmentation.Cut((int)total, store.SampleRate)
            : throw new AudioFormatException(FormattableString.Invariant($"{total} samples are too many to be split into segments; at most {int.MaxValue} are possible"), path);
        WorkShare work = new(progress, segments.Count);
        foreach (Segment segment in segments)
        {
            yield return (segment, Extract(new SegmentSource(store, segment), progress: null, cancellationToken));
            work.EndPart();
        }
    }

    /// <summary>The features of samples in memory.</summary>
    /// <param name="samples">The samples; of several channels interleaved, as in a WAV file. Channels are averaged, as <c>librosa.to_mono</c> does.</param>
    /// <param name="sampleRate">Samples per second and channel, that of the set.</param>
    /// <param name="channels">The number of channels, at least 1.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1; in the first pass only where the length is known beforehand.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">The samples can't be extracted, as <see cref="Extract(AudioClip, IProgress{double}?, CancellationToken)"/> says, or are not whole frames of the channels.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public FeatureVector Extract(ReadOnlySpan<float> samples, int sampleRate, int channels = 1, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        float[] mono = new float[CheckChannels(samples, channels)];
        for (int i = 0; i < mono.Length; i++)
        {
            float sum = 0;
            foreach (float sample in samples.Slice(i * channels, channels))
            {
                sum += sample;
            }

            mono[i] = sum / channels;
        }

        return Extract(new MemorySource(mono, sampleRate), progress, cancellationToken);
    }

    /// <summary>The features of each channel of interleaved samples by itself.</summary>
    /// <param name="samples">The samples, interleaved.</param>
    /// <param name="sampleRate">Samples per second and channel, that of the set.</param>
    /// <param name="channels">The number of channels, at least 1.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1; in the first pass only where the length is known beforehand.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>One vector for each channel.</returns>
    /// <exception cref="ArgumentException">As of one channel's samples.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public FeatureVector[] ExtractChannels(
        ReadOnlySpan<float> samples, int sampleRate, int channels, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        float[] one = new float[CheckChannels(samples, channels)];
        FeatureVector[] result = new FeatureVector[channels];
        WorkShare work = new(progress, channels);
        for (int channel = 0; channel < channels; channel++)
        {
            for (int i = 0; i < one.Length; i++)
            {
                one[i] = samples[(i * channels) + channel];
            }

            result[channel] = Extract(new MemorySource(one, sampleRate), progress: null, cancellationToken);
            work.EndPart();
        }

        return result;
    }

    /// <summary>The features of a stream with an audio file, decoded and resampled to the set's rate.</summary>
    /// <param name="stream">The stream, as <see cref="AudioFile.Open(Stream, AudioReadOptions, CancellationToken)"/> takes it; read once, it stays open.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1; in the first pass only where the length is known beforehand.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="AudioFormatException">The stream is empty, damaged, not audio, or needs ffmpeg where there is none.</exception>
    /// <exception cref="ArgumentException">The audio can't be extracted, as <see cref="Extract(AudioClip, IProgress{double}?, CancellationToken)"/> says.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public FeatureVector Extract(Stream stream, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        using IAudioSource source = AudioFile.Open(stream, new AudioReadOptions { SampleRate = FeatureSet.SampleRate, Duration = FeatureSet.Duration }, cancellationToken);
        return Extract(source, progress, cancellationToken);
    }

    /// <summary>The features of a source that is read block by block.</summary>
    /// <param name="source">
    /// The source, of the set's sample rate, with at least one sample, all of them finite. It is read once, from where it stands to its end (or the end of the set's
    /// <see cref="FeatureSet.Duration"/>), and never rewound: a pipe will do.
    /// </param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1; in the first pass only where the length is known beforehand.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">
    /// The source is empty, has another sample rate, a sample that is not finite, or fewer frames than a descriptor needs: nine where deltas are wanted, more for some textures.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public FeatureVector Extract(IAudioSource source, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckRate(source);
        if (!_passes.TryTake(out ClipPass? pass))
        {
            pass = new ClipPass(FeatureSet, _options);
        }

        try
        {
            FeatureVector vector = new(FeatureSet, pass.Extract(source, progress, cancellationToken));
            _passes.Add(pass);
            return vector;
        }
        catch
        {
            // A pass that failed is not used again.
            pass.Dispose();
            throw;
        }
    }

    private void CheckRate(IAudioSource source)
    {
        if (source.SampleRate != FeatureSet.SampleRate)
        {
            throw new ArgumentException(
                $"The clip has {source.SampleRate} Hz; the feature set '{FeatureSet.Name}' is for {FeatureSet.SampleRate} Hz. Resample it first.", nameof(source));
        }
    }

    /// <summary>The number of samples of each channel.</summary>
    private static int CheckChannels(ReadOnlySpan<float> samples, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        return samples.Length % channels == 0
            ? samples.Length / channels
            : throw new ArgumentException($"{samples.Length} samples are not a whole number of each of {channels} channels.", nameof(samples));
    }
}
