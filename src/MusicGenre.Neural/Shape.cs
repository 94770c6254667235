using System.Globalization;

namespace MusicGenre.Neural;

/// <summary>
/// The shape of one sample as it passes through a network, without the batch: <c>(features)</c>, <c>(time, features)</c> or
/// <c>(height, width, channels)</c>, stored row-major with the last axis contiguous, as in Keras.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The maximum number of values of a sample: 2^28, a gigabyte.</summary>
    public const int MaximumSize = 1 << 28;

    private readonly int _first;
    private readonly int _second;
    private readonly int _third;

    /// <summary>A vector.</summary>
    /// <param name="features">How many numbers, at least 1.</param>
    public Shape(int features)
        : this(1, features, 0, 0)
    {
    }

    /// <summary>A sequence.</summary>
    /// <param name="time">How many steps, at least 1.</param>
    /// <param name="features">How many numbers a step, at least 1.</param>
    public Shape(int time, int features)
        : this(2, time, features, 0)
    {
    }

    /// <summary>An image.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="channels">Numbers a pixel, at least 1.</param>
    public Shape(int height, int width, int channels)
        : this(3, height, width, channels)
    {
    }

    private Shape(int rank, int first, int second, int third)
    {
        Rank = rank;
        _first = first;
        _second = second;
        _third = third;
        long size = 1;
        for (int axis = 0; axis < rank; axis++)
        {
            int length = this[axis];
            if (length < 1)
            {
                throw new ArgumentOutOfRangeException(AxisName(rank, axis), length, $"An axis of a shape is at least 1 long, not {length}.");
            }

            size *= length;
            if (size > MaximumSize)
            {
                throw new ArgumentOutOfRangeException(AxisName(rank, axis), length, $"A sample has at most {MaximumSize} numbers.");
            }
        }
    }

    /// <summary>The number of axes: 1, 2 or 3 (0 for <c>default</c>, which is not a valid shape).</summary>
    public int Rank { get; }

    /// <summary>The numbers of one sample: the product of the axes.</summary>
    public int Size => Rank switch
    {
        0 => 0,
        1 => _first,
        2 => _first * _second,
        _ => _first * _second * _third,
    };

    /// <summary>The length of an axis.</summary>
    /// <param name="axis">0 to <see cref="Rank"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[int axis]
    {
        get
        {
            if ((uint)axis >= (uint)Rank)
            {
                throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has the axes 0 to {Rank - 1}.");
            }

            return axis switch { 0 => _first, 1 => _second, _ => _third };
        }
    }

    /// <summary>Compares two shapes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Compares two shapes.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Shape other) => Rank == other.Rank && _first == other._first && _second == other._second && _third == other._third;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, _first, _second, _third);

    /// <summary>As Keras prints it: <c>(None, 26)</c>.</summary>
    public override string ToString() => Rank switch
    {
        0 => "()",
        1 => string.Create(CultureInfo.InvariantCulture, $"(None, {_first})"),
        2 => string.Create(CultureInfo.InvariantCulture, $"(None, {_first}, {_second})"),
        _ => string.Create(CultureInfo.InvariantCulture, $"(None, {_first}, {_second}, {_third})"),
    };

    private static string AxisName(int rank, int axis) => rank switch
    {
        1 => "features",
        2 => axis == 0 ? "time" : "features",
        _ => axis switch { 0 => "height", 1 => "width", _ => "channels" },
    };
}
