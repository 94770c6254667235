using System.Numerics;

namespace MusicGenre.Features.Transforms;

/// <summary>
/// The discrete Fourier transform of real numbers, X[k] = sum over n of x[n] exp(-2 pi i k n / N) for k = 0 to N/2 (numpy's <c>rfft</c>), and back
/// (<c>irfft</c>), for N a power of two, in the precision of <typeparamref name="T"/> (float or double).
/// </summary>
/// <remarks>
/// By a complex transform of half the size. An instance holds its working memory: nothing is allocated after construction, and one instance must not be
/// used by two threads at once. Two instances, or the same one twice, give the same bits for the same input.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RealFft<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ComplexFft<T> _half;
    private readonly T[] _re;
    private readonly T[] _im;
    private readonly T[] _cos;
    private readonly T[] _sin;

    /// <summary>Prepares transforms of one size.</summary>
    /// <param name="size">The number N of real points: a power of two, 2 to 2^24.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not a power of two in the range.</exception>
    public RealFft(int size)
    {
        if (size < 2 || size > 1 << 24 || !BitOperations.IsPow2(size))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "The size of a real transform must be a power of two from 2 to 2^24.");
        }

        Size = size;
        _half = new ComplexFft<T>(size / 2);
        _re = new T[size / 2];
        _im = new T[size / 2];
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

    /// <summary>The number of bins, N / 2 + 1.</summary>
    public int Bins => (Size / 2) + 1;

    /// <summary>Real points to bins.</summary>
    /// <param name="x">The points, <see cref="Size"/> of them.</param>
    /// <param name="re">Receives the real parts of the bins 0 to N/2.</param>
    /// <param name="im">Receives the imaginary parts of the bins 0 to N/2; the first and the last are zero.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Forward(ReadOnlySpan<T> x, Span<T> re, Span<T> im)
    {
        Check(x.Length, Size, nameof(x));
        Check(re.Length, Bins, nameof(re));
        Check(im.Length, Bins, nameof(im));
        int half = Size / 2;
        for (int i = 0; i < half; i++)
        {
            _re[i] = x[2 * i];
            _im[i] = x[(2 * i) + 1];
        }

        _half.Forward(_re, _im);

        T two = T.One + T.One;
        T scale = T.One / two;
        re[0] = _re[0] + _im[0];
        re[half] = _re[0] - _im[0];
        im[0] = T.Zero;
        im[half] = T.Zero;
        for (int k = 1; 2 * k <= half; k++)
        {
            int m = half - k;
            T evenRe = (_re[k] + _re[m]) * scale;
            T evenIm = (_im[k] - _im[m]) * scale;
            T oddRe = (_im[k] + _im[m]) * scale;
            T oddIm = (_re[m] - _re[k]) * scale;
            T turnedRe = (oddRe * _cos[k]) + (oddIm * _sin[k]);
            T turnedIm = (oddIm * _cos[k]) - (oddRe * _sin[k]);
            re[k] = evenRe + turnedRe;
            im[k] = evenIm + turnedIm;
            re[m] = evenRe - turnedRe;
            im[m] = turnedIm - evenIm;
        }
    }

    /// <summary>Bins to real points, with the factor 1 / N: <c>Inverse</c> after <c>Forward</c> gives the input.</summary>
    /// <param name="re">The real parts of the bins 0 to N/2.</param>
    /// <param name="im">The imaginary parts of the bins 0 to N/2; the first and the last are taken as zero.</param>
    /// <param name="x">Receives the points, <see cref="Size"/> of them.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Inverse(ReadOnlySpan<T> re, ReadOnlySpan<T> im, Span<T> x)
    {
        Check(re.Length, Bins, nameof(re));
        Check(im.Length, Bins, nameof(im));
        Check(x.Length, Size, nameof(x));
        int half = Size / 2;
        T scale = T.One / (T.One + T.One);
        _re[0] = (re[0] + re[half]) * scale;
        _im[0] = (re[0] - re[half]) * scale;
        for (int k = 1; 2 * k <= half; k++)
        {
            int m = half - k;
            T evenRe = (re[k] + re[m]) * scale;
            T evenIm = (im[k] - im[m]) * scale;
            T turnedRe = (re[k] - re[m]) * scale;
            T turnedIm = (im[k] + im[m]) * scale;
            T oddRe = (turnedRe * _cos[k]) - (turnedIm * _sin[k]);
            T oddIm = (turnedIm * _cos[k]) + (turnedRe * _sin[k]);
            _re[k] = evenRe - oddIm;
            _im[k] = evenIm + oddRe;
            _re[m] = evenRe + oddIm;
            _im[m] = oddRe - evenIm;
        }

        _half.Inverse(_re, _im);
        for (int i = 0; i < half; i++)
        {
            x[2 * i] = _re[i];
            x[(2 * i) + 1] = _im[i];
        }
    }

    private static void Check(int length, int expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"The span has {length} elements; the transform needs {expected}.", name);
        }
    }
}
