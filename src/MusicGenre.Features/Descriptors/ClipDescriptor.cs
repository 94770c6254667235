namespace MusicGenre.Features.Descriptors;

/// <summary>
/// A descriptor with a fixed number of values per clip, computed at its end from all frames of another descriptor: a tempo from onset strengths, a texture from the image of a
/// spectrogram. The frames are gathered once, whoever asks for them.
/// </summary>
internal abstract class ClipDescriptor : Descriptor
{
    private protected ClipDescriptor(string name, int rows, FrameDescriptor source, params (string Name, double Value)[] parameters)
        : base(name, rows, parameters)
    {
        Source = source;
    }

    /// <summary>The descriptor whose frames are needed, e.g. <see cref="SpectrogramImage.Semitones"/>.</summary>
    public FrameDescriptor Source { get; }

    /// <summary>The frames that a clip must have at least.</summary>
    public virtual int MinimumFrames => 1;

    /// <summary>Computes the values. Called by several threads at once, for a clip each.</summary>
    /// <param name="image">All frames of <see cref="Source"/>; at least one.</param>
    /// <param name="values">Where the values go, one a row.</param>
    /// <exception cref="ArgumentException">The clip is too short.</exception>
    public abstract void Compute(SpectrogramImage image, Span<float> values);
}
