using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MusicGenre.Features.Lanes;

namespace MusicGenre.Features.Separation;

/// <summary>Turns matrices over.</summary>
internal static class Transposition
{
    /// <summary>[rows, columns] to [columns, rows].</summary>
    /// <param name="from">The matrix.</param>
    /// <param name="rows">A multiple of 4.</param>
    /// <param name="columns">A multiple of 4.</param>
    /// <param name="to">Receives the matrix turned over.</param>
    public static void Turn(ReadOnlySpan<float> from, int rows, int columns, Span<float> to)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual((rows | columns) & 3, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(from.Length, rows * columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(to.Length, rows * columns);
        ref float source = ref MemoryMarshal.GetReference(from);
        ref float target = ref MemoryMarshal.GetReference(to);

        // Along the longer side, so that each cache line is used up before it has to go.
        if (rows >= columns)
        {
            for (int row = 0; row < rows; row += 4)
            {
                for (int column = 0; column < columns; column += 4)
                {
                    Turn4(ref source, (row * columns) + column, columns, ref target, (column * rows) + row, rows);
                }
            }
        }
        else
        {
            for (int column = 0; column < columns; column += 4)
            {
                for (int row = 0; row < rows; row += 4)
                {
                    Turn4(ref source, (row * columns) + column, columns, ref target, (column * rows) + row, rows);
                }
            }
        }
    }

    private static void Turn4(ref float source, int from, int fromStride, ref float target, int to, int toStride)
    {
        Vector128<float> a = Vector128.LoadUnsafe(ref source, (nuint)from);
        Vector128<float> b = Vector128.LoadUnsafe(ref source, (nuint)(from + fromStride));
        Vector128<float> c = Vector128.LoadUnsafe(ref source, (nuint)(from + (2 * fromStride)));
        Vector128<float> d = Vector128.LoadUnsafe(ref source, (nuint)(from + (3 * fromStride)));
        Vector128<float> ac0 = Interleave.Low(a, c);
        Vector128<float> ac1 = Interleave.High(a, c);
        Vector128<float> bd0 = Interleave.Low(b, d);
        Vector128<float> bd1 = Interleave.High(b, d);
        Interleave.Low(ac0, bd0).StoreUnsafe(ref target, (nuint)to);
        Interleave.High(ac0, bd0).StoreUnsafe(ref target, (nuint)(to + toStride));
        Interleave.Low(ac1, bd1).StoreUnsafe(ref target, (nuint)(to + (2 * toStride)));
        Interleave.High(ac1, bd1).StoreUnsafe(ref target, (nuint)(to + (3 * toStride)));
    }
}
