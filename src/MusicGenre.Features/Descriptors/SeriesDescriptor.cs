namespace MusicGenre.Features.Descriptors;

/// <summary>A descriptor with one value per clip, computed from the whole series of a frame descriptor of one row: a tempo from onset strengths.</summary>
internal abstract class SeriesDescriptor : Descriptor
{
    private protected SeriesDescriptor(string name, FrameDescriptor source, params (string Name, double Value)[] parameters)
        : base(name, 1, parameters)
    {
        Source = source;
    }

    /// <summary>The descriptor whose series is needed.</summary>
    public FrameDescriptor Source { get; }

    /// <summary>The value.</summary>
    /// <param name="series">The source's value in each frame.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="frames">The frames.</param>
    public abstract double Compute(ReadOnlySpan<float> series, int sampleRate, FrameOptions frames);
}
