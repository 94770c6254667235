using System.Buffers.Binary;
using System.Text;
using MusicGenre.ML.Models;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>
/// Reads what <see cref="ModelWriter"/> wrote. The bytes may be hostile: every length is compared with the bytes that are left before memory is allocated, and
/// every number of a model must be finite.
/// </summary>
public sealed class ModelReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string? _path;
    private int _position;

    /// <summary>Reads bytes from their beginning.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="path">The file that they come from, for the errors; null if there is none.</param>
    public ModelReader(ReadOnlyMemory<byte> bytes, string? path = null)
    {
        _bytes = bytes;
        _path = path;
    }

    /// <summary>Whether all bytes have been read.</summary>
    public bool AtEnd => _position == _bytes.Length;

    /// <summary>How many classifiers the one being read is nested in: see <see cref="ClassifierKinds"/>.</summary>
    internal int ClassifierDepth { get; set; }

    /// <summary>Reads an integer.</summary>
    /// <param name="minimum">The least that makes sense.</param>
    /// <param name="maximum">The most that makes sense.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="ModelFormatException">The number is missing or out of range.</exception>
    public int ReadInt32(int minimum, int maximum, string what)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int), what));
        return value >= minimum && value <= maximum ? value : throw Error($"{what} is {value}; {minimum} to {maximum} was expected.");
    }

    /// <summary>Reads a finite number.</summary>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="ModelFormatException">The number is missing or not finite.</exception>
    public double ReadDouble(string what)
    {
        double value = BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double), what));
        return double.IsFinite(value) ? value : throw Error($"{what} is {value}; a finite number was expected.");
    }

    /// <summary>Reads a number in a range.</summary>
    internal double ReadDouble(double minimum, double maximum, string what)
    {
        double value = ReadDouble(what);
        return value >= minimum && value <= maximum ? value : throw Error($"{what} is {value}; {minimum} to {maximum} was expected.");
    }

    /// <summary>Reads probabilities that sum to 1.</summary>
    internal double[] ReadDistribution(int expectedLength, string what)
    {
        double[] values = ReadDoubles(expectedLength, what);
        return Probabilities.IsDistribution(values)
            ? values
            : throw Error($"{what} are {string.Join(", ", values.Take(20))}; numbers of at least 0 that sum to 1 were expected.");
    }

    /// <summary>Reads rows of features as <see cref="FittedPreprocessing"/> gives them: none lies outside its bound.</summary>
    internal float[] ReadRows(long expectedLength, string what)
    {
        float[] values = ReadSingles(expectedLength, what);
        int outside = values.AsSpan().IndexOfAnyExceptInRange(-(float)FittedPreprocessing.Bound, (float)FittedPreprocessing.Bound);
        return outside < 0 ? values : throw Error($"{what}: number {outside} is {values[outside]}; at most {FittedPreprocessing.Bound} in magnitude was expected.");
    }

    /// <summary>Reads a text.</summary>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="ModelFormatException">The text is missing or no UTF-8.</exception>
    public string ReadString(string what)
    {
        try
        {
            return StrictUtf8.GetString(ReadBytes(what).Span);
        }
        catch (DecoderFallbackException notUtf8)
        {
            throw new ModelFormatException($"{what} is no UTF-8 text.", _path, _position, notUtf8);
        }
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="what">What they are, for the error.</param>
    public ReadOnlyMemory<byte> ReadBytes(string what)
    {
        int length = ReadLength(1, what);
        ReadOnlyMemory<byte> bytes = _bytes.Slice(_position, length);
        _position += length;
        return bytes;
    }

    /// <summary>Reads integers, each of them in a range.</summary>
    /// <param name="expectedLength">How many there must be; -1 for any number.</param>
    /// <param name="minimum">The least that makes sense.</param>
    /// <param name="maximum">The most that makes sense.</param>
    /// <param name="what">What they are, for the error.</param>
    public int[] ReadInt32s(int expectedLength, int minimum, int maximum, string what)
    {
        int[] values = new int[CheckLength(ReadLength(sizeof(int), what), expectedLength, what)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ReadInt32(minimum, maximum, what);
        }

        return values;
    }

    /// <summary>Reads finite numbers in single precision.</summary>
    /// <param name="expectedLength">How many there must be; -1 for any number.</param>
    /// <param name="what">What they are, for the error.</param>
    public float[] ReadSingles(long expectedLength, string what)
    {
        float[] values = new float[CheckLength(ReadLength(sizeof(float), what), expectedLength, what)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float), what));
        }

        int bad = Finite.IndexOfNonFinite(values);
        return bad < 0 ? values : throw Error($"{what}: number {bad} is {values[bad]}; a finite number was expected.");
    }

    /// <summary>Reads finite numbers in double precision.</summary>
    /// <param name="expectedLength">How many there must be; -1 for any number.</param>
    /// <param name="what">What they are, for the error.</param>
    public double[] ReadDoubles(long expectedLength, string what)
    {
        double[] values = new double[CheckLength(ReadLength(sizeof(double), what), expectedLength, what)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ReadDouble(what);
        }

        return values;
    }

    /// <summary>Reads texts.</summary>
    /// <param name="what">What they are, for the error.</param>
    public string[] ReadStrings(string what)
    {
        // A text takes at least the four bytes of its length.
        string[] values = new string[ReadLength(sizeof(int), what)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ReadString(what);
        }

        return values;
    }

    /// <summary>An error at the place read last.</summary>
    /// <param name="problem">What was found and what was expected.</param>
    public ModelFormatException Error(string problem) => new(problem, _path, _position);

    private int ReadLength(int itemSize, string what)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int), what));
        int left = (_bytes.Length - _position) / itemSize;
        return length >= 0 && length <= left ? length : throw Error($"{what} claims {length} entries where at most {left} are left.");
    }

    private int CheckLength(int length, long expected, string what) =>
        expected < 0 || length == expected ? length : throw Error($"{what} has {length} entries; {expected} were expected.");

    private ReadOnlySpan<byte> Take(int count, string what)
    {
        if (_bytes.Length - _position < count)
        {
            throw Error($"the data ends where {what} was expected.");
        }

        ReadOnlySpan<byte> span = _bytes.Span.Slice(_position, count);
        _position += count;
        return span;
    }
}
