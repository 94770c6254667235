using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MusicGenre.Numerics.Memory;

/// <summary>Copies a matrix transposed: in blocks of 8x8 with AVX, of 4x4 without, the rest element by element.</summary>
internal static unsafe class Transposition
{
    /// <summary>target[j * targetStride + i] = source[i * sourceStride + j] for i below <paramref name="rows"/>, j below <paramref name="columns"/>.</summary>
    /// <param name="source">The matrix, row-major.</param>
    /// <param name="sourceStride">From one row of the source to the next, in elements; fewer than <paramref name="columns"/> where rows overlap.</param>
    /// <param name="rows">The number of rows of the source.</param>
    /// <param name="columns">The number of columns of the source.</param>
    /// <param name="target">Receives the transposed matrix, row-major; must not overlap the source.</param>
    /// <param name="targetStride">From one row of the target to the next, in elements; at least <paramref name="rows"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        int block = Avx.IsSupported && rows >= 8 && columns >= 8 ? 8 : Vector128.IsHardwareAccelerated ? 4 : int.MaxValue;
        int wholeRows = rows / block * block;
        int wholeColumns = columns / block * block;

        // Along the longer side, so that each cache line of the narrow matrix is used up before it is evicted.
        if (rows >= columns)
        {
            for (int i = 0; i < wholeRows; i += block)
            {
                for (int j = 0; j < wholeColumns; j += block)
                {
                    CopyBlock(block, source + (i * sourceStride) + j, sourceStride, target + (j * targetStride) + i, targetStride);
                }
            }
        }
        else
        {
            for (int j = 0; j < wholeColumns; j += block)
            {
                for (int i = 0; i < wholeRows; i += block)
                {
                    CopyBlock(block, source + (i * sourceStride) + j, sourceStride, target + (j * targetStride) + i, targetStride);
                }
            }
        }

        CopyElements(source + wholeColumns, sourceStride, wholeRows, columns - wholeColumns, target + (wholeColumns * targetStride), targetStride);
        CopyElements(source + (wholeRows * sourceStride), sourceStride, rows - wholeRows, columns, target + wholeRows, targetStride);
    }

    /// <summary>The transpose of a matrix without gaps between its rows.</summary>
    /// <param name="source">The matrix, [rows, columns].</param>
    /// <param name="rows">The number of rows of the source.</param>
    /// <param name="columns">The number of columns of the source.</param>
    /// <param name="target">Receives [columns, rows].</param>
    public static void Copy(ReadOnlySpan<float> source, int rows, int columns, Span<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Length, rows * columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, rows * columns);
        fixed (float* from = source, to = target)
        {
            Copy(from, columns, rows, columns, to, rows);
        }
    }

    private static void CopyElements(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                target[(j * targetStride) + i] = source[(i * sourceStride) + j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyBlock(int size, float* source, nint sourceStride, float* target, nint targetStride)
    {
        if (size == 8)
        {
            Copy8x8(source, sourceStride, target, targetStride);
        }
        else
        {
            Copy4x4(source, sourceStride, target, targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy4x4(float* s, nint sourceStride, float* t, nint targetStride)
    {
        Vector128<float> a = Vector128.Load(s);
        Vector128<float> b = Vector128.Load(s + sourceStride);
        Vector128<float> c = Vector128.Load(s + (2 * sourceStride));
        Vector128<float> d = Vector128.Load(s + (3 * sourceStride));
        Vector128<float> ac0 = UnpackLow(a, c);
        Vector128<float> ac1 = UnpackHigh(a, c);
        Vector128<float> bd0 = UnpackLow(b, d);
        Vector128<float> bd1 = UnpackHigh(b, d);
        UnpackLow(ac0, bd0).Store(t);
        UnpackHigh(ac0, bd0).Store(t + targetStride);
        UnpackLow(ac1, bd1).Store(t + (2 * targetStride));
        UnpackHigh(ac1, bd1).Store(t + (3 * targetStride));
    }

    /// <summary>a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> UnpackLow(Vector128<float> a, Vector128<float> b)
        => Sse.IsSupported ? Sse.UnpackLow(a, b)
            : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
            : Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <summary>a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> UnpackHigh(Vector128<float> a, Vector128<float> b)
        => Sse.IsSupported ? Sse.UnpackHigh(a, b)
            : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
            : Vector128.Create(a[2], b[2], a[3], b[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy8x8(float* s, nint sourceStride, float* t, nint targetStride)
    {
        Vector256<float> r0 = Vector256.Load(s);
        Vector256<float> r1 = Vector256.Load(s + sourceStride);
        Vector256<float> r2 = Vector256.Load(s + (2 * sourceStride));
        Vector256<float> r3 = Vector256.Load(s + (3 * sourceStride));
        s += 4 * sourceStride;
        Vector256<float> r4 = Vector256.Load(s);
        Vector256<float> r5 = Vector256.Load(s + sourceStride);
        Vector256<float> r6 = Vector256.Load(s + (2 * sourceStride));
        Vector256<float> r7 = Vector256.Load(s + (3 * sourceStride));

        // Pairs of rows, then fours, then halves.
        Vector256<float> a0 = Avx.UnpackLow(r0, r1);
        Vector256<float> a1 = Avx.UnpackHigh(r0, r1);
        Vector256<float> a2 = Avx.UnpackLow(r2, r3);
        Vector256<float> a3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> a4 = Avx.UnpackLow(r4, r5);
        Vector256<float> a5 = Avx.UnpackHigh(r4, r5);
        Vector256<float> a6 = Avx.UnpackLow(r6, r7);
        Vector256<float> a7 = Avx.UnpackHigh(r6, r7);

        Vector256<float> b0 = Avx.Shuffle(a0, a2, 0x44);
        Vector256<float> b1 = Avx.Shuffle(a0, a2, 0xEE);
        Vector256<float> b2 = Avx.Shuffle(a1, a3, 0x44);
        Vector256<float> b3 = Avx.Shuffle(a1, a3, 0xEE);
        Vector256<float> b4 = Avx.Shuffle(a4, a6, 0x44);
        Vector256<float> b5 = Avx.Shuffle(a4, a6, 0xEE);
        Vector256<float> b6 = Avx.Shuffle(a5, a7, 0x44);
        Vector256<float> b7 = Avx.Shuffle(a5, a7, 0xEE);

        Avx.Permute2x128(b0, b4, 0x20).Store(t);
        Avx.Permute2x128(b1, b5, 0x20).Store(t + targetStride);
        Avx.Permute2x128(b2, b6, 0x20).Store(t + (2 * targetStride));
        Avx.Permute2x128(b3, b7, 0x20).Store(t + (3 * targetStride));
        t += 4 * targetStride;
        Avx.Permute2x128(b0, b4, 0x31).Store(t);
        Avx.Permute2x128(b1, b5, 0x31).Store(t + targetStride);
        Avx.Permute2x128(b2, b6, 0x31).Store(t + (2 * targetStride));
        Avx.Permute2x128(b3, b7, 0x31).Store(t + (3 * targetStride));
    }
}
