using System.Numerics;
using System.Runtime.CompilerServices;
using MusicGenre.Numerics.Memory;
using static MusicGenre.Numerics.Lanes.LanePoints;

namespace MusicGenre.Numerics.Lanes;

/// <summary>
/// The power spectra of windowed frames of 2^k samples, one frame in each lane, by a real split-radix transform:
/// R(N) = C(N/4) + R(N/2). Of a real x, the bins 4 m + 1 are the complex transform, N/4 long, of ((x0 - x2) - i (x1 - x3)) exp(-2 pi i n / N), where x0 to x3 are x's quarters;
/// the bins 4 m + 3 are their mirror images; the even bins are the transform of the halves' sum. Nothing has to be done afterwards, and as lanes never mix,
/// there is no shuffling. The complex transforms go in place (<see cref="LanePasses{TLane}"/>), block after block, and their last pass writes |X|² to the bin where it belongs.
/// </summary>
internal sealed unsafe class LaneFft<TLane> : LaneTransform<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    public const int SmallestSize = 64;
    private const int SmallestSplit = 16;

    private readonly int _step;
    private readonly AlignedBuffer _work;
    private readonly AlignedBuffer _window;

    // Of R(size), by the logarithm of the size.
    private readonly AlignedBuffer[] _splits = new AlignedBuffer[32];
    private readonly LanePasses<TLane> _passes;
    private readonly int[] _bins;

    // Where a frame's second and third quarter and its second eighth lie, seen from the first row.
    private readonly nint _toQuarter;
    private readonly nint _toHalf;
    private readonly nint _toEighth;

    /// <summary>Prepares transforms with a window.</summary>
    /// <param name="window">The weights of a frame's samples: 2^k of them, 64 at least.</param>
    /// <param name="rows">The samples of a column: the frame's length, or a half, a quarter or an eighth of it.</param>
    /// <param name="step">The distance from one row to the next.</param>
    public LaneFft(ReadOnlySpan<double> window, int rows, int step)
        : base(window.Length)
    {
        int quarter = Size / 4;
        int eighth = Size / 8;
        _step = step;
        _toQuarter = Place(quarter, rows, step);
        _toHalf = Place(2 * quarter, rows, step);
        _toEighth = Place(eighth, rows, step);
        _work = new AlignedBuffer(Size * TLane.Count);
        _window = new AlignedBuffer(Size);
        for (int i = 0; i < quarter; i++)
        {
            // The four weights of a row are contiguous.
            for (int q = 0; q < 4; q++)
            {
                _window.Span[(4 * i) + q] = (float)window[i + (q * quarter)];
            }
        }

        for (int size = Size; size >= 8; size /= 2)
        {
            _splits[BitOperations.Log2((uint)size)] = LanePasses<TLane>.Twiddles(size, size / 4, 1);
        }

        // In the order in which the last passes write: the bins of C(N/4), C(N/8), ..., C(8).
        _passes = new LanePasses<TLane>(quarter);
        List<int> bins = [];
        for (int size = quarter; size >= 8; size /= 2)
        {
            int stride = quarter / size;
            foreach (int frequency in LanePasses<TLane>.Order(size))
            {
                int bin = stride * ((4 * frequency) + 1);
                bins.Add(bin <= Size / 2 ? bin : Size - bin);
            }
        }

        _bins = [.. bins];
    }

    /// <summary>Where sample <paramref name="index"/> of the first lane's frame lies.</summary>
    private static nint Place(int index, int rows, int step) => ((nint)(index % rows) * step) + (index / rows);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Power(float* columns, float* power)
    {
        int width = TLane.Count;
        int quarter = Size / 4;
        float* complex = _work.Pointer;
        float* second = complex + (2 * quarter * width);
        float* rest = second + (quarter * width);
        SplitTwice(columns, complex, second, rest);
        fixed (int* bins = _bins)
        {
            int* at = bins;
            _passes.Power(complex, quarter, power, at);
            at += quarter;
            _passes.Power(second, quarter / 2, power, at);
            at += quarter / 2;

            // The first sweep's memory is free again.
            float* next = complex + (quarter / 2 * width);
            int size = quarter;
            for (; size > SmallestSplit; size /= 2)
            {
                Split(rest, size, complex, next, _splits[BitOperations.Log2((uint)size)].Pointer);
                _passes.Power(complex, size / 4, power, at);
                at += size / 4;
                float* free = rest;
                rest = next;
                next = free;
            }

            Last16(rest, next, complex, power);
        }
    }

    /// <summary>Applies the window and splits R(N) and R(N/2) in one pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SplitTwice(float* columns, float* complex, float* second, float* rest)
    {
        int width = TLane.Count;
        int step = _step;
        int eighth = Size / 8;
        nint one = _toQuarter;
        nint two = _toHalf;
        nint three = one + two;
        float* window = _window.Pointer;
        float* split = _splits[BitOperations.Log2((uint)Size)].Pointer;
        float* splitHalf = _splits[BitOperations.Log2((uint)Size) - 1].Pointer;
        for (int n = 0; n < eighth; n++)
        {
            float* row = columns + ((nint)n * step);
            float* w = window + (4 * n);
            TLane x0 = TLane.Load(row) * TLane.Create(w[0]);
            TLane x1 = TLane.Load(row + one) * TLane.Create(w[1]);
            TLane x2 = TLane.Load(row + two) * TLane.Create(w[2]);
            TLane x3 = TLane.Load(row + three) * TLane.Create(w[3]);
            TLane a = x0 + x2;
            TLane b = x1 + x3;
            StoreTwiddled(x0 - x2, x3 - x1, split + (2 * n), complex + (2 * n * width));

            row += _toEighth;
            w = window + (4 * (n + eighth));
            x0 = TLane.Load(row) * TLane.Create(w[0]);
            x1 = TLane.Load(row + one) * TLane.Create(w[1]);
            x2 = TLane.Load(row + two) * TLane.Create(w[2]);
            x3 = TLane.Load(row + three) * TLane.Create(w[3]);
            TLane c = x0 + x2;
            TLane d = x1 + x3;
            StoreTwiddled(x0 - x2, x3 - x1, split + (2 * (n + eighth)), complex + (2 * (n + eighth) * width));

            StoreTwiddled(a - b, d - c, splitHalf + (2 * n), second + (2 * n * width));
            TLane.Store(a + b, rest + (n * width));
            TLane.Store(c + d, rest + ((n + eighth) * width));
        }
    }

    /// <summary>Splits R(size) into C(size / 4) and R(size / 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Split(float* x, int size, float* complex, float* rest, float* twiddles)
    {
        int width = TLane.Count;
        int quarter = size / 4;
        for (int n = 0; n < quarter; n++)
        {
            TLane x0 = TLane.Load(x + (n * width));
            TLane x1 = TLane.Load(x + ((n + quarter) * width));
            TLane x2 = TLane.Load(x + ((n + (2 * quarter)) * width));
            TLane x3 = TLane.Load(x + ((n + (3 * quarter)) * width));
            StoreTwiddled(x0 - x2, x3 - x1, twiddles + (2 * n), complex + (2 * n * width));
            TLane.Store(x0 + x2, rest + (n * width));
            TLane.Store(x1 + x3, rest + ((n + quarter) * width));
        }
    }

    /// <summary>R(16): C(4), C(2) and the four bins of R(4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Last16(float* x, float* rest, float* work, float* power)
    {
        int width = TLane.Count;
        float* c4 = work;
        Split(x, 16, c4, rest, _splits[4].Pointer);
        TLane re0 = TLane.Load(c4);
        TLane im0 = TLane.Load(c4 + width);
        TLane re1 = TLane.Load(c4 + (2 * width));
        TLane im1 = TLane.Load(c4 + (3 * width));
        TLane re2 = TLane.Load(c4 + (4 * width));
        TLane im2 = TLane.Load(c4 + (5 * width));
        TLane re3 = TLane.Load(c4 + (6 * width));
        TLane im3 = TLane.Load(c4 + (7 * width));
        TLane aRe = re0 + re2;
        TLane aIm = im0 + im2;
        TLane bRe = re1 + re3;
        TLane bIm = im1 + im3;
        TLane cRe = re0 - re2;
        TLane cIm = im0 - im2;
        TLane dRe = re1 - re3;
        TLane dIm = im1 - im3;

        // X[s (4 m + 1)], s = N / 16: s, 5 s, 9 s = N - 7 s, 13 s = N - 3 s.
        int stride = Size / 16 * width;
        StorePower(aRe + bRe, aIm + bIm, power + stride);
        StorePower(cRe + dIm, cIm - dRe, power + (5 * stride));
        StorePower(aRe - bRe, aIm - bIm, power + (7 * stride));
        StorePower(cRe - dIm, cIm + dRe, power + (3 * stride));

        // R(8): X[2 s], X[10 s = N - 6 s].
        float* c2 = work;
        Split(rest, 8, c2, x, _splits[3].Pointer);
        re0 = TLane.Load(c2);
        im0 = TLane.Load(c2 + width);
        re1 = TLane.Load(c2 + (2 * width));
        im1 = TLane.Load(c2 + (3 * width));
        StorePower(re0 + re1, im0 + im1, power + (2 * stride));
        StorePower(re0 - re1, im0 - im1, power + (6 * stride));

        // R(4): X[0], X[4 s], X[8 s].
        TLane y0 = TLane.Load(x);
        TLane y1 = TLane.Load(x + width);
        TLane y2 = TLane.Load(x + (2 * width));
        TLane y3 = TLane.Load(x + (3 * width));
        StorePower(y0 - y2, y3 - y1, power + (4 * stride));
        TLane even = y0 + y2;
        TLane odd = y1 + y3;
        TLane.Store((even + odd) * (even + odd), power);
        TLane.Store((even - odd) * (even - odd), power + (8 * stride));
    }
}
