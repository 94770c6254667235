namespace MusicGenre.Features.Descriptors;

/// <summary>
/// Measures a descriptor on blocks of frames. Where a value depends on the whole clip (MFCC's floor lies 80 dB below the loudest band of all frames),
/// the measuring goes in two steps: <see cref="Measure"/> gives raw values, <see cref="Observe"/> raises the levels, and once the clip has
/// ended <see cref="Finish"/> turns raw values into values. Not safe for use by several threads.
/// </summary>
internal abstract class FrameMeasure
{
    private protected FrameMeasure(int width, int rows)
        : this(width, rows, rows, 0)
    {
    }

    private protected FrameMeasure(int width, int rows, int rawRows, int levels)
    {
        Width = width;
        Rows = rows;
        RawRows = rawRows;
        Levels = levels;
    }

    /// <summary>The number of lanes.</summary>
    public int Width { get; }

    /// <summary>The rows of the values.</summary>
    public int Rows { get; }

    /// <summary>The rows of the raw values; without levels they are the values.</summary>
    public int RawRows { get; }

    /// <summary>How many maxima over the clip the values depend on; mostly 0.</summary>
    public int Levels { get; }

    /// <summary>Whether <see cref="FrameBlock.Magnitude"/> is needed.</summary>
    public virtual bool NeedsMagnitude => false;

    /// <summary>Whether the values are made from <see cref="FrameBlock.Power"/> or <see cref="FrameBlock.Magnitude"/>, and not from the samples alone.</summary>
    public virtual bool NeedsSpectrum => true;

    /// <summary>Measures a block into <paramref name="raw"/>, [RawRows, lanes].</summary>
    public abstract void Measure(in FrameBlock block, Span<float> raw);

    /// <summary>Raises the levels to the raw values of the first <paramref name="frames"/> lanes.</summary>
    public virtual void Observe(ReadOnlySpan<float> raw, int frames, Span<float> levels) => throw new NotSupportedException();

    /// <summary>Turns raw values, which it may overwrite, into values, [Rows, lanes].</summary>
    public virtual void Finish(Span<float> raw, ReadOnlySpan<float> levels, Span<float> values) => throw new NotSupportedException();
}
