namespace MusicGenre.Numerics.Lanes;

/// <summary>One lane: for processors without vectors.</summary>
internal readonly unsafe struct Lane1 : ILane<Lane1>
{
    private readonly float _value;

    private Lane1(float value)
    {
        _value = value;
    }

    public static int Count => 1;

    public static Lane1 operator +(Lane1 left, Lane1 right) => new(left._value + right._value);

    public static Lane1 operator -(Lane1 left, Lane1 right) => new(left._value - right._value);

    public static Lane1 operator *(Lane1 left, Lane1 right) => new(left._value * right._value);

    public static Lane1 operator /(Lane1 left, Lane1 right) => new(left._value / right._value);

    public static Lane1 Create(float value) => new(value);

    public static Lane1 Load(float* source) => new(*source);

    public static void Store(Lane1 value, float* target) => *target = value._value;

    public static Lane1 MultiplyAdd(Lane1 a, Lane1 b, Lane1 c) => new(MathF.FusedMultiplyAdd(a._value, b._value, c._value));

    public static Lane1 MultiplySubtract(Lane1 a, Lane1 b, Lane1 c) => new(MathF.FusedMultiplyAdd(a._value, b._value, -c._value));

    public static Lane1 Max(Lane1 a, Lane1 b) => new(a._value > b._value ? a._value : b._value);

    public static Lane1 Min(Lane1 a, Lane1 b) => new(a._value < b._value ? a._value : b._value);

    public static Lane1 Sqrt(Lane1 value) => new(MathF.Sqrt(value._value));

    public static Lane1 Split(Lane1 value, out Lane1 exponent)
    {
        int bits = BitConverter.SingleToInt32Bits(value._value) - FloatBits.RootHalf;
        exponent = new(bits >> FloatBits.MantissaLength);
        return new(BitConverter.Int32BitsToSingle((bits & FloatBits.Mantissa) + FloatBits.RootHalf));
    }

    public static uint IsPeak(Lane1 a, Lane1 b, Lane1 c, Lane1 d) => a._value > b._value && a._value > c._value && a._value >= d._value ? 1u : 0u;
}
