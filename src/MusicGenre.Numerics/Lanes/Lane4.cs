using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicGenre.Numerics.Lanes;

/// <summary>Four lanes.</summary>
internal readonly unsafe struct Lane4 : ILane<Lane4>
{
    private readonly Vector128<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lane4(Vector128<float> value)
    {
        _value = value;
    }

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 operator +(Lane4 left, Lane4 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 operator -(Lane4 left, Lane4 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 operator *(Lane4 left, Lane4 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 operator /(Lane4 left, Lane4 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane4 value, float* target) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 MultiplyAdd(Lane4 a, Lane4 b, Lane4 c) => new(Vector128.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 MultiplySubtract(Lane4 a, Lane4 b, Lane4 c)
        => new(Fma.IsSupported ? Fma.MultiplySubtract(a._value, b._value, c._value) : Vector128.FusedMultiplyAdd(a._value, b._value, -c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Max(Lane4 a, Lane4 b) => new(Vector128.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Min(Lane4 a, Lane4 b) => new(Vector128.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Sqrt(Lane4 value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Split(Lane4 value, out Lane4 exponent)
    {
        Vector128<int> bits = value._value.AsInt32() - Vector128.Create(FloatBits.RootHalf);
        Vector128<int> power = Vector128.ShiftRightArithmetic(bits, FloatBits.MantissaLength);
        exponent = new(Vector128.ConvertToSingle(power));
        return new(((bits & Vector128.Create(FloatBits.Mantissa)) + Vector128.Create(FloatBits.RootHalf)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint IsPeak(Lane4 a, Lane4 b, Lane4 c, Lane4 d)
        => (uint)(Vector128.GreaterThan(a._value, b._value) & Vector128.GreaterThan(a._value, c._value) & Vector128.GreaterThanOrEqual(a._value, d._value)).ExtractMostSignificantBits();
}
