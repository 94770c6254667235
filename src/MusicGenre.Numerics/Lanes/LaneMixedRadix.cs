using System.Runtime.CompilerServices;
using MusicGenre.Numerics.Memory;
using static MusicGenre.Numerics.Lanes.LanePoints;

namespace MusicGenre.Numerics.Lanes;

/// <summary>
/// The power spectra of windowed frames of a length without prime factors above 13. An even length N by the complex transform, N / 2 long, of the even samples as real and the odd ones as
/// imaginary parts; an odd one by the complex transform of the frame.
/// </summary>
internal sealed unsafe class LaneMixedRadix<TLane> : LaneTransform<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private readonly int _step;
    private readonly int _points;
    private readonly LanePasses<TLane> _passes;
    private readonly AlignedBuffer _window;
    private readonly AlignedBuffer _work;
    private readonly AlignedBuffer _twiddles;

    // Where each frequency comes out.
    private readonly int[] _places;

    /// <summary>Prepares transforms with a window.</summary>
    /// <param name="window">The weights of a frame's samples.</param>
    /// <param name="step">The distance from one row, a sample of all frames, to the next.</param>
    public LaneMixedRadix(ReadOnlySpan<double> window, int step)
        : base(window.Length)
    {
        _step = step;
        bool even = Size % 2 == 0;
        _points = even ? Size / 2 : Size;
        _passes = new LanePasses<TLane>(_points);
        _work = new AlignedBuffer(2 * _points * TLane.Count);
        _window = new AlignedBuffer(Size);
        for (int i = 0; i < Size; i++)
        {
            // The halves of the sums that make an even length's bins.
            _window.Span[i] = (float)(even ? window[i] / 2 : window[i]);
        }

        _twiddles = LanePasses<TLane>.Twiddles(Size, Bins, 1);
        _places = new int[_points];
        int[] order = LanePasses<TLane>.Order(_points);
        for (int i = 0; i < _points; i++)
        {
            _places[order[i]] = i;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Power(float* columns, float* power)
    {
        int width = TLane.Count;
        float* work = _work.Pointer;
        float* window = _window.Pointer;
        bool even = Size % 2 == 0;
        TLane zero = TLane.Create(0);
        for (int i = 0; i < Size; i++)
        {
            TLane x = TLane.Load(columns + ((nint)i * _step)) * TLane.Create(window[i]);
            if (even)
            {
                TLane.Store(x, work + (i * width));
                continue;
            }

            TLane.Store(x, work + (2 * i * width));
            TLane.Store(zero, work + (((2 * i) + 1) * width));
        }

        _passes.Forward(work, _points);
        if (even)
        {
            TakePairs(power);
            return;
        }

        for (int bin = 0; bin < Bins; bin++)
        {
            float* z = work + (2 * _places[bin] * width);
            StorePower(TLane.Load(z), TLane.Load(z + width), power + (bin * width));
        }
    }

    /// <summary>The bins of the real frame: with Z of the pairs, X[k] = E + W O and X[N/2 - k] = conj(E - W O), 2 E = Z[k] + conj Z[N/2 - k], 2 i O = Z[k] - conj Z[N/2 - k].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakePairs(float* power)
    {
        int width = TLane.Count;
        float* work = _work.Pointer;
        float* twiddles = _twiddles.Pointer;
        TLane firstRe = TLane.Load(work);
        TLane firstIm = TLane.Load(work + width);
        TLane sum = firstRe + firstIm;
        TLane difference = firstRe - firstIm;
        TLane four = TLane.Create(4);
        TLane.Store(sum * sum * four, power);
        TLane.Store(difference * difference * four, power + (_points * width));
        for (int k = 1; 2 * k <= _points; k++)
        {
            float* a = work + (2 * _places[k] * width);
            float* b = work + (2 * _places[_points - k] * width);
            TLane aRe = TLane.Load(a);
            TLane aIm = TLane.Load(a + width);
            TLane bRe = TLane.Load(b);
            TLane bIm = TLane.Load(b + width);
            TLane evenRe = aRe + bRe;
            TLane evenIm = aIm - bIm;
            TLane oddRe = aIm + bIm;
            TLane oddIm = bRe - aRe;
            TLane cos = TLane.Create(twiddles[2 * k]);
            TLane sin = TLane.Create(twiddles[(2 * k) + 1]);
            TLane twiddledRe = TLane.MultiplyAdd(oddIm, sin, oddRe * cos);
            TLane twiddledIm = TLane.MultiplySubtract(oddIm, cos, oddRe * sin);
            StorePower(evenRe + twiddledRe, evenIm + twiddledIm, power + (k * width));
            StorePower(evenRe - twiddledRe, evenIm - twiddledIm, power + ((_points - k) * width));
        }
    }
}
