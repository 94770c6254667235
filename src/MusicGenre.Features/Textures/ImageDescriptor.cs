using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Textures;

/// <summary>A descriptor of the texture of a clip's spectrogram: a vector of <see cref="Descriptor.Rows"/> values for the whole clip, made from its images.</summary>
internal abstract class ImageDescriptor : Descriptor
{
    private protected ImageDescriptor(string name, int rows, int minimumFrames, params (string Name, double Value)[] parameters)
        : base(name, rows, parameters)
    {
        MinimumFrames = minimumFrames;
    }

    /// <summary>The frames that a clip must have at least.</summary>
    public int MinimumFrames { get; }

    /// <summary>Which images it reads.</summary>
    public abstract ImageKinds Images { get; }

    /// <summary>Makes a measure, which holds working memory.</summary>
    /// <exception cref="ArgumentException">The descriptor is not defined at this sample rate and hop.</exception>
    public abstract ImageMeasure CreateMeasure(MeasureContext context);

    /// <summary>Refuses a clip that is too short.</summary>
    public void CheckLength(int frames, MeasureContext context)
    {
        if (frames < MinimumFrames)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The clip has {frames} frames; {this} needs at least {MinimumFrames} frames, {(double)(MinimumFrames - 1) * context.HopLength / context.SampleRate:0.##} s."));
        }
    }
}
