using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicGenre.Numerics.Lanes;

/// <summary>Eight lanes.</summary>
internal readonly unsafe struct Lane8 : ILane<Lane8>
{
    private readonly Vector256<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lane8(Vector256<float> value)
    {
        _value = value;
    }

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator +(Lane8 left, Lane8 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator -(Lane8 left, Lane8 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator *(Lane8 left, Lane8 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator /(Lane8 left, Lane8 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane8 value, float* target) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 MultiplyAdd(Lane8 a, Lane8 b, Lane8 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 MultiplySubtract(Lane8 a, Lane8 b, Lane8 c)
        => new(Fma.IsSupported ? Fma.MultiplySubtract(a._value, b._value, c._value) : Vector256.FusedMultiplyAdd(a._value, b._value, -c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Max(Lane8 a, Lane8 b) => new(Vector256.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Min(Lane8 a, Lane8 b) => new(Vector256.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Sqrt(Lane8 value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Split(Lane8 value, out Lane8 exponent)
    {
        Vector256<int> bits = value._value.AsInt32() - Vector256.Create(FloatBits.RootHalf);
        Vector256<int> power = Vector256.ShiftRightArithmetic(bits, FloatBits.MantissaLength);
        exponent = new(Vector256.ConvertToSingle(power));
        return new(((bits & Vector256.Create(FloatBits.Mantissa)) + Vector256.Create(FloatBits.RootHalf)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint IsPeak(Lane8 a, Lane8 b, Lane8 c, Lane8 d)
        => (uint)(Vector256.GreaterThan(a._value, b._value) & Vector256.GreaterThan(a._value, c._value) & Vector256.GreaterThanOrEqual(a._value, d._value)).ExtractMostSignificantBits();
}
