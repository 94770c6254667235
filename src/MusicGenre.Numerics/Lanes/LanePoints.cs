using System.Runtime.CompilerServices;

namespace MusicGenre.Numerics.Lanes;

/// <summary>Complex points: the real parts of all lanes, then the imaginary ones.</summary>
internal static unsafe class LanePoints
{
    /// <summary>Stores (re + i im) (cos - i sin).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTwiddled<TLane>(TLane re, TLane im, float* twiddle, float* target)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane cos = TLane.Create(twiddle[0]);
        TLane sin = TLane.Create(twiddle[1]);
        TLane.Store(TLane.MultiplyAdd(im, sin, re * cos), target);
        TLane.Store(TLane.MultiplySubtract(im, cos, re * sin), target + TLane.Count);
    }

    /// <summary>Loads a point multiplied with cos - i sin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTwiddled<TLane>(float* source, float* twiddle, out TLane re, out TLane im)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane cos = TLane.Create(twiddle[0]);
        TLane sin = TLane.Create(twiddle[1]);
        TLane x = TLane.Load(source);
        TLane y = TLane.Load(source + TLane.Count);
        re = TLane.MultiplyAdd(y, sin, x * cos);
        im = TLane.MultiplySubtract(y, cos, x * sin);
    }

    /// <summary>Stores re² + im².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePower<TLane>(TLane re, TLane im, float* target)
        where TLane : unmanaged, ILane<TLane>
        => TLane.Store(TLane.MultiplyAdd(re, re, im * im), target);
}
