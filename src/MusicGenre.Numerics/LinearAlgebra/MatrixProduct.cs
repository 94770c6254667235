using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Numerics.LinearAlgebra;

/// <summary>
/// The matrix product that all layers use: C = A·B or C += A·B in single precision, blocked for the caches, with a register tile per
/// instruction set.
/// </summary>
/// <remarks>
/// The algorithm is that of Goto and van de Geijn ("Anatomy of high-performance matrix multiplication", ACM TOMS 2008): a block of B is packed into
/// panels as wide as the register tile and stays in the second-level cache; a panel of A (some rows, <see cref="BlockDepth"/> deep) stays in the first.
/// Each number of C is summed in the order of k, in blocks of <see cref="BlockDepth"/>, whatever tile it falls into: splitting C by rows or
/// columns over threads, or predicting one row instead of a batch, never changes a bit.
/// </remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>How many terms are summed in registers before they are added to C.</summary>
    public const int BlockDepth = 256;

    /// <summary>How many columns of B are packed at a time: 256 x 512 floats fill half of a typical second-level cache.</summary>
    private const int BlockColumns = 512;

    /// <summary>Up to this many rows of C, packing a B whose rows are contiguous costs more than it gains.</summary>
    private const int UnpackedRows = 32;

    /// <summary>The floats of scratch memory that one running product needs.</summary>
    public const int ScratchLength = BlockDepth * (BlockColumns + 64);

    private const int MaximumTile = 8 * 32;

    /// <summary>C = A·B, or C += A·B.</summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A and rows of B.</param>
    /// <param name="a">A: element (i, p) is at a[i * aRow + p * aColumn].</param>
    /// <param name="aRow">Distance of A's rows.</param>
    /// <param name="aColumn">Distance of A's columns.</param>
    /// <param name="b">B: element (p, j) is at b[p * bRow + j * bColumn].</param>
    /// <param name="bRow">Distance of B's rows.</param>
    /// <param name="bColumn">Distance of B's columns.</param>
    /// <param name="c">C: element (i, j) is at c[i * cRow + j].</param>
    /// <param name="cRow">Distance of C's rows.</param>
    /// <param name="accumulate">Whether the product is added to C.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats.</param>
    public static void Multiply(int m, int n, int k, float* a, nint aRow, nint aColumn, float* b, nint bRow, nint bColumn, float* c, nint cRow, bool accumulate, float* scratch) =>
        Multiply(SimdWidth.Best, m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, accumulate, scratch);

    /// <summary>The same with a given number of lanes: see <see cref="SimdWidth"/>.</summary>
    public static void Multiply(int lanes, int m, int n, int k, float* a, nint aRow, nint aColumn, float* b, nint bRow, nint bColumn, float* c, nint cRow, bool accumulate, float* scratch)
    {
        if (m <= 0 || n <= 0)
        {
            return;
        }

        if (k <= 0)
        {
            if (!accumulate)
            {
                for (int i = 0; i < m; i++)
                {
                    new Span<float>(c + (i * cRow), n).Clear();
                }
            }

            return;
        }

        int tileColumns = TileColumns(lanes);
        bool unpacked = bColumn == 1 && (m <= UnpackedRows || bRow == tileColumns);
        for (int p = 0; p < k; p += BlockDepth)
        {
            int depth = Math.Min(BlockDepth, k - p);
            bool add = accumulate || p > 0;
            for (int j = 0; j < n; j += BlockColumns)
            {
                int columns = Math.Min(BlockColumns, n - j);
                float* block = b + (p * bRow) + (j * bColumn);
                int ragged = columns % tileColumns;
                int whole = columns - ragged;
                nint panelRow = tileColumns;
                nint panelStep = (nint)depth * tileColumns;
                float* panels = scratch;
                if (unpacked)
                {
                    panels = block;
                    panelRow = bRow;
                    panelStep = tileColumns;
                }
                else
                {
                    for (int q = 0; q < whole; q += tileColumns)
                    {
                        Pack(block + (q * bColumn), bRow, bColumn, depth, tileColumns, tileColumns, scratch + ((nint)q * depth));
                    }
                }

                float* raggedPanel = scratch + ((nint)whole * depth);
                if (ragged > 0)
                {
                    Pack(block + (whole * bColumn), bRow, bColumn, depth, ragged, tileColumns, raggedPanel);
                }

                Block(lanes, m, whole, ragged, depth, a + (p * aColumn), aRow, aColumn, panels, panelRow, panelStep, raggedPanel, c + j, cRow, add);
            }
        }
    }

    /// <summary>The columns of the register tile.</summary>
    internal static int TileColumns(int lanes) => lanes switch
    {
        16 => 32,
        8 => 16,
        _ => 8,
    };

    /// <summary>The rows of the register tile.</summary>
    private static int TileRows(int lanes) => lanes switch
    {
        16 => 8,
        8 => 6,
        _ => 4,
    };

    private static void Block(
        int lanes, int m, int whole, int ragged, int depth, float* a, nint aRow, nint aColumn, float* panels, nint panelRow, nint panelStep, float* raggedPanel, float* c, nint cRow, bool add)
    {
        int tileColumns = TileColumns(lanes);
        int tileRows = TileRows(lanes);
        float* tile = stackalloc float[MaximumTile];
        for (int i = 0; i < m; i += tileRows)
        {
            int rows = Math.Min(tileRows, m - i);
            float* rowA = a + (i * aRow);
            float* rowC = c + (i * cRow);
            float* panel = panels;
            for (int q = 0; q < whole; q += tileColumns)
            {
                Tile(lanes, rows, tileColumns, depth, rowA, aRow, aColumn, panel, panelRow, rowC + q, cRow, add);
                panel += panelStep;
            }

            if (ragged > 0)
            {
                Tile(lanes, rows, ragged, depth, rowA, aRow, aColumn, raggedPanel, tileColumns, tile, tileColumns, false);
                for (int r = 0; r < rows; r++)
                {
                    float* target = rowC + (r * cRow) + whole;
                    float* source = tile + (r * tileColumns);
                    if (add)
                    {
                        for (int q = 0; q < ragged; q++)
                        {
                            target[q] += source[q];
                        }
                    }
                    else
                    {
                        for (int q = 0; q < ragged; q++)
                        {
                            target[q] = source[q];
                        }
                    }
                }
            }
        }
    }

    /// <summary>Copies columns of B side by side, missing ones as zeros.</summary>
    private static void Pack(float* b, nint bRow, nint bColumn, int depth, int columns, int tileColumns, float* panel)
    {
        if (bColumn == 1)
        {
            if (columns == tileColumns)
            {
                for (int p = 0; p < depth; p++)
                {
                    Unsafe.CopyBlock(panel, b, (uint)(tileColumns * sizeof(float)));
                    panel += tileColumns;
                    b += bRow;
                }

                return;
            }

            for (int p = 0; p < depth; p++)
            {
                for (int q = 0; q < columns; q++)
                {
                    panel[q] = b[q];
                }

                for (int q = columns; q < tileColumns; q++)
                {
                    panel[q] = 0;
                }

                panel += tileColumns;
                b += bRow;
            }

            return;
        }

        if (bRow == 1)
        {
            Transposition.Copy(b, bColumn, columns, depth, panel, tileColumns);
            if (columns < tileColumns)
            {
                for (int p = 0; p < depth; p++)
                {
                    new Span<float>(panel + (p * tileColumns) + columns, tileColumns - columns).Clear();
                }
            }

            return;
        }

        for (int p = 0; p < depth; p++)
        {
            for (int q = 0; q < tileColumns; q++)
            {
                panel[q] = q < columns ? b[(p * bRow) + (q * bColumn)] : 0;
            }

            panel += tileColumns;
        }
    }

    /// <summary>One register tile: writes whole vectors, so a narrow tile needs a target as wide as the tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile(int lanes, int rows, int columns, int depth, float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, bool add)
    {
        switch (lanes)
        {
            case 16:
                if (columns > 16)
                {
                    Tile512<Two>(rows, depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                }
                else
                {
                    Tile512<One>(rows, depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                }

                break;
            case 8:
                Tile256(rows, depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            default:
                Tile128(rows, depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
        }
    }

    private static void Tile512<TVectors>(int rows, int depth, float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, bool add)
        where TVectors : struct, ICount
    {
        switch (rows)
        {
            case 8:
                Kernel512<Eight, TVectors>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            case 7:
                Kernel512<Seven, TVectors>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            case 6:
                Kernel512<Six, TVectors>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            case 5:
                Kernel512<Five, TVectors>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            case 4:
                Kernel512<Four, TVectors>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            case 3:
                Kernel512<Three, TVectors>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            case 2:
                Kernel512<Two, TVectors>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            default:
                Kernel512<One, TVectors>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
        }
    }

    /// <summary>Up to 8 x 32: sixteen accumulators. The counts are constants to the JIT, so each combination becomes its own straight loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernel512<TRows, TVectors>(nint depth, float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, bool add)
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        Vector512<float> c00 = default, c10 = default, c20 = default, c30 = default, c40 = default, c50 = default, c60 = default, c70 = default;
        Vector512<float> c01 = default, c11 = default, c21 = default, c31 = default, c41 = default, c51 = default, c61 = default, c71 = default;
        float* low = a;
        float* high = a + (4 * aRow);
        nint two = 2 * aRow;
        nint three = 3 * aRow;
        while (depth > 0)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = TVectors.Value > 1 ? Vector512.Load(b + 16) : default;
            Step<TVectors>(low, b0, b1, ref c00, ref c01);
            if (TRows.Value > 1)
            {
                Step<TVectors>(low + aRow, b0, b1, ref c10, ref c11);
            }

            if (TRows.Value > 2)
            {
                Step<TVectors>(low + two, b0, b1, ref c20, ref c21);
            }

            if (TRows.Value > 3)
            {
                Step<TVectors>(low + three, b0, b1, ref c30, ref c31);
            }

            if (TRows.Value > 4)
            {
                Step<TVectors>(high, b0, b1, ref c40, ref c41);
            }

            if (TRows.Value > 5)
            {
                Step<TVectors>(high + aRow, b0, b1, ref c50, ref c51);
            }

            if (TRows.Value > 6)
            {
                Step<TVectors>(high + two, b0, b1, ref c60, ref c61);
            }

            if (TRows.Value > 7)
            {
                Step<TVectors>(high + three, b0, b1, ref c70, ref c71);
            }

            low += aColumn;
            high += aColumn;
            b += bRow;
            depth--;
        }

        Finish<TVectors>(c, c00, c01, add);
        if (TRows.Value > 1)
        {
            Finish<TVectors>(c + cRow, c10, c11, add);
        }

        if (TRows.Value > 2)
        {
            Finish<TVectors>(c + (2 * cRow), c20, c21, add);
        }

        if (TRows.Value > 3)
        {
            Finish<TVectors>(c + (3 * cRow), c30, c31, add);
        }

        if (TRows.Value > 4)
        {
            Finish<TVectors>(c + (4 * cRow), c40, c41, add);
        }

        if (TRows.Value > 5)
        {
            Finish<TVectors>(c + (5 * cRow), c50, c51, add);
        }

        if (TRows.Value > 6)
        {
            Finish<TVectors>(c + (6 * cRow), c60, c61, add);
        }

        if (TRows.Value > 7)
        {
            Finish<TVectors>(c + (7 * cRow), c70, c71, add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TVectors>(float* a, Vector512<float> b0, Vector512<float> b1, ref Vector512<float> c0, ref Vector512<float> c1)
        where TVectors : struct, ICount
    {
        Vector512<float> value = Vector512.Create(*a);
        c0 = Avx512F.FusedMultiplyAdd(value, b0, c0);
        if (TVectors.Value > 1)
        {
            c1 = Avx512F.FusedMultiplyAdd(value, b1, c1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TVectors>(float* c, Vector512<float> sum0, Vector512<float> sum1, bool add)
        where TVectors : struct, ICount
    {
        if (add)
        {
            sum0 += Vector512.Load(c);
        }

        sum0.Store(c);
        if (TVectors.Value > 1)
        {
            if (add)
            {
                sum1 += Vector512.Load(c + 16);
            }

            sum1.Store(c + 16);
        }
    }

    private static void Tile256(int rows, int depth, float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, bool add)
    {
        switch (rows)
        {
            case 6:
                Kernel256<Six>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            case 5:
                Kernel256<Five>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            case 4:
                Kernel256<Four>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            case 3:
                Kernel256<Three>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            case 2:
                Kernel256<Two>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
            default:
                Kernel256<One>(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
                break;
        }
    }

    /// <summary>Up to 6 x 16: twelve of sixteen registers accumulate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernel256<TRows>(nint depth, float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, bool add)
        where TRows : struct, ICount
    {
        Vector256<float> c00 = default, c10 = default, c20 = default, c30 = default, c40 = default, c50 = default;
        Vector256<float> c01 = default, c11 = default, c21 = default, c31 = default, c41 = default, c51 = default;
        float* low = a;
        float* high = a + (3 * aRow);
        nint two = 2 * aRow;
        while (depth > 0)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
            Step(low, b0, b1, ref c00, ref c01);
            if (TRows.Value > 1)
            {
                Step(low + aRow, b0, b1, ref c10, ref c11);
            }

            if (TRows.Value > 2)
            {
                Step(low + two, b0, b1, ref c20, ref c21);
            }

            if (TRows.Value > 3)
            {
                Step(high, b0, b1, ref c30, ref c31);
            }

            if (TRows.Value > 4)
            {
                Step(high + aRow, b0, b1, ref c40, ref c41);
            }

            if (TRows.Value > 5)
            {
                Step(high + two, b0, b1, ref c50, ref c51);
            }

            low += aColumn;
            high += aColumn;
            b += bRow;
            depth--;
        }

        Finish(c, c00, c01, add);
        if (TRows.Value > 1)
        {
            Finish(c + cRow, c10, c11, add);
        }

        if (TRows.Value > 2)
        {
            Finish(c + (2 * cRow), c20, c21, add);
        }

        if (TRows.Value > 3)
        {
            Finish(c + (3 * cRow), c30, c31, add);
        }

        if (TRows.Value > 4)
        {
            Finish(c + (4 * cRow), c40, c41, add);
        }

        if (TRows.Value > 5)
        {
            Finish(c + (5 * cRow), c50, c51, add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(float* a, Vector256<float> b0, Vector256<float> b1, ref Vector256<float> c0, ref Vector256<float> c1)
    {
        Vector256<float> value = Vector256.Create(*a);
        c0 = Fma.MultiplyAdd(value, b0, c0);
        c1 = Fma.MultiplyAdd(value, b1, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(float* c, Vector256<float> sum0, Vector256<float> sum1, bool add)
    {
        if (add)
        {
            sum0 += Vector256.Load(c);
            sum1 += Vector256.Load(c + 8);
        }

        sum0.Store(c);
        sum1.Store(c + 8);
    }

    /// <summary>Up to 4 x 8 with 128-bit vectors.</summary>
    private static void Tile128(int rows, int depth, float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, bool add)
    {
        if (rows == 4)
        {
            Kernel128Rows4(depth, a, aRow, aColumn, b, bRow, c, cRow, add);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            float* value = a + (r * aRow);
            float* row = b;
            Vector128<float> c0 = default, c1 = default;
            for (int p = 0; p < depth; p++)
            {
                Step(value, Vector128.Load(row), Vector128.Load(row + 4), ref c0, ref c1);
                value += aColumn;
                row += bRow;
            }

            Finish(c + (r * cRow), c0, c1, add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernel128Rows4(nint depth, float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, bool add)
    {
        Vector128<float> c00 = default, c10 = default, c20 = default, c30 = default;
        Vector128<float> c01 = default, c11 = default, c21 = default, c31 = default;
        nint two = 2 * aRow;
        nint three = 3 * aRow;
        while (depth > 0)
        {
            Vector128<float> b0 = Vector128.Load(b);
            Vector128<float> b1 = Vector128.Load(b + 4);
            Step(a, b0, b1, ref c00, ref c01);
            Step(a + aRow, b0, b1, ref c10, ref c11);
            Step(a + two, b0, b1, ref c20, ref c21);
            Step(a + three, b0, b1, ref c30, ref c31);
            a += aColumn;
            b += bRow;
            depth--;
        }

        Finish(c, c00, c01, add);
        Finish(c + cRow, c10, c11, add);
        Finish(c + (2 * cRow), c20, c21, add);
        Finish(c + (3 * cRow), c30, c31, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(float* a, Vector128<float> b0, Vector128<float> b1, ref Vector128<float> c0, ref Vector128<float> c1)
    {
        Vector128<float> value = Vector128.Create(*a);
        c0 = Vector128.MultiplyAddEstimate(value, b0, c0);
        c1 = Vector128.MultiplyAddEstimate(value, b1, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(float* c, Vector128<float> sum0, Vector128<float> sum1, bool add)
    {
        if (add)
        {
            sum0 += Vector128.Load(c);
            sum1 += Vector128.Load(c + 4);
        }

        sum0.Store(c);
        sum1.Store(c + 4);
    }

    /// <summary>A compile-time constant for a generic kernel.</summary>
    private interface ICount
    {
        static abstract int Value { get; }
    }

    private readonly struct One : ICount
    {
        public static int Value => 1;
    }

    private readonly struct Two : ICount
    {
        public static int Value => 2;
    }

    private readonly struct Three : ICount
    {
        public static int Value => 3;
    }

    private readonly struct Four : ICount
    {
        public static int Value => 4;
    }

    private readonly struct Five : ICount
    {
        public static int Value => 5;
    }

    private readonly struct Six : ICount
    {
        public static int Value => 6;
    }

    private readonly struct Seven : ICount
    {
        public static int Value => 7;
    }

    private readonly struct Eight : ICount
    {
        public static int Value => 8;
    }
}
