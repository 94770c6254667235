using System.Numerics;
using System.Runtime.CompilerServices;
using MusicGenre.Numerics.Memory;
using static MusicGenre.Numerics.Lanes.LanePoints;

namespace MusicGenre.Numerics.Lanes;

/// <summary>
/// The power spectra of windowed frames of any length, by Bluestein's algorithm: as n k = (n² + k² - (k - n)²) / 2, the transform is a convolution with the chirp exp(pi i n² / N),
/// made by transforms of a power of two of at least 1.5 N points (only the bins 0 to N/2 must be right). The last factor, exp(-pi i k² / N), does not change a power.
/// </summary>
/// <remarks>L. I. Bluestein, "A linear filtering approach to the computation of discrete Fourier transform", IEEE Trans. Audio Electroacoust. 18 (1970).</remarks>
internal sealed unsafe class LaneBluestein<TLane> : LaneTransform<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private readonly int _step;
    private readonly int _points;
    private readonly LanePasses<TLane> _passes;
    private readonly AlignedBuffer _chirp;
    private readonly AlignedBuffer _filter;
    private readonly AlignedBuffer _work;

    /// <summary>Prepares transforms with a window.</summary>
    /// <param name="window">The weights of a frame's samples.</param>
    /// <param name="step">The distance from one row, a sample of all frames, to the next.</param>
    public LaneBluestein(ReadOnlySpan<double> window, int step)
        : base(window.Length)
    {
        _step = step;
        _points = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, Size + Bins - 1));
        _passes = new LanePasses<TLane>(_points);
        _work = new AlignedBuffer(2 * _points * TLane.Count);
        _chirp = new AlignedBuffer(2 * Size);
        double[] re = new double[_points];
        double[] im = new double[_points];
        for (int n = 0; n < Size; n++)
        {
            (double sin, double cos) = ComplexFft<double>.Twiddle((int)((long)n * n % (2 * Size)), 2 * Size);
            _chirp.Span[2 * n] = (float)(window[n] * cos);
            _chirp.Span[(2 * n) + 1] = (float)(-window[n] * sin);

            // From -(N - 1) to N/2; the transform's factor 1 / points goes in here.
            int negative = (_points - n) % _points;
            re[negative] = cos / _points;
            im[negative] = sin / _points;
            if (n < Bins)
            {
                re[n] = cos / _points;
                im[n] = sin / _points;
            }
        }

        new ComplexFft<double>(_points).Forward(re, im);
        _filter = new AlignedBuffer(2 * _points);
        int[] order = LanePasses<TLane>.Order(_points);
        for (int i = 0; i < _points; i++)
        {
            _filter.Span[2 * i] = (float)re[order[i]];
            _filter.Span[(2 * i) + 1] = (float)im[order[i]];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Power(float* columns, float* power)
    {
        int width = TLane.Count;
        float* work = _work.Pointer;
        float* chirp = _chirp.Pointer;
        for (int n = 0; n < Size; n++)
        {
            TLane x = TLane.Load(columns + ((nint)n * _step));
            TLane.Store(x * TLane.Create(chirp[2 * n]), work + (2 * n * width));
            TLane.Store(x * TLane.Create(chirp[(2 * n) + 1]), work + (((2 * n) + 1) * width));
        }

        new Span<float>(work + (2 * Size * width), 2 * (_points - Size) * width).Clear();
        _passes.Convolve(work, _points, _filter.Pointer);
        for (int bin = 0; bin < Bins; bin++)
        {
            StorePower(TLane.Load(work + (((2 * bin) + 1) * width)), TLane.Load(work + (2 * bin * width)), power + (bin * width));
        }
    }
}
