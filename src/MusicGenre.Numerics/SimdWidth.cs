using System.Runtime.Intrinsics.X86;

namespace MusicGenre.Numerics;

/// <summary>
/// How many float32 lanes the vector kernels use: 4 (128-bit vectors), 8 (AVX2 with FMA) or 16 (AVX-512F). Every target runs 4 lanes: without 128-bit instructions .NET executes
/// the Vector128 operations in software, with the same results.
/// </summary>
internal static class SimdWidth
{
    /// <summary>
    /// The largest width that this processor supports. Vector512.IsHardwareAccelerated is not used: it is false on processors that lower their clock for 512-bit instructions,
    /// but these kernels are faster with AVX-512 there, too.
    /// </summary>
    public static int Best { get; } = Avx512F.IsSupported ? 16 : Avx2.IsSupported && Fma.IsSupported ? 8 : 4;

    /// <summary>Whether this processor supports a width of 4, 8 or 16 lanes.</summary>
    public static bool IsSupported(int lanes) => lanes <= Best;
}
