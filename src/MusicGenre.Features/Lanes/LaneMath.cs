using System.Runtime.CompilerServices;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Lanes;

/// <summary>Functions of lanes.</summary>
internal static class LaneMath
{
    /// <summary>10 log10(2).</summary>
    private const float DecibelPerOctave = 3.0102999566398120f;

    /// <summary>20 / ln(10).</summary>
    private const float TwentyByLogTen = 8.6858896380650366f;

    /// <summary>
    /// 10 log10(max(x, 1e-10)). With x = 2^e m: ln m = 2 artanh(s), s = (m - 1) / (m + 1), |s| below 0.172, so that five terms of the series reach float32's precision.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Decibel<TLane>(TLane power)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane one = TLane.Create(1f);
        TLane mantissa = TLane.Split(TLane.Max(power, TLane.Create(Descriptors.Decibel.SmallestPower)), out TLane exponent);
        TLane s = (mantissa - one) / (mantissa + one);
        TLane square = s * s;
        TLane series = TLane.MultiplyAdd(square, TLane.Create(1f / 9f), TLane.Create(1f / 7f));
        series = TLane.MultiplyAdd(square, series, TLane.Create(1f / 5f));
        series = TLane.MultiplyAdd(square, series, TLane.Create(1f / 3f));
        series = TLane.MultiplyAdd(square, series, one);
        return TLane.MultiplyAdd(exponent, TLane.Create(DecibelPerOctave), s * TLane.Create(TwentyByLogTen) * series);
    }

    /// <summary>Turns rows of powers into decibels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Decibels<TLane>(float* values, int rows)
        where TLane : unmanaged, ILane<TLane>
    {
        for (int row = 0; row < rows; row++)
        {
            TLane.Store(Decibel(TLane.Load(values)), values);
            values += TLane.Count;
        }
    }

    /// <summary>The largest value of rows in their first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe float Largest<TLane>(float* values, int rows, int lanes)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane maximum = TLane.Load(values);
        for (int row = 1; row < rows; row++)
        {
            maximum = TLane.Max(maximum, TLane.Load(values + (row * TLane.Count)));
        }

        float* each = stackalloc float[TLane.Count];
        TLane.Store(maximum, each);
        float largest = each[0];
        for (int lane = 1; lane < lanes; lane++)
        {
            largest = Math.Max(largest, each[lane]);
        }

        return largest;
    }
}
