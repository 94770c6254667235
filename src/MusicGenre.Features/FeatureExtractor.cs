using System.Collections.Concurrent;
using MusicGenre.Audio;
using MusicGenre.Features.Extraction;

namespace MusicGenre.Features;

/// <summary>
/// Makes feature vectors of clips. The clip is read once, and once more where a descriptor needs a figure of the whole clip first (chroma's tuning); memory does not grow
/// with its length, except for series that the median or the tempo needs (4 bytes a frame and row).
/// </summary>
/// <remarks>
/// Safe for use by several threads at once; one clip is one thread's work. The same clip gives the same bits regardless of the thread and the processor's vector width.
/// </remarks>
public sealed class FeatureExtractor
{
    private readonly ExtractionPlan _plan;
    private readonly ConcurrentBag<ClipPass> _passes = [];

    /// <summary>Prepares the extraction of a set.</summary>
    /// <param name="featureSet">The columns.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">A descriptor cannot be computed at the set's sample rate and frame length.</exception>
    public FeatureExtractor(FeatureSet featureSet, FeatureExtractorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(featureSet);
        options ??= new FeatureExtractorOptions();
        FeatureSet = options.Padding is Padding padding ? featureSet.WithPadding(padding) : featureSet;
        _plan = new ExtractionPlan(FeatureSet, options);
        _passes.Add(new ClipPass(_plan));
    }

    /// <summary>The set, with the padding that is used: what a model must carry to extract the same again.</summary>
    public FeatureSet FeatureSet { get; }

    /// <summary>The features of a clip.</summary>
    /// <param name="clip">The clip, of the set's sample rate, with at least one sample, all of them finite.</param>
    /// <exception cref="ArgumentException">
    /// The clip is empty, has another sample rate, a sample that is not finite, or fewer than nine frames where deltas are wanted.
    /// </exception>
    public FeatureVector Extract(AudioClip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        using IAudioSource source = clip.OpenSource();
        return Extract(source);
    }

    /// <summary>The features of the segments of a clip, each by itself: tuning, loudest band and padding are the segment's own.</summary>
    /// <param name="clip">The clip, of the set's sample rate.</param>
    /// <param name="segmentation">How it is split.</param>
    /// <returns>One vector for each segment, in order; none where the clip is shorter than a window.</returns>
    /// <exception cref="ArgumentException">A segment cannot be extracted, as <see cref="Extract(AudioClip)"/> says.</exception>
    public FeatureVector[] ExtractSegments(AudioClip clip, Segmentation segmentation)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(segmentation);
        IReadOnlyList<Segment> segments = segmentation.Cut(clip.Length, clip.SampleRate);
        FeatureVector[] result = new FeatureVector[segments.Count];
        for (int i = 0; i < result.Length; i++)
        {
            using SegmentSource source = new(clip, segments[i]);
            result[i] = Extract(source);
        }

        return result;
    }

    /// <summary>The features of a source that is read block by block, and more than once.</summary>
    /// <param name="source">The source, of the set's sample rate, with at least one sample, all of them finite. It is read from its beginning.</param>
    /// <exception cref="ArgumentException">
    /// The source is empty, has another sample rate, a sample that is not finite, or fewer than nine frames where deltas are wanted.
    /// </exception>
    public FeatureVector Extract(IAudioSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.SampleRate != FeatureSet.SampleRate)
        {
            throw new ArgumentException(
                $"The clip has {source.SampleRate} Hz; the feature set '{FeatureSet.Name}' is for {FeatureSet.SampleRate} Hz. Resample it first.", nameof(source));
        }

        if (!_passes.TryTake(out ClipPass? pass))
        {
            pass = new ClipPass(_plan);
        }

        float[] values = pass.Extract(source);

        // A pass that failed is not used again.
        _passes.Add(pass);
        return new FeatureVector(FeatureSet, values);
    }
}
