using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicGenre.Numerics.Lanes;

/// <summary>The number of lanes that suits the processor.</summary>
internal static class LaneWidth
{
    /// <summary>
    /// 16 with AVX-512, 8 with AVX2, 4 with any other vectors, 1 without. Vector512.IsHardwareAccelerated is not asked, as it says no on processors
    /// where wide vectors lower the clock, though there, too, this code is faster with them.
    /// </summary>
    public static int Best { get; } = Avx512F.IsSupported ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4 : 1;
}
