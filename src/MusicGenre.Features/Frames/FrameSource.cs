using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Frames;

/// <summary>Walks a signal frame by frame, some frames at a time, and gives their spectra.</summary>
internal abstract class FrameSource
{
    /// <summary>The number of lanes of a block.</summary>
    public abstract int Width { get; }

    /// <summary>Goes to the first frame of a signal.</summary>
    public abstract void Start(PaddedSignal signal, bool magnitudes);

    /// <summary>Goes on to the next block.</summary>
    /// <returns>The number of its frames; fewer than <see cref="Width"/> only in the last; 0 behind it.</returns>
    public abstract int Next();

    /// <summary>The block.</summary>
    public abstract FrameBlock Block { get; }
}
