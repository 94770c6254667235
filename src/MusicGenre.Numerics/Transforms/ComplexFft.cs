using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MusicGenre.Numerics;

/// <summary>
/// The discrete Fourier transform of complex numbers, X[k] = sum over n of x[n] exp(-2 pi i k n / N), for any N, in the precision of
/// <typeparamref name="T"/> (float or double). Real and imaginary parts lie in arrays of their own.
/// </summary>
/// <remarks>
/// Powers of two by Stockham's self-sorting radix-4 algorithm with one radix-2 stage where the exponent is odd; other sizes by Bluestein's, a convolution made by transforms of the
/// next power of two above 2 N - 2, which costs about eight times as much. The twiddle factors are made in double precision, each by itself.
/// An instance holds its working memory: nothing is allocated after construction, and one instance must not be used by two threads at once.
/// Two instances, or the same one twice, give the same bits for the same input.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ComplexFft<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _twiddleRe;
    private readonly T[] _twiddleIm;
    private readonly T[] _scratchRe;
    private readonly T[] _scratchIm;
    private readonly ComplexFft<T>? _convolution;
    private readonly T[] _filterRe = [];
    private readonly T[] _filterIm = [];

    /// <summary>Prepares transforms of one size.</summary>
    /// <param name="size">The number of points: 1 to 2^22, or a power of two up to 2^24.</param>
    /// <param name="batch">
    /// How many transforms are made at once, 1 to 64: point i of transform b is at i * batch + b. From the vector's width on, every step is one of whole vectors.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="batch"/> is out of range.</exception>
    public ComplexFft(int size, int batch = 1)
    {
        if (size < 1 || size > 1 << 24 || (size > 1 << 22 && !BitOperations.IsPow2(size)))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "The size of a transform must be from 1 to 2^22, or a power of two up to 2^24.");
        }

        if (batch is < 1 or > 64)
        {
            throw new ArgumentOutOfRangeException(nameof(batch), batch, "The number of transforms at once must be from 1 to 64.");
        }

        Size = size;
        Batch = batch;
        _twiddleRe = new T[size];
        _twiddleIm = new T[size];
        bool isPowerOfTwo = BitOperations.IsPow2(size);
        for (int k = 0; k < size; k++)
        {
            // Of other sizes it is the chirp, exp(-pi i k² / N).
            (double sin, double cos) = isPowerOfTwo ? Twiddle(k, size) : Twiddle((int)((long)k * k % (2 * size)), 2 * size);
            _twiddleRe[k] = T.CreateTruncating(cos);
            _twiddleIm[k] = T.CreateTruncating(-sin);
        }

        int points = isPowerOfTwo ? size : (int)BitOperations.RoundUpToPowerOf2((uint)((2 * size) - 1));
        if (!isPowerOfTwo)
        {
            _convolution = new ComplexFft<T>(points, batch);
            (_filterRe, _filterIm) = CreateFilter(size, points);
        }

        _scratchRe = new T[points * batch];
        _scratchIm = new T[points * batch];
    }

    /// <summary>The number of points.</summary>
    public int Size { get; }

    /// <summary>How many transforms are made at once.</summary>
    public int Batch { get; }

    /// <summary>Transforms in place.</summary>
    /// <param name="re">The real parts, <see cref="Size"/> times <see cref="Batch"/> of them.</param>
    /// <param name="im">The imaginary parts, <see cref="Size"/> times <see cref="Batch"/> of them.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Forward(Span<T> re, Span<T> im)
    {
        CheckLength(re.Length, nameof(re));
        CheckLength(im.Length, nameof(im));
        Run(re, im);
    }

    /// <summary>Transforms back in place, with the factor 1 / N: <c>Inverse</c> after <c>Forward</c> gives the input.</summary>
    /// <param name="re">The real parts, <see cref="Size"/> times <see cref="Batch"/> of them.</param>
    /// <param name="im">The imaginary parts, <see cref="Size"/> times <see cref="Batch"/> of them.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Inverse(Span<T> re, Span<T> im)
    {
        CheckLength(re.Length, nameof(re));
        CheckLength(im.Length, nameof(im));

        // Exchanging the parts before and after turns the forward transform into the backward one.
        Run(im, re);
        T scale = T.One / T.CreateTruncating(Size);
        Scale(re, scale);
        Scale(im, scale);
    }

    /// <summary>sin and cos of 2 pi k / size, reduced to the first octant first if the size is a multiple of four, so that symmetric factors are equal to the last bit.</summary>
    internal static (double Sin, double Cos) Twiddle(int k, int size)
    {
        long eighths = 8L * k;
        int octant = (int)(eighths / size);
        if (size % 4 != 0)
        {
            return Math.SinCos(2.0 * Math.PI * k / size);
        }

        double Angle(long numerator) => 2.0 * Math.PI * numerator / size;
        return octant switch
        {
            0 => (Math.Sin(Angle(k)), Math.Cos(Angle(k))),
            1 => (Math.Cos(Angle((size / 4) - k)), Math.Sin(Angle((size / 4) - k))),
            2 => (Math.Cos(Angle(k - (size / 4))), -Math.Sin(Angle(k - (size / 4)))),
            3 => (Math.Sin(Angle((size / 2) - k)), -Math.Cos(Angle((size / 2) - k))),
            4 => (-Math.Sin(Angle(k - (size / 2))), -Math.Cos(Angle(k - (size / 2)))),
            5 => (-Math.Cos(Angle((3L * size / 4) - k)), -Math.Sin(Angle((3L * size / 4) - k))),
            6 => (-Math.Cos(Angle(k - (3L * size / 4))), Math.Sin(Angle(k - (3L * size / 4)))),
            _ => (-Math.Sin(Angle(size - k)), Math.Cos(Angle(size - k))),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(Span<T> values, T scale)
    {
        ref T start = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Store(Load(ref start, i) * scale, ref start, i);
        }

        for (; i < values.Length; i++)
        {
            values[i] *= scale;
        }
    }

    private void CheckLength(int length, string name)
    {
        if (length != Size * Batch)
        {
            throw new ArgumentException($"The span has {length} elements; the transform needs {Size * Batch}.", name);
        }
    }

    /// <summary>The transform of the chirp exp(pi i n² / N), n from 1 - N to N - 1, made in double precision.</summary>
    private static (T[] Re, T[] Im) CreateFilter(int size, int points)
    {
        double[] re = new double[points];
        double[] im = new double[points];
        for (int n = 0; n < size; n++)
        {
            (double sin, double cos) = Twiddle((int)((long)n * n % (2 * size)), 2 * size);
            re[n] = cos;
            im[n] = sin;
            re[(points - n) % points] = cos;
            im[(points - n) % points] = sin;
        }

        new ComplexFft<double>(points).Forward(re, im);
        return (Array.ConvertAll(re, T.CreateTruncating), Array.ConvertAll(im, T.CreateTruncating));
    }

    /// <summary>X[k] = chirp[k] · (x · chirp * conj chirp)[k], as n k = (n² + k² - (k - n)²) / 2.</summary>
    private void RunBluestein(Span<T> re, Span<T> im)
    {
        ComplexFft<T> convolution = _convolution!;
        Multiply(re, im, _twiddleRe, _twiddleIm, _scratchRe, _scratchIm);
        _scratchRe.AsSpan(re.Length).Clear();
        _scratchIm.AsSpan(im.Length).Clear();
        convolution.Forward(_scratchRe, _scratchIm);
        Multiply(_scratchRe, _scratchIm, _filterRe, _filterIm, _scratchRe, _scratchIm);
        convolution.Inverse(_scratchRe, _scratchIm);
        Multiply(_scratchRe.AsSpan(0, re.Length), _scratchIm.AsSpan(0, im.Length), _twiddleRe, _twiddleIm, re, im);
    }

    /// <summary>Multiplies each point, in all transforms of the batch, with its factor.</summary>
    private void Multiply(ReadOnlySpan<T> re, ReadOnlySpan<T> im, T[] factorRe, T[] factorIm, Span<T> productRe, Span<T> productIm)
    {
        for (int i = 0; i < re.Length; i += Batch)
        {
            T wRe = factorRe[i / Batch];
            T wIm = factorIm[i / Batch];
            for (int j = i; j < i + Batch; j++)
            {
                T x = re[j];
                T y = im[j];
                productRe[j] = (x * wRe) - (y * wIm);
                productIm[j] = (x * wIm) + (y * wRe);
            }
        }
    }

    private void Run(Span<T> re, Span<T> im)
    {
        if (_convolution is not null)
        {
            RunBluestein(re, im);
            return;
        }

        Span<T> fromRe = re;
        Span<T> fromIm = im;
        Span<T> toRe = _scratchRe;
        Span<T> toIm = _scratchIm;
        int n = Size;
        int stride = Batch;
        while (n > 1)
        {
            if (n % 4 == 0)
            {
                Radix4(fromRe, fromIm, toRe, toIm, n, stride);
                n /= 4;
                stride *= 4;
            }
            else
            {
                Radix2(fromRe, fromIm, toRe, toIm, n, stride);
                n /= 2;
                stride *= 2;
            }

            Span<T> re0 = fromRe;
            Span<T> im0 = fromIm;
            fromRe = toRe;
            fromIm = toIm;
            toRe = re0;
            toIm = im0;
        }

        if (fromRe != re)
        {
            fromRe[..re.Length].CopyTo(re);
            fromIm[..im.Length].CopyTo(im);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Radix2(ReadOnlySpan<T> xRe, ReadOnlySpan<T> xIm, Span<T> yRe, Span<T> yIm, int n, int stride)
    {
        int half = n / 2;
        for (int p = 0; p < half; p++)
        {
            T wRe = _twiddleRe[p * (stride / Batch)];
            T wIm = _twiddleIm[p * (stride / Batch)];
            for (int q = 0; q < stride; q++)
            {
                int a = q + (stride * p);
                int b = a + (stride * half);
                int to = q + (stride * 2 * p);
                T dRe = xRe[a] - xRe[b];
                T dIm = xIm[a] - xIm[b];
                yRe[to] = xRe[a] + xRe[b];
                yIm[to] = xIm[a] + xIm[b];
                yRe[to + stride] = (dRe * wRe) - (dIm * wIm);
                yIm[to + stride] = (dRe * wIm) + (dIm * wRe);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Radix4(ReadOnlySpan<T> xRe, ReadOnlySpan<T> xIm, Span<T> yRe, Span<T> yIm, int n, int stride)
    {
        int quarter = n / 4;
        ref T xr = ref MemoryMarshal.GetReference(xRe);
        ref T xi = ref MemoryMarshal.GetReference(xIm);
        ref T yr = ref MemoryMarshal.GetReference(yRe);
        ref T yi = ref MemoryMarshal.GetReference(yIm);
        int step = stride * quarter;
        for (int p = 0; p < quarter; p++)
        {
            int turn = p * (stride / Batch);
            T w1Re = _twiddleRe[turn];
            T w1Im = _twiddleIm[turn];
            T w2Re = _twiddleRe[2 * turn];
            T w2Im = _twiddleIm[2 * turn];
            T w3Re = _twiddleRe[3 * turn];
            T w3Im = _twiddleIm[3 * turn];
            int from = stride * p;
            int to = stride * 4 * p;
            int q = 0;
            for (; q <= stride - Vector<T>.Count; q += Vector<T>.Count)
            {
                Vector<T> aRe = Load(ref xr, from + q);
                Vector<T> aIm = Load(ref xi, from + q);
                Vector<T> bRe = Load(ref xr, from + q + step);
                Vector<T> bIm = Load(ref xi, from + q + step);
                Vector<T> cRe = Load(ref xr, from + q + (2 * step));
                Vector<T> cIm = Load(ref xi, from + q + (2 * step));
                Vector<T> dRe = Load(ref xr, from + q + (3 * step));
                Vector<T> dIm = Load(ref xi, from + q + (3 * step));
                Vector<T> acRe = aRe + cRe;
                Vector<T> acIm = aIm + cIm;
                Vector<T> bdRe = bRe + dRe;
                Vector<T> bdIm = bIm + dIm;
                Vector<T> eRe = aRe - cRe;
                Vector<T> eIm = aIm - cIm;
                Vector<T> fRe = bRe - dRe;
                Vector<T> fIm = bIm - dIm;
                Store(acRe + bdRe, ref yr, to + q);
                Store(acIm + bdIm, ref yi, to + q);
                StoreTwiddled(eRe + fIm, eIm - fRe, w1Re, w1Im, ref yr, ref yi, to + q + stride);
                StoreTwiddled(acRe - bdRe, acIm - bdIm, w2Re, w2Im, ref yr, ref yi, to + q + (2 * stride));
                StoreTwiddled(eRe - fIm, eIm + fRe, w3Re, w3Im, ref yr, ref yi, to + q + (3 * stride));
            }

            for (; q < stride; q++)
            {
                T aRe = Unsafe.Add(ref xr, from + q);
                T aIm = Unsafe.Add(ref xi, from + q);
                T bRe = Unsafe.Add(ref xr, from + q + step);
                T bIm = Unsafe.Add(ref xi, from + q + step);
                T cRe = Unsafe.Add(ref xr, from + q + (2 * step));
                T cIm = Unsafe.Add(ref xi, from + q + (2 * step));
                T dRe = Unsafe.Add(ref xr, from + q + (3 * step));
                T dIm = Unsafe.Add(ref xi, from + q + (3 * step));
                T acRe = aRe + cRe;
                T acIm = aIm + cIm;
                T bdRe = bRe + dRe;
                T bdIm = bIm + dIm;
                T eRe = aRe - cRe;
                T eIm = aIm - cIm;
                T fRe = bRe - dRe;
                T fIm = bIm - dIm;
                Unsafe.Add(ref yr, to + q) = acRe + bdRe;
                Unsafe.Add(ref yi, to + q) = acIm + bdIm;
                StoreTwiddled(eRe + fIm, eIm - fRe, w1Re, w1Im, ref yr, ref yi, to + q + stride);
                StoreTwiddled(acRe - bdRe, acIm - bdIm, w2Re, w2Im, ref yr, ref yi, to + q + (2 * stride));
                StoreTwiddled(eRe - fIm, eIm + fRe, w3Re, w3Im, ref yr, ref yi, to + q + (3 * stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Load(ref T start, int index) => Vector.LoadUnsafe(ref start, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector<T> value, ref T start, int index) => value.StoreUnsafe(ref start, (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTwiddled(Vector<T> re, Vector<T> im, T wRe, T wIm, ref T yRe, ref T yIm, int index)
    {
        ((re * wRe) - (im * wIm)).StoreUnsafe(ref yRe, (nuint)index);
        ((re * wIm) + (im * wRe)).StoreUnsafe(ref yIm, (nuint)index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTwiddled(T re, T im, T wRe, T wIm, ref T yRe, ref T yIm, int index)
    {
        Unsafe.Add(ref yRe, index) = (re * wRe) - (im * wIm);
        Unsafe.Add(ref yIm, index) = (re * wIm) + (im * wRe);
    }
}
