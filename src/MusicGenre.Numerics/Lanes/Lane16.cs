using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicGenre.Numerics.Lanes;

/// <summary>Sixteen lanes.</summary>
internal readonly unsafe struct Lane16 : ILane<Lane16>
{
    private readonly Vector512<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lane16(Vector512<float> value)
    {
        _value = value;
    }

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator +(Lane16 left, Lane16 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator -(Lane16 left, Lane16 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator *(Lane16 left, Lane16 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator /(Lane16 left, Lane16 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane16 value, float* target) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 MultiplyAdd(Lane16 a, Lane16 b, Lane16 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 MultiplySubtract(Lane16 a, Lane16 b, Lane16 c)
        => new(Avx512F.IsSupported ? Avx512F.FusedMultiplySubtract(a._value, b._value, c._value) : Vector512.FusedMultiplyAdd(a._value, b._value, -c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Max(Lane16 a, Lane16 b) => new(Vector512.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Min(Lane16 a, Lane16 b) => new(Vector512.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Sqrt(Lane16 value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Split(Lane16 value, out Lane16 exponent)
    {
        Vector512<int> bits = value._value.AsInt32() - Vector512.Create(FloatBits.RootHalf);
        Vector512<int> power = Vector512.ShiftRightArithmetic(bits, FloatBits.MantissaLength);
        exponent = new(Vector512.ConvertToSingle(power));
        return new(((bits & Vector512.Create(FloatBits.Mantissa)) + Vector512.Create(FloatBits.RootHalf)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint IsPeak(Lane16 a, Lane16 b, Lane16 c, Lane16 d)
        => (uint)(Vector512.GreaterThan(a._value, b._value) & Vector512.GreaterThan(a._value, c._value) & Vector512.GreaterThanOrEqual(a._value, d._value)).ExtractMostSignificantBits();
}
