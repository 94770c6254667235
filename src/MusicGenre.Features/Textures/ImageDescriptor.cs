using System.Collections.Concurrent;
using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Textures;

/// <summary>A descriptor of the texture of a clip's spectrogram: a vector of <see cref="Descriptor.Rows"/> values for the whole clip, made from its image.</summary>
internal abstract class ImageDescriptor : ClipDescriptor
{
    // Working memory that grew with a longer clip is not kept: this is some three minutes.
    private const int LongestKept = 8192;

    private ConcurrentBag<ImageMeasure>? _measures;

    private protected ImageDescriptor(string name, int rows, FrameDescriptor source, int minimumFrames, params (string Name, double Value)[] parameters)
        : base(name, rows, source, parameters)
    {
        MinimumFrames = minimumFrames;
    }

    /// <inheritdoc/>
    public override int MinimumFrames { get; }

    /// <inheritdoc/>
    public override void Compute(SpectrogramImage image, Span<float> values)
    {
        if (image.Frames < MinimumFrames)
        {
            double seconds = (double)(MinimumFrames - 1) * image.Options.HopLength / image.SampleRate;
            throw new ArgumentException(FormattableString.Invariant($"The clip has {image.Frames} frames; {Name} needs at least {MinimumFrames} ({seconds:0.##} s)."));
        }

        ConcurrentBag<ImageMeasure> measures = LazyInitializer.EnsureInitialized(ref _measures);
        if (!measures.TryTake(out ImageMeasure? measure))
        {
            measure = CreateMeasure();
        }

        measure.Compute(image, values);
        if (image.Frames <= LongestKept)
        {
            measures.Add(measure);
        }

        // Both work with pointers into memory that lives as long as they do.
        GC.KeepAlive(measure);
        GC.KeepAlive(image);
    }

    /// <summary>Makes a measure.</summary>
    private protected abstract ImageMeasure CreateMeasure();
}
