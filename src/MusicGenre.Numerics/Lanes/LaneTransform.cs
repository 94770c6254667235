using System.Numerics;

namespace MusicGenre.Numerics.Lanes;

/// <summary>The power spectra of windowed frames of one length, one frame in each lane. Holds its working memory: not safe for use by several threads.</summary>
internal abstract unsafe class LaneTransform<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private protected LaneTransform(int size)
    {
        Size = size;
    }

    /// <summary>The samples of a frame.</summary>
    public int Size { get; }

    /// <summary>The bins of a spectrum.</summary>
    public int Bins => (Size / 2) + 1;

    /// <summary>The transform for frames of any length.</summary>
    /// <param name="window">The weights of a frame's samples.</param>
    /// <param name="rows">
    /// The samples of a column: row r, column c holds the sample rows · c + r, and lane l's frame begins at the top of column l. The frame's length, or for powers of two also a half,
    /// a quarter or an eighth of it: then neighbouring frames overlap, and share columns.
    /// </param>
    /// <param name="step">The distance from one row to the next.</param>
    public static LaneTransform<TLane> Create(ReadOnlySpan<double> window, int rows, int step)
        => BitOperations.IsPow2(window.Length) && window.Length >= LaneFft<TLane>.SmallestSize ? new LaneFft<TLane>(window, rows, step)
            : LanePasses<TLane>.Supports(window.Length) ? new LaneMixedRadix<TLane>(window, step)
            : new LaneBluestein<TLane>(window, step);

    /// <summary>Transforms frames.</summary>
    /// <param name="columns">The first sample of the first lane's frame.</param>
    /// <param name="power">Receives |X|², [<see cref="Bins"/>, lanes].</param>
    public abstract void Power(float* columns, float* power);
}
