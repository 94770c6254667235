using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Frames;

/// <summary>Reads a signal frame by frame, some frames at a time, and computes their spectra.</summary>
internal abstract class FrameSource
{
    /// <summary>The number of lanes of a block.</summary>
    public abstract int Width { get; }

    /// <summary>Goes to the first frame of a signal.</summary>
    /// <param name="signal">The signal, at its beginning.</param>
    /// <param name="spectraOnly">Whether what is taken from the samples directly, mean square and crossings, may be left out.</param>
    /// <param name="magnitudes">Whether magnitudes are wanted.</param>
    public abstract void Start(PaddedSignal signal, bool spectraOnly, bool magnitudes);

    /// <summary>Goes on to the next block.</summary>
    /// <returns>The number of its frames; fewer than <see cref="Width"/> only in the last; 0 after it.</returns>
    public abstract int Next();

    /// <summary>Gives the spectral peaks of the block's frames to an estimator.</summary>
    public abstract void AddPeaks(TuningEstimator estimator, int frames);

    /// <summary>The block.</summary>
    public abstract FrameBlock Block { get; }
}
