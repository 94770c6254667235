using System.Numerics;
using System.Runtime.CompilerServices;
using MusicGenre.Numerics.Memory;
using static MusicGenre.Numerics.Lanes.LanePoints;

namespace MusicGenre.Numerics.Lanes;

/// <summary>
/// Complex transforms of all lanes in place, decimation in frequency, depth first: a pass of radix r over a block, then its r parts one after the other. Powers of two go by
/// radix 8 with passes of radix 4 or 2 before; other sizes have passes of their odd prime factors, 13 at most, first. The frequencies come out in the order of the radices' digits
/// (<see cref="Order"/>); <see cref="Convolve"/> goes back from that order, by the same passes transposed.
/// </summary>
internal sealed unsafe class LanePasses<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private const int LargestPrime = 13;
    private const float RootHalf = 0.70710678118654752440f;

    // Of every size that a block has; the list keeps the memory.
    private readonly float*[] _twiddles;
    private readonly List<AlignedBuffer> _memory = [];
    private readonly AlignedBuffer?[] _roots = new AlignedBuffer?[LargestPrime + 1];
    private readonly AlignedBuffer _points = new(2 * LargestPrime * TLane.Count);

    /// <summary>Prepares transforms of a size, and of all powers of two below if it is one.</summary>
    public LanePasses(int size)
    {
        _twiddles = new float*[size + 1];
        for (int part = size; part > 1; part = BitOperations.IsPow2(part) ? part / 2 : part / Radix(part))
        {
            int radix = Radix(part);
            _memory.Add(Twiddles(part, part / radix, radix - 1));
            _twiddles[part] = _memory[^1].Pointer;
            _roots[radix] ??= Twiddles(radix, radix, 1);
        }
    }

    /// <summary>Whether a size has no prime factor above 13.</summary>
    public static bool Supports(int size)
    {
        for (int prime = 2; prime <= LargestPrime; prime++)
        {
            while (size % prime == 0)
            {
                size /= prime;
            }
        }

        return size == 1;
    }

    /// <summary>The frequencies in the order in which they come out.</summary>
    public static int[] Order(int size)
    {
        int[] order = new int[size];
        for (int position = 0; position < size; position++)
        {
            int weight = 1;
            int rest = position;
            for (int block = size; block > 1;)
            {
                int radix = Radix(block);
                block /= radix;
                order[position] += weight * (rest / block);
                rest %= block;
                weight *= radix;
            }
        }

        return order;
    }

    /// <summary>The twiddle factors exp(-2 pi i j n / size) as cos and sin, for n below <paramref name="count"/> and j from 1 to <paramref name="factors"/>.</summary>
    public static AlignedBuffer Twiddles(int size, int count, int factors)
    {
        AlignedBuffer result = new(2 * count * factors);
        for (int n = 0; n < count; n++)
        {
            for (int j = 1; j <= factors; j++)
            {
                (double sin, double cos) = ComplexFft<double>.Twiddle((int)((long)j * n % size), size);
                result.Span[2 * ((n * factors) + j - 1)] = (float)cos;
                result.Span[(2 * ((n * factors) + j - 1)) + 1] = (float)sin;
            }
        }

        return result;
    }

    /// <summary>Transforms a power of two of points, 8 at least, and writes |X|² to the bins given for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Power(float* z, int size, float* power, int* bins)
    {
        int width = TLane.Count;
        if (size == 8)
        {
            Butterfly8(new Plain(z, 2 * width), new Powers(power, bins));
            return;
        }

        int radix = PassOf(z, size);
        int part = size / radix;
        if (part == 8)
        {
            for (int block = 0; block < radix; block++)
            {
                Butterfly8(new Plain(z, 2 * width), new Powers(power, bins));
                z += 16 * width;
                bins += 8;
            }

            return;
        }

        for (int block = 0; block < radix; block++)
        {
            Power(z, part, power, bins);
            z += 2 * part * width;
            bins += part;
        }
    }

    /// <summary>Transforms in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(float* z, int size)
    {
        int width = TLane.Count;
        if (size == 8)
        {
            Butterfly8(new Plain(z, 2 * width), new InPlace(z, 2 * width));
            return;
        }

        int radix = PassOf(z, size);
        int part = size / radix;
        for (int block = 0; block < radix && part > 1; block++)
        {
            Forward(z, part);
            z += 2 * part * width;
        }
    }

    /// <summary>
    /// Convolves, cyclically, a power of two of points with a filter whose transform (by the size, in the order of <see cref="Order"/>) is given. The result has its parts exchanged: imaginary, real.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Convolve(float* z, int size, float* filter)
    {
        int width = TLane.Count;
        if (size == 8)
        {
            Butterfly8(new Plain(z, 2 * width), new InPlace(z, 2 * width));
            for (int i = 0; i < 8; i++)
            {
                // With the parts exchanged, the transform forwards is the one backwards.
                float* at = z + (2 * i * width);
                TLane re = TLane.Load(at);
                TLane im = TLane.Load(at + width);
                TLane filterRe = TLane.Create(filter[2 * i]);
                TLane filterIm = TLane.Create(filter[(2 * i) + 1]);
                TLane.Store(TLane.MultiplyAdd(re, filterIm, im * filterRe), at);
                TLane.Store(TLane.MultiplySubtract(re, filterRe, im * filterIm), at + width);
            }

            Butterfly8(new Plain(z, 2 * width), new InPlace(z, 2 * width));
            return;
        }

        int radix = PassOf(z, size);
        int part = size / radix;
        for (int block = 0; block < radix; block++)
        {
            Convolve(z + (2 * block * part * width), part, filter + (2 * block * part));
        }

        float* twiddles = _twiddles[size];
        switch (radix)
        {
            case 2:
                Pass2Back(z, part, twiddles);
                break;
            case 4:
                Pass4Back(z, part, twiddles);
                break;
            default:
                Pass8Back(z, part, twiddles);
                break;
        }
    }

    private static int Radix(int size)
    {
        if (!BitOperations.IsPow2(size))
        {
            int prime = 3;
            while (size % prime != 0)
            {
                prime += 2;
            }

            return prime;
        }

        // As few passes as possible, and the last ones of radix 8.
        return size switch
        {
            2 or 16 or 128 => 2,
            4 or 32 => 4,
            _ => BitOperations.Log2((uint)size) % 3 == 0 ? 8 : 4,
        };
    }

    /// <summary>The first pass over a block; its radix.</summary>
    private int PassOf(float* z, int size)
    {
        int radix = Radix(size);
        int distance = size / radix;
        switch (radix)
        {
            case 2:
                Pass2(z, distance, _twiddles[size]);
                break;
            case 4:
                Pass4(z, distance, _twiddles[size]);
                break;
            case 8:
                Pass8(z, distance, _twiddles[size]);
                break;
            default:
                PassOdd(z, distance, radix, _twiddles[size]);
                break;
        }

        return radix;
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
            StoreTwiddled(re0 - re1, im0 - im1, twiddles + (2 * n), p1);
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
            StoreTwiddled(cRe + dIm, cIm - dRe, w, p + step);
            StoreTwiddled(aRe - bRe, aIm - bIm, w + 2, p + (2 * step));
            StoreTwiddled(cRe - dIm, cIm + dRe, w + 4, p + (3 * step));
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
            Butterfly8(new Plain(p, step), new Twiddled(p, step, twiddles + (14 * n)));
        }
    }

    /// <summary>A pass of an odd radix r: with a = x[j] + x[r - j], b = x[j] - x[r - j], the outputs k and r - k are x[0] + sum a cos(2 pi j k / r) ∓ i sum b sin(2 pi j k / r).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PassOdd(float* z, int distance, int radix, float* twiddles)
    {
        int width = TLane.Count;
        nint step = 2 * distance * width;
        float* points = _points.Pointer;
        float* roots = _roots[radix]!.Pointer;
        int half = radix / 2;
        for (int n = 0; n < distance; n++)
        {
            float* p = z + (2 * n * width);
            TLane firstRe = TLane.Load(p);
            TLane firstIm = TLane.Load(p + width);
            TLane sumRe = firstRe;
            TLane sumIm = firstIm;
            for (int j = 1; j <= half; j++)
            {
                float* x = p + (j * step);
                float* y = p + ((radix - j) * step);
                TLane xRe = TLane.Load(x);
                TLane xIm = TLane.Load(x + width);
                TLane yRe = TLane.Load(y);
                TLane yIm = TLane.Load(y + width);
                float* pair = points + (4 * (j - 1) * width);
                TLane.Store(xRe + yRe, pair);
                TLane.Store(xIm + yIm, pair + width);
                TLane.Store(xRe - yRe, pair + (2 * width));
                TLane.Store(xIm - yIm, pair + (3 * width));
                sumRe += xRe + yRe;
                sumIm += xIm + yIm;
            }

            TLane.Store(sumRe, p);
            TLane.Store(sumIm, p + width);
            float* w = twiddles + (2 * (radix - 1) * n);
            for (int k = 1; k <= half; k++)
            {
                TLane evenRe = firstRe;
                TLane evenIm = firstIm;
                TLane oddRe = TLane.Create(0);
                TLane oddIm = oddRe;
                int turn = 0;
                for (int j = 1; j <= half; j++)
                {
                    turn = turn + k >= radix ? turn + k - radix : turn + k;
                    TLane cos = TLane.Create(roots[2 * turn]);
                    TLane sin = TLane.Create(roots[(2 * turn) + 1]);
                    float* pair = points + (4 * (j - 1) * width);
                    evenRe = TLane.MultiplyAdd(TLane.Load(pair), cos, evenRe);
                    evenIm = TLane.MultiplyAdd(TLane.Load(pair + width), cos, evenIm);
                    oddRe = TLane.MultiplyAdd(TLane.Load(pair + (2 * width)), sin, oddRe);
                    oddIm = TLane.MultiplyAdd(TLane.Load(pair + (3 * width)), sin, oddIm);
                }

                StoreTwiddled(evenRe + oddIm, evenIm - oddRe, w + (2 * (k - 1)), p + (k * step));
                StoreTwiddled(evenRe - oddIm, evenIm + oddRe, w + (2 * (radix - k - 1)), p + ((radix - k) * step));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass2Back(float* z, int distance, float* twiddles)
    {
        int width = TLane.Count;
        for (int n = 0; n < distance; n++)
        {
            float* p0 = z + (2 * n * width);
            float* p1 = p0 + (2 * distance * width);
            TLane re0 = TLane.Load(p0);
            TLane im0 = TLane.Load(p0 + width);
            LoadTwiddled(p1, twiddles + (2 * n), out TLane re1, out TLane im1);
            TLane.Store(re0 + re1, p0);
            TLane.Store(im0 + im1, p0 + width);
            TLane.Store(re0 - re1, p1);
            TLane.Store(im0 - im1, p1 + width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass4Back(float* z, int distance, float* twiddles)
    {
        int width = TLane.Count;
        nint step = 2 * distance * width;
        for (int n = 0; n < distance; n++)
        {
            float* p = z + (2 * n * width);
            float* w = twiddles + (6 * n);
            TLane re0 = TLane.Load(p);
            TLane im0 = TLane.Load(p + width);
            LoadTwiddled(p + step, w, out TLane re1, out TLane im1);
            LoadTwiddled(p + (2 * step), w + 2, out TLane re2, out TLane im2);
            LoadTwiddled(p + (3 * step), w + 4, out TLane re3, out TLane im3);
            TLane aRe = re0 + re2;
            TLane aIm = im0 + im2;
            TLane bRe = re1 + re3;
            TLane bIm = im1 + im3;
            TLane cRe = re0 - re2;
            TLane cIm = im0 - im2;
            TLane dRe = re1 - re3;
            TLane dIm = im1 - im3;
            TLane.Store(aRe + bRe, p);
            TLane.Store(aIm + bIm, p + width);
            TLane.Store(cRe + dIm, p + step);
            TLane.Store(cIm - dRe, p + step + width);
            TLane.Store(aRe - bRe, p + (2 * step));
            TLane.Store(aIm - bIm, p + (2 * step) + width);
            TLane.Store(cRe - dIm, p + (3 * step));
            TLane.Store(cIm + dRe, p + (3 * step) + width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass8Back(float* z, int distance, float* twiddles)
    {
        int width = TLane.Count;
        nint step = 2 * distance * width;
        for (int n = 0; n < distance; n++)
        {
            float* p = z + (2 * n * width);
            Butterfly8(new TwiddledPoints(p, step, twiddles + (14 * n)), new InPlace(p, step));
        }
    }

    /// <summary>A transform of eight points, whose outputs go where the sink puts them: each as soon as it is there, as sixteen values are too many to return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Butterfly8<TSource, TSink>(TSource source, TSink sink)
        where TSource : struct, ISource
        where TSink : struct, ISink
    {
        source.Get(0, out TLane x0Re, out TLane x0Im);
        source.Get(4, out TLane x4Re, out TLane x4Im);
        TLane s0Re = x0Re + x4Re;
        TLane s0Im = x0Im + x4Im;
        TLane d0Re = x0Re - x4Re;
        TLane d0Im = x0Im - x4Im;

        source.Get(2, out TLane x2Re, out TLane x2Im);
        source.Get(6, out TLane x6Re, out TLane x6Im);
        TLane s2Re = x2Re + x6Re;
        TLane s2Im = x2Im + x6Im;
        TLane d2Re = x2Re - x6Re;
        TLane d2Im = x2Im - x6Im;

        source.Get(1, out TLane x1Re, out TLane x1Im);
        source.Get(5, out TLane x5Re, out TLane x5Im);
        TLane s1Re = x1Re + x5Re;
        TLane s1Im = x1Im + x5Im;
        TLane d1Re = x1Re - x5Re;
        TLane d1Im = x1Im - x5Im;

        source.Get(3, out TLane x3Re, out TLane x3Im);
        source.Get(7, out TLane x7Re, out TLane x7Im);
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

    /// <summary>Where the inputs of a butterfly come from.</summary>
    private interface ISource
    {
        void Get(int input, out TLane re, out TLane im);
    }

    /// <summary>Where the outputs of a butterfly go.</summary>
    private interface ISink
    {
        void Put(int output, TLane re, TLane im);
    }

    /// <summary>As they are.</summary>
    private readonly struct Plain(float* source, nint step) : ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Get(int input, out TLane re, out TLane im)
        {
            re = TLane.Load(source + (input * step));
            im = TLane.Load(source + (input * step) + TLane.Count);
        }
    }

    /// <summary>Multiplied with their twiddle factors.</summary>
    private readonly struct TwiddledPoints(float* source, nint step, float* twiddles) : ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Get(int input, out TLane re, out TLane im)
        {
            if (input == 0)
            {
                re = TLane.Load(source);
                im = TLane.Load(source + TLane.Count);
                return;
            }

            LoadTwiddled(source + (input * step), twiddles + (2 * input) - 2, out re, out im);
        }
    }

    /// <summary>Back to where the inputs were.</summary>
    private readonly struct InPlace(float* target, nint step) : ISink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int output, TLane re, TLane im)
        {
            TLane.Store(re, target + (output * step));
            TLane.Store(im, target + (output * step) + TLane.Count);
        }
    }

    /// <summary>Back to where the inputs were, multiplied with their twiddle factors.</summary>
    private readonly struct Twiddled(float* target, nint step, float* twiddles) : ISink
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

            StoreTwiddled(re, im, twiddles + (2 * output) - 2, target + (output * step));
        }
    }

    /// <summary>As powers to their bins.</summary>
    private readonly struct Powers(float* power, int* bins) : ISink
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Put(int output, TLane re, TLane im) => StorePower(re, im, power + (bins[output] * TLane.Count));
    }
}
