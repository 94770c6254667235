using System.Numerics;

namespace MusicGenre.Numerics.Lanes;

/// <summary>
/// A vector of float32 numbers of which each belongs to its own frame, so nothing ever moves between lanes. Every operation is rounded as IEEE 754 says, so that
/// a frame's numbers do not depend on the number of lanes.
/// </summary>
internal unsafe interface ILane<TSelf> :
    IAdditionOperators<TSelf, TSelf, TSelf>,
    ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>,
    IDivisionOperators<TSelf, TSelf, TSelf>
    where TSelf : unmanaged, ILane<TSelf>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Create(float value);

    /// <summary>Reads from memory of any alignment.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Writes to memory of any alignment.</summary>
    static abstract void Store(TSelf value, float* target);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a · b - c, rounded once.</summary>
    static abstract TSelf MultiplySubtract(TSelf a, TSelf b, TSelf c);

    /// <summary>The larger of two numbers, neither of them NaN.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller of two numbers, neither of them NaN.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The square root.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Splits positive normal numbers into 2^exponent · mantissa, the mantissa from sqrt(1/2) to sqrt(2).</summary>
    static abstract TSelf Split(TSelf value, out TSelf exponent);

    /// <summary>a bit for each lane, the first lane's the lowest: whether a > b and a > c and a >= d.</summary>
    static abstract uint IsPeak(TSelf a, TSelf b, TSelf c, TSelf d);
}
