namespace MusicGenre.Numerics.Lanes;

/// <summary>The layout of a float32.</summary>
internal static class FloatBits
{
    public const int MantissaLength = 23;

    public const int Mantissa = (1 << MantissaLength) - 1;

    /// <summary>The bits of sqrt(1/2).</summary>
    public const int RootHalf = 0x3F3504F3;
}
