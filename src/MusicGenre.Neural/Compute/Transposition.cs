using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicGenre.Neural.Compute;

/// <summary>Copies a matrix transposed.</summary>
internal static unsafe class Transposition
{
    /// <summary>target[j * targetRow + i] = source[i * sourceRow + j] for i below <paramref name="rows"/>, j below <paramref name="columns"/>.</summary>
    public static void Copy(float* source, nint sourceRow, int rows, int columns, float* target, nint targetRow)
    {
        int wholeRows = Avx.IsSupported ? rows & ~7 : 0;
        int wholeColumns = Avx.IsSupported ? columns & ~7 : 0;
        for (int i = 0; i < wholeRows; i += 8)
        {
            for (int j = 0; j < wholeColumns; j += 8)
            {
                Copy8x8(source + (i * sourceRow) + j, sourceRow, target + (j * targetRow) + i, targetRow);
            }

            CopyPlain(source + (i * sourceRow) + wholeColumns, sourceRow, 8, columns - wholeColumns, target + (wholeColumns * targetRow) + i, targetRow);
        }

        CopyPlain(source + (wholeRows * sourceRow), sourceRow, rows - wholeRows, columns, target + wholeRows, targetRow);
    }

    private static void CopyPlain(float* source, nint sourceRow, int rows, int columns, float* target, nint targetRow)
    {
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                target[(j * targetRow) + i] = source[(i * sourceRow) + j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy8x8(float* s, nint sourceRow, float* t, nint targetRow)
    {
        Vector256<float> r0 = Vector256.Load(s);
        Vector256<float> r1 = Vector256.Load(s + sourceRow);
        Vector256<float> r2 = Vector256.Load(s + (2 * sourceRow));
        Vector256<float> r3 = Vector256.Load(s + (3 * sourceRow));
        s += 4 * sourceRow;
        Vector256<float> r4 = Vector256.Load(s);
        Vector256<float> r5 = Vector256.Load(s + sourceRow);
        Vector256<float> r6 = Vector256.Load(s + (2 * sourceRow));
        Vector256<float> r7 = Vector256.Load(s + (3 * sourceRow));

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
        Avx.Permute2x128(b1, b5, 0x20).Store(t + targetRow);
        Avx.Permute2x128(b2, b6, 0x20).Store(t + (2 * targetRow));
        Avx.Permute2x128(b3, b7, 0x20).Store(t + (3 * targetRow));
        t += 4 * targetRow;
        Avx.Permute2x128(b0, b4, 0x31).Store(t);
        Avx.Permute2x128(b1, b5, 0x31).Store(t + targetRow);
        Avx.Permute2x128(b2, b6, 0x31).Store(t + (2 * targetRow));
        Avx.Permute2x128(b3, b7, 0x31).Store(t + (3 * targetRow));
    }
}
