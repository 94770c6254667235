using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MusicGenre.Numerics;

/// <summary>
/// The discrete Fourier transform of real numbers, X[k] = sum over n of x[n] exp(-2 pi i k n / N) for k = 0 to N/2 (numpy's <c>rfft</c>), and back
/// (<c>irfft</c>), for any N, in the precision of <typeparamref name="T"/> (float or double). Powers of two are fastest (<see cref="ComplexFft{T}"/>).
/// </summary>
/// <remarks>
/// By a complex transform of half the size, or of an odd size by one of the whole. An instance holds its working memory: nothing is allocated after construction, and one instance must not be
/// used by two threads at once. Two instances, or the same one twice, give the same bits for the same input.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RealFft<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly bool _isOdd;
    private readonly ComplexFft<T> _complex;
    private readonly T[] _re;
    private readonly T[] _im;
    private readonly T[] _cos;
    private readonly T[] _sin;

    /// <summary>Prepares transforms of one size.</summary>
    /// <param name="size">The number N of real points: 2 to 2^22, or a power of two up to 2^24.</param>
    /// <param name="batch">How many transforms are made at once, 1 to 64: point (and bin) i of transform b is at i * batch + b.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="batch"/> is out of range.</exception>
    public RealFft(int size, int batch = 1)
    {
        if (size < 2 || size > 1 << 24 || (size > 1 << 22 && !BitOperations.IsPow2(size)))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "The size of a real transform must be from 2 to 2^22, or a power of two up to 2^24.");
        }

        Size = size;
        Batch = batch;
        _isOdd = size % 2 == 1;
        int points = _isOdd ? size : size / 2;
        _complex = new ComplexFft<T>(points, batch);
        _re = new T[points * batch];
        _im = new T[points * batch];
        _cos = new T[(size / 4) + 1];
        _sin = new T[(size / 4) + 1];
        for (int k = 0; k < _cos.Length; k++)
        {
            (double sin, double cos) = ComplexFft<T>.Twiddle(k, size);
            _cos[k] = T.CreateTruncating(cos);
            _sin[k] = T.CreateTruncating(sin);
        }
    }

    /// <summary>The number N of real points.</summary>
    public int Size { get; }

    /// <summary>How many transforms are made at once.</summary>
    public int Batch { get; }

    /// <summary>The number of bins, N / 2 + 1, rounded down.</summary>
    public int Bins => (Size / 2) + 1;

    /// <summary>Real points to bins.</summary>
    /// <param name="x">The points, <see cref="Size"/> times <see cref="Batch"/> of them.</param>
    /// <param name="re">Receives the real parts of the bins 0 to N/2.</param>
    /// <param name="im">Receives the imaginary parts of the bins 0 to N/2; the first is zero, and of an even size the last.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(ReadOnlySpan<T> x, Span<T> re, Span<T> im)
    {
        Check(x.Length, Size, nameof(x));
        Check(re.Length, Bins, nameof(re));
        Check(im.Length, Bins, nameof(im));
        if (_isOdd)
        {
            x.CopyTo(_re);
            Array.Clear(_im);
            _complex.Forward(_re, _im);
            _re.AsSpan(0, re.Length).CopyTo(re);
            _im.AsSpan(0, im.Length).CopyTo(im);
            im[..Batch].Clear();
            return;
        }

        int half = Size / 2;
        if (Batch == 1)
        {
            for (int i = 0; i < half; i++)
            {
                _re[i] = x[2 * i];
                _im[i] = x[(2 * i) + 1];
            }
        }
        else
        {
            for (int i = 0; i < half; i++)
            {
                x.Slice(2 * i * Batch, Batch).CopyTo(_re.AsSpan(i * Batch));
                x.Slice(((2 * i) + 1) * Batch, Batch).CopyTo(_im.AsSpan(i * Batch));
            }
        }

        _complex.Forward(_re, _im);

        ref T outRe = ref MemoryMarshal.GetReference(re);
        ref T outIm = ref MemoryMarshal.GetReference(im);
        ref T halfRe = ref MemoryMarshal.GetArrayDataReference(_re);
        ref T halfIm = ref MemoryMarshal.GetArrayDataReference(_im);
        for (int b = 0; b < Batch; b++)
        {
            int last = (half * Batch) + b;
            re[b] = _re[b] + _im[b];
            re[last] = _re[b] - _im[b];
            im[b] = T.Zero;
            im[last] = T.Zero;
        }

        T scale = T.One / (T.One + T.One);
        for (int k = 1; 2 * k <= half; k++)
        {
            T cos = _cos[k];
            T sin = _sin[k];
            int i = k * Batch;
            int end = i + Batch;
            int j = (half - k) * Batch;
            for (; i <= end - Vector<T>.Count; i += Vector<T>.Count, j += Vector<T>.Count)
            {
                Vector<T> aRe = Vector.LoadUnsafe(ref halfRe, (nuint)i);
                Vector<T> aIm = Vector.LoadUnsafe(ref halfIm, (nuint)i);
                Vector<T> bRe = Vector.LoadUnsafe(ref halfRe, (nuint)j);
                Vector<T> bIm = Vector.LoadUnsafe(ref halfIm, (nuint)j);
                Vector<T> evenRe = (aRe + bRe) * scale;
                Vector<T> evenIm = (aIm - bIm) * scale;
                Vector<T> oddRe = (aIm + bIm) * scale;
                Vector<T> oddIm = (bRe - aRe) * scale;
                Vector<T> twiddledRe = (oddRe * cos) + (oddIm * sin);
                Vector<T> twiddledIm = (oddIm * cos) - (oddRe * sin);
                (evenRe + twiddledRe).StoreUnsafe(ref outRe, (nuint)i);
                (evenIm + twiddledIm).StoreUnsafe(ref outIm, (nuint)i);
                (evenRe - twiddledRe).StoreUnsafe(ref outRe, (nuint)j);
                (twiddledIm - evenIm).StoreUnsafe(ref outIm, (nuint)j);
            }

            for (; i < end; i++, j++)
            {
                T evenRe = (_re[i] + _re[j]) * scale;
                T evenIm = (_im[i] - _im[j]) * scale;
                T oddRe = (_im[i] + _im[j]) * scale;
                T oddIm = (_re[j] - _re[i]) * scale;
                T twiddledRe = (oddRe * cos) + (oddIm * sin);
                T twiddledIm = (oddIm * cos) - (oddRe * sin);
                re[i] = evenRe + twiddledRe;
                im[i] = evenIm + twiddledIm;
                re[j] = evenRe - twiddledRe;
                im[j] = twiddledIm - evenIm;
            }
        }
    }

    /// <summary>Bins to real points, with the factor 1 / N: <c>Inverse</c> after <c>Forward</c> gives the input.</summary>
    /// <param name="re">The real parts of the bins 0 to N/2.</param>
    /// <param name="im">The imaginary parts of the bins 0 to N/2; the first is taken as zero, and of an even size the last.</param>
    /// <param name="x">Receives the points, <see cref="Size"/> times <see cref="Batch"/> of them.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Inverse(ReadOnlySpan<T> re, ReadOnlySpan<T> im, Span<T> x)
    {
        Check(re.Length, Bins, nameof(re));
        Check(im.Length, Bins, nameof(im));
        Check(x.Length, Size, nameof(x));
        if (_isOdd)
        {
            InverseOdd(re, im, x);
            return;
        }

        int half = Size / 2;
        T scale = T.One / (T.One + T.One);
        ref T inRe = ref MemoryMarshal.GetReference(re);
        ref T inIm = ref MemoryMarshal.GetReference(im);
        ref T halfRe = ref MemoryMarshal.GetArrayDataReference(_re);
        ref T halfIm = ref MemoryMarshal.GetArrayDataReference(_im);
        for (int b = 0; b < Batch; b++)
        {
            int last = (half * Batch) + b;
            _re[b] = (re[b] + re[last]) * scale;
            _im[b] = (re[b] - re[last]) * scale;
        }

        for (int k = 1; 2 * k <= half; k++)
        {
            T cos = _cos[k];
            T sin = _sin[k];
            int i = k * Batch;
            int end = i + Batch;
            int j = (half - k) * Batch;
            for (; i <= end - Vector<T>.Count; i += Vector<T>.Count, j += Vector<T>.Count)
            {
                Vector<T> aRe = Vector.LoadUnsafe(ref inRe, (nuint)i);
                Vector<T> aIm = Vector.LoadUnsafe(ref inIm, (nuint)i);
                Vector<T> bRe = Vector.LoadUnsafe(ref inRe, (nuint)j);
                Vector<T> bIm = Vector.LoadUnsafe(ref inIm, (nuint)j);
                Vector<T> evenRe = (aRe + bRe) * scale;
                Vector<T> evenIm = (aIm - bIm) * scale;
                Vector<T> twiddledRe = (aRe - bRe) * scale;
                Vector<T> twiddledIm = (aIm + bIm) * scale;
                Vector<T> oddRe = (twiddledRe * cos) - (twiddledIm * sin);
                Vector<T> oddIm = (twiddledIm * cos) + (twiddledRe * sin);
                (evenRe - oddIm).StoreUnsafe(ref halfRe, (nuint)i);
                (evenIm + oddRe).StoreUnsafe(ref halfIm, (nuint)i);
                (evenRe + oddIm).StoreUnsafe(ref halfRe, (nuint)j);
                (oddRe - evenIm).StoreUnsafe(ref halfIm, (nuint)j);
            }

            for (; i < end; i++, j++)
            {
                T evenRe = (re[i] + re[j]) * scale;
                T evenIm = (im[i] - im[j]) * scale;
                T twiddledRe = (re[i] - re[j]) * scale;
                T twiddledIm = (im[i] + im[j]) * scale;
                T oddRe = (twiddledRe * cos) - (twiddledIm * sin);
                T oddIm = (twiddledIm * cos) + (twiddledRe * sin);
                _re[i] = evenRe - oddIm;
                _im[i] = evenIm + oddRe;
                _re[j] = evenRe + oddIm;
                _im[j] = oddRe - evenIm;
            }
        }

        _complex.Inverse(_re, _im);
        if (Batch == 1)
        {
            for (int i = 0; i < half; i++)
            {
                x[2 * i] = _re[i];
                x[(2 * i) + 1] = _im[i];
            }
        }
        else
        {
            for (int i = 0; i < half; i++)
            {
                _re.AsSpan(i * Batch, Batch).CopyTo(x[(2 * i * Batch)..]);
                _im.AsSpan(i * Batch, Batch).CopyTo(x[(((2 * i) + 1) * Batch)..]);
            }
        }
    }

    private void InverseOdd(ReadOnlySpan<T> re, ReadOnlySpan<T> im, Span<T> x)
    {
        re.CopyTo(_re);
        im.CopyTo(_im);
        _im.AsSpan(0, Batch).Clear();
        for (int k = 1; k < Bins; k++)
        {
            for (int b = 0; b < Batch; b++)
            {
                _re[((Size - k) * Batch) + b] = re[(k * Batch) + b];
                _im[((Size - k) * Batch) + b] = -im[(k * Batch) + b];
            }
        }

        _complex.Inverse(_re, _im);
        _re.CopyTo(x);
    }

    private void Check(int length, int expected, string name)
    {
        if (length != expected * Batch)
        {
            throw new ArgumentException($"The span has {length} elements; the transform needs {expected * Batch}.", name);
        }
    }
}
