namespace MusicGenre.Features.Frames;

/// <summary>Reads a signal frame by frame, some frames at a time, each in a lane of a block, and computes their spectra.</summary>
internal abstract class FrameSource
{
    /// <summary>The bins from one running sum to the next.</summary>
    public const int RunBins = 16;

    /// <summary>The number of lanes of a block.</summary>
    public abstract int Width { get; }

    /// <summary>Goes to the first frame of a signal.</summary>
    /// <param name="signal">The signal, at its beginning.</param>
    /// <param name="spectraOnly">Whether what is taken from the samples directly, mean square and crossings, may be left out.</param>
    /// <param name="magnitudes">Whether magnitudes are wanted.</param>
    /// <param name="again">
    /// Whether the signal is that of the last time with magnitudes, whose narrow spectra are computed in double precision again. In a pass with neither they are not.
    /// </param>
    public abstract void Start(PaddedSignal signal, bool spectraOnly, bool magnitudes, bool again);

    /// <summary>Whether the powers of the clip are wanted once more (<see cref="TryRepeat"/>); a source may keep them then.</summary>
    public bool KeepPowers { get; set; }

    /// <summary>Goes back to the first block of the signal of the last <see cref="Start"/> if that was read to its end and its powers were kept. Then there is <see cref="FramePart.Power"/> alone.</summary>
    public virtual bool TryRepeat() => false;

    /// <summary>Goes on to the next block.</summary>
    /// <returns>The number of its frames; fewer than <see cref="Width"/> only in the last; 0 after it.</returns>
    public abstract int Next();

    /// <summary>The first of the block's frames with a power that is too large (<see cref="FrameCheck.LargestPower"/>), in a pass with magnitudes; -1 if there is none.</summary>
    /// <param name="frames">How many of the frames count.</param>
    public virtual int FirstTooLoud(int frames) => FrameCheck.FirstTooLoud(Get(FramePart.Power), Width, frames);

    /// <summary>Gives the spectral peaks of the block's frames to an estimator.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="frames">How many of the frames count.</param>
    /// <param name="fromPower">Those of the powers; otherwise those of the magnitudes.</param>
    public abstract void AddPeaks(TuningEstimator estimator, int frames, bool fromPower);

    /// <summary>A part of the block: element [i, lane] is at i · <see cref="Width"/> + lane. The lanes after the last frame of a clip hold meaningless numbers.</summary>
    public abstract ReadOnlySpan<float> Get(FramePart part);
}
