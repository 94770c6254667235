using System.Runtime.Intrinsics.X86;

namespace MusicGenre.Numerics.LinearAlgebra;

/// <summary>The instruction sets that the matrix product has a kernel for.</summary>
internal enum SimdPath
{
    /// <summary>One number at a time.</summary>
    Scalar,

    /// <summary>Four numbers: every machine with 128-bit vectors (SSE2, AdvSimd, WASM).</summary>
    Vector128,

    /// <summary>Eight numbers, AVX2 and FMA.</summary>
    Avx2,

    /// <summary>Sixteen numbers, AVX-512F.</summary>
    Avx512,
}

/// <summary>Which path this machine takes, and which it could take.</summary>
internal static class SimdPaths
{
    /// <summary>The widest path of this machine.</summary>
    public static readonly SimdPath Best =
        Avx512F.IsSupported ? SimdPath.Avx512
        : Avx2.IsSupported && Fma.IsSupported ? SimdPath.Avx2
        : System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated ? SimdPath.Vector128
        : SimdPath.Scalar;

    /// <summary>Whether this machine can run the path.</summary>
    public static bool IsSupported(SimdPath path) => path switch
    {
        SimdPath.Avx512 => Avx512F.IsSupported,
        SimdPath.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };
}
