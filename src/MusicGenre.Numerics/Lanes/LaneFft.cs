using System.Runtime.CompilerServices;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Numerics.Lanes;

/// <summary>
/// The power spectra of windowed frames of 2048 samples, one frame in each lane, by a real split-radix transform:
/// R(N) = C(N/4) + R(N/2). Of a real x, the bins 4 m + 1 are the complex transform, N/4 long, of ((x0 - x2) - i (x1 - x3)) exp(-2 pi i n / N), where x0 to x3 are x's quarters;
/// the bins 4 m + 3 are their mirror images; the even bins are the transform of the halves' sum. Nothing has to be done afterwards, and as lanes never mix,
/// there is no shuffling. The complex transforms go in place, decimation in frequency, radix 8 with a first pass of radix 4 or 2 where needed, block after block of
/// 64 points, and their last pass writes |X|² to the bin where it belongs.
/// </summary>
internal sealed unsafe class LaneFft<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    public const int Size = 2048;
    public const int Bins = (Size / 2) + 1;
    public const int Quarter = Size / 4;
    private const float RootHalf = 0.70710678118654752440f;

    private readonly AlignedBuffer _work;
    private readonly AlignedBuffer _window;
    private readonly AlignedBuffer _split2048;
    private readonly AlignedBuffer _split1024;
    private readonly AlignedBuffer _twiddles512;
    private readonly AlignedBuffer _twiddles256;
    private readonly AlignedBuffer _twiddles128;
    private readonly AlignedBuffer _twiddles64;
    private readonly AlignedBuffer _twiddles32;
    private readonly AlignedBuffer _twiddles16;
    private readonly AlignedBuffer[] _splits;
    private readonly int[] _bins;

    /// <summary>Prepares transforms with a window.</summary>
    public LaneFft(ReadOnlySpan<double> window)
    {
        _work = new AlignedBuffer(2 * Size * TLane.Count);
        _window = new AlignedBuffer(Size);
        for (int i = 0; i < Quarter; i++)
        {
            // The four weights of a row are contiguous.
            for (int q = 0; q < 4; q++)
            {
                _window.Span[(4 * i) + q] = (float)window[i + (q * Quarter)];
            }
        }

        _split2048 = Twiddles(2048, 512, 1);
        _split1024 = Twiddles(1024, 256, 1);
        _splits = [Twiddles(512, 128, 1), Twiddles(256, 64, 1), Twiddles(128, 32, 1), Twiddles(64, 16, 1), Twiddles(32, 8, 1), Twiddles(16, 4, 1), Twiddles(8, 2, 1)];
        _twiddles512 = Twiddles(512, 64, 7);
        _twiddles256 = Twiddles(256, 64, 3);
        _twiddles128 = Twiddles(128, 64, 1);
        _twiddles64 = Twiddles(64, 8, 7);
        _twiddles32 = Twiddles(32, 8, 3);
        _twiddles16 = Twiddles(16, 8, 1);

        // In the order in which the last passes write: the bins of C(512), C(256), ..., C(8).
        List<int> bins = [];
        AddBins(bins, 1, [8, 8, 8]);
        AddBins(bins, 2, [4, 8, 8]);
        AddBins(bins, 4, [2, 8, 8]);
        AddBins(bins, 8, [8, 8]);
        AddBins(bins, 16, [4, 8]);
        AddBins(bins, 32, [2, 8]);
        AddBins(bins, 64, [8]);
        _bins = [.. bins];
    }

    /// <summary>Transforms frames.</summary>
    /// <param name="columns">The samples: row r, column c holds the sample 512 c + r; lane l's frame is columns l to l + 3.</param>
    /// <param name="step">The distance from one row to the next.</param>
    /// <param name="power">Receives |X|², [1025, lanes].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Power(float* columns, int step, float* power)
    {
        int width = TLane.Count;
        float* c512 = _work.Pointer;
        float* c256 = c512 + (1024 * width);
        float* rest = c256 + (512 * width);
        SplitTwice(columns, step, c512, c256, rest);
        fixed (int* bins = _bins)
        {
            int* at = bins;
            Pass8(c512, 64, _twiddles512.Pointer);
            for (int block = 0; block < 8; block++)
            {
                Complex64(c512 + (block * 128 * width), power, at);
                at += 64;
            }

            Pass4(c256, 64, _twiddles256.Pointer);
            for (int block = 0; block < 4; block++)
            {
                Complex64(c256 + (block * 128 * width), power, at);
                at += 64;
            }

            // The first sweep's memory is free again.
            float* c128 = c512;
            float* next = c512 + (256 * width);
            Split(rest, 512, c128, next, _splits[0].Pointer);
            Pass2(c128, 64, _twiddles128.Pointer);
            Complex64(c128, power, at);
            Complex64(c128 + (128 * width), power, at + 64);
            at += 128;

            float* c64 = c128;
            Split(next, 256, c64, rest, _splits[1].Pointer);
            Complex64(c64, power, at);
            at += 64;

            float* c32 = c128;
            Split(rest, 128, c32, next, _splits[2].Pointer);
            Pass4(c32, 8, _twiddles32.Pointer);
            for (int block = 0; block < 4; block++)
            {
                Last8(c32 + (block * 16 * width), power, at);
                at += 8;
            }

            float* c16 = c128;
            Split(next, 64, c16, rest, _splits[3].Pointer);
            Pass2(c16, 8, _twiddles16.Pointer);
            Last8(c16, power, at);
            Last8(c16 + (16 * width), power, at + 8);
            at += 16;

            float* c8 = c128;
            Split(rest, 32, c8, next, _splits[4].Pointer);
            Last8(c8, power, at);
        }

        Last16(c512 + (256 * width), rest, c512, power);
    }

    private static AlignedBuffer Twiddles(int size, int count, int factors)
    {
        AlignedBuffer result = new(2 * count * factors);
        for (int n = 0; n < count; n++)
        {
            for (int j = 1; j <= factors; j++)
            {
                (double sin, double cos) = ComplexFft<double>.Twiddle(j * n % size, size);
                result.Span[2 * ((n * factors) + j - 1)] = (float)cos;
                result.Span[(2 * ((n * factors) + j - 1)) + 1] = (float)sin;
            }
        }

        return result;
    }

    /// <summary>The bins of a complex transform whose first bin is <paramref name="stride"/>, in the order in which decimation by the radices leaves them.</summary>
    private static void AddBins(List<int> bins, int stride, int[] radices)
    {
        int size = radices.Aggregate(1, (a, b) => a * b);
        for (int position = 0; position < size; position++)
        {
            int frequency = 0;
            int weight = 1;
            int block = size;
            int rest = position;
            foreach (int radix in radices)
            {
                block /= radix;
                frequency += weight * (rest / block);
                rest %= block;
                weight *= radix;
            }

            int bin = stride * ((4 * frequency) + 1);
            bins.Add(bin <= Size / 2 ? bin : Size - bin);
        }
    }

    /// <summary>Applies the window and splits R(2048) and R(1024) in one pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SplitTwice(float* columns, int step, float* c512, float* c256, float* rest)
    {
        int width = TLane.Count;
        float* window = _window.Pointer;
        float* split2048 = _split2048.Pointer;
        float* split1024 = _split1024.Pointer;
        for (int n = 0; n < 256; n++)
        {
            float* row = columns + (n * step);
            float* w = window + (4 * n);
            TLane x0 = TLane.Load(row) * TLane.Create(w[0]);
            TLane x1 = TLane.Load(row + 1) * TLane.Create(w[1]);
            TLane x2 = TLane.Load(row + 2) * TLane.Create(w[2]);
            TLane x3 = TLane.Load(row + 3) * TLane.Create(w[3]);
            TLane a = x0 + x2;
            TLane b = x1 + x3;
            StoreTurned(x0 - x2, x3 - x1, split2048 + (2 * n), c512 + (2 * n * width));

            row = columns + ((n + 256) * step);
            w = window + (4 * (n + 256));
            x0 = TLane.Load(row) * TLane.Create(w[0]);
            x1 = TLane.Load(row + 1) * TLane.Create(w[1]);
            x2 = TLane.Load(row + 2) * TLane.Create(w[2]);
            x3 = TLane.Load(row + 3) * TLane.Create(w[3]);
            TLane c = x0 + x2;
            TLane d = x1 + x3;
            StoreTurned(x0 - x2, x3 - x1, split2048 + (2 * (n + 256)), c512 + (2 * (n + 256) * width));

            StoreTurned(a - b, d - c, split1024 + (2 * n), c256 + (2 * n * width));
            TLane.Store(a + b, rest + (n * width));
            TLane.Store(c + d, rest + ((n + 256) * width));
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
            StoreTurned(x0 - x2, x3 - x1, twiddles + (2 * n), complex + (2 * n * width));
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
        Split(x, 16, c4, rest, _splits[5].Pointer);
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

        // X[128 (4 m + 1)]: 128, 640, 1152 = 2048 - 896, 1664 = 2048 - 384.
        StorePower(aRe + bRe, aIm + bIm, power + (128 * width));
        StorePower(cRe + dIm, cIm - dRe, power + (640 * width));
        StorePower(aRe - bRe, aIm - bIm, power + (896 * width));
        StorePower(cRe - dIm, cIm + dRe, power + (384 * width));

        // R(8): X[256], X[1280 = 2048 - 768].
        float* c2 = work;
        Split(rest, 8, c2, x, _splits[6].Pointer);
        re0 = TLane.Load(c2);
        im0 = TLane.Load(c2 + width);
        re1 = TLane.Load(c2 + (2 * width));
        im1 = TLane.Load(c2 + (3 * width));
        StorePower(re0 + re1, im0 + im1, power + (256 * width));
        StorePower(re0 - re1, im0 - im1, power + (768 * width));

        // R(4): X[0], X[512], X[1024].
        TLane y0 = TLane.Load(x);
        TLane y1 = TLane.Load(x + width);
        TLane y2 = TLane.Load(x + (2 * width));
        TLane y3 = TLane.Load(x + (3 * width));
        StorePower(y0 - y2, y3 - y1, power + (512 * width));
        TLane even = y0 + y2;
        TLane odd = y1 + y3;
        TLane.Store((even + odd) * (even + odd), power);
        TLane.Store((even - odd) * (even - odd), power + (1024 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Complex64(float* z, float* power, int* bins)
    {
        int width = TLane.Count;
        Pass8(z, 8, _twiddles64.Pointer);
        for (int block = 0; block < 8; block++)
        {
            Last8(z + (block * 16 * width), power, bins + (8 * block));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass2(float* z, int distance, float* twiddles)
    {
        int width = TLane.Count;
        for (int n = 0; n < distance; n++)
        {
            float* p0 = z + (2 * n * width);
            float* p1 = p0 + (2 * distance * width);
            TLane re0 = TLane.Load(p0);
            TLane im0 = TLane.Load(p0 + width);
            TLane re1 = TLane.Load(p1);
            TLane im1 = TLane.Load(p1 + width);
            TLane.Store(re0 + re1, p0);
            TLane.Store(im0 + im1, p0 + width);
            StoreTurned(re0 - re1, im0 - im1, twiddles + (2 * n), p1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass4(float* z, int distance, float* twiddles)
    {
        int width = TLane.Count;
        nint step = 2 * distance * width;
        for (int n = 0; n < distance; n++)
        {
            float* p = z + (2 * n * width);
            TLane re0 = TLane.Load(p);
            TLane im0 = TLane.Load(p + width);
            TLane re1 = TLane.Load(p + step);
            TLane im1 = TLane.Load(p + step + width);
            TLane re2 = TLane.Load(p + (2 * step));
            TLane im2 = TLane.Load(p + (2 * step) + width);
            TLane re3 = TLane.Load(p + (3 * step));
            TLane im3 = TLane.Load(p + (3 * step) + width);
            TLane aRe = re0 + re2;
            TLane aIm = im0 + im2;
            TLane bRe = re1 + re3;
            TLane bIm = im1 + im3;
            TLane cRe = re0 - re2;
            TLane cIm = im0 - im2;
            TLane dRe = re1 - re3;
            TLane dIm = im1 - im3;
            float* w = twiddles + (6 * n);
            TLane.Store(aRe + bRe, p);
            TLane.Store(aIm + bIm, p + width);
            StoreTurned(cRe + dIm, cIm - dRe, w, p + step);
            StoreTurned(aRe - bRe, aIm - bIm, w + 2, p + (2 * step));
            StoreTurned(cRe - dIm, cIm + dRe, w + 4, p + (3 * step));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass8(float* z, int distance, float* twiddles)
    {
        int width = TLane.Count;
        nint step = 2 * distance * width;
        for (int n = 0; n < distance; n++)
        {
            float* p = z + (2 * n * width);
            Butterfly8(p, step, new Turned(p, step, twiddles + (14 * n)));
        }
    }

    private static void Last8(float* z, float* power, int* bins) => Butterfly8(z, 2 * TLane.Count, new Powers(power, bins));

    /// <summary>A transform of eight points, whose outputs go where the sink puts them: each as soon as it is there, as sixteen values are too many to return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Butterfly8<TSink>(float* p, nint step, TSink sink)
        where TSink : struct, ISink
    {
        int width = TLane.Count;
        TLane x0Re = TLane.Load(p);
        TLane x0Im = TLane.Load(p + width);
        TLane x4Re = TLane.Load(p + (4 * step));
        TLane x4Im = TLane.Load(p + (4 * step) + width);
        TLane s0Re = x0Re + x4Re;
        TLane s0Im = x0Im + x4Im;
        TLane d0Re = x0Re - x4Re;
        TLane d0Im = x0Im - x4Im;

        TLane x2Re = TLane.Load(p + (2 * step));
        TLane x2Im = TLane.Load(p + (2 * step) + width);
        TLane x6Re = TLane.Load(p + (6 * step));
        TLane x6Im = TLane.Load(p + (6 * step) + width);
        TLane s2Re = x2Re + x6Re;
        TLane s2Im = x2Im + x6Im;
        TLane d2Re = x2Re - x6Re;
        TLane d2Im = x2Im - x6Im;

        TLane x1Re = TLane.Load(p + step);
        TLane x1Im = TLane.Load(p + step + width);
        TLane x5Re = TLane.Load(p + (5 * step));
        TLane x5Im = TLane.Load(p + (5 * step) + width);
        TLane s1Re = x1Re + x5Re;
        TLane s1Im = x1Im + x5Im;
        TLane d1Re = x1Re - x5Re;
        TLane d1Im = x1Im - x5Im;

        TLane x3Re = TLane.Load(p + (3 * step));
        TLane x3Im = TLane.Load(p + (3 * step) + width);
        TLane x7Re = TLane.Load(p + (7 * step));
        TLane x7Im = TLane.Load(p + (7 * step) + width);
        TLane s3Re = x3Re + x7Re;
        TLane s3Im = x3Im + x7Im;
        TLane d3Re = x3Re - x7Re;
        TLane d3Im = x3Im - x7Im;

        // The even outputs: a transform of four points of the sums.
        TLane aRe = s0Re + s2Re;
        TLane aIm = s0Im + s2Im;
        TLane bRe = s1Re + s3Re;
        TLane bIm = s1Im + s3Im;
        sink.Put(0, aRe + bRe, aIm + bIm);
        sink.Put(4, aRe - bRe, aIm - bIm);
        TLane cRe = s0Re - s2Re;
        TLane cIm = s0Im - s2Im;
        TLane eRe = s1Re - s3Re;
        TLane eIm = s1Im - s3Im;
        sink.Put(2, cRe + eIm, cIm - eRe);
        sink.Put(6, cRe - eIm, cIm + eRe);

        // The odd outputs, from the differences rotated by multiples of 45 degrees; the factor sqrt(1/2) is part of the last additions.
        TLane root = TLane.Create(RootHalf);
        TLane minusRoot = TLane.Create(-RootHalf);
        TLane fRe = d0Re + d2Im;
        TLane fIm = d0Im - d2Re;
        TLane gRe = d0Re - d2Im;
        TLane gIm = d0Im + d2Re;
        TLane uRe = d1Re + d1Im;
        TLane uIm = d1Im - d1Re;
        TLane vRe = d3Im - d3Re;
        TLane vIm = d3Re + d3Im;
        TLane hRe = uRe + vRe;
        TLane hIm = uIm - vIm;
        TLane kRe = uIm + vIm;
        TLane kIm = vRe - uRe;
        sink.Put(1, TLane.MultiplyAdd(hRe, root, fRe), TLane.MultiplyAdd(hIm, root, fIm));
        sink.Put(5, TLane.MultiplyAdd(hRe, minusRoot, fRe), TLane.MultiplyAdd(hIm, minusRoot, fIm));
        sink.Put(3, TLane.MultiplyAdd(kRe, root, gRe), TLane.MultiplyAdd(kIm, root, gIm));
        sink.Put(7, TLane.MultiplyAdd(kRe, minusRoot, gRe), TLane.MultiplyAdd(kIm, minusRoot, gIm));
    }

    /// <summary>Multiplies with cos - i sin and stores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTurned(TLane re, TLane im, float* twiddle, float* target)
    {
        TLane cos = TLane.Create(twiddle[0]);
        TLane sin = TLane.Create(twiddle[1]);
        TLane.Store(TLane.MultiplyAdd(im, sin, re * cos), target);
        TLane.Store(TLane.MultiplySubtract(im, cos, re * sin), target + TLane.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePower(TLane re, TLane im, float* target) => TLane.Store(TLane.MultiplyAdd(re, re, im * im), target);

    /// <summary>Where the outputs of a butterfly go.</summary>
    private interface ISink
    {
        void Put(int output, TLane re, TLane im);
    }

    /// <summary>Back to where the inputs were, multiplied with their twiddle factors.</summary>
    private readonly struct Turned(float* target, nint step, float* twiddles) : ISink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int output, TLane re, TLane im)
        {
            if (output == 0)
            {
                TLane.Store(re, target);
                TLane.Store(im, target + TLane.Count);
                return;
            }

            StoreTurned(re, im, twiddles + (2 * output) - 2, target + (output * step));
        }
    }

    /// <summary>As powers to their bins.</summary>
    private readonly struct Powers(float* power, int* bins) : ISink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int output, TLane re, TLane im) => StorePower(re, im, power + (bins[output] * TLane.Count));
    }
}
