using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.ML.Trainers.Linear;

/// <summary>A A', by blocked matrix products in single precision whose blocks are summed in double precision.</summary>
internal static unsafe class GramMatrix
{
    private const int Band = 64;
    private const int Depth = MatrixProduct.BlockDepth;

    /// <summary>The products of all pairs of vectors: the lower triangle, row by row.</summary>
    /// <param name="values">The vectors: component k of vector i is at i * step + k * stride.</param>
    /// <param name="count">The number of vectors.</param>
    /// <param name="length">The number of their components.</param>
    /// <param name="step">From one vector to the next.</param>
    /// <param name="stride">From one component to the next.</param>
    /// <param name="context">Threads and cancellation; the bits are the same for any number of threads.</param>
    public static double[][] Of(float[] values, int count, int length, int step, int stride, FitContext context)
    {
        double[][] products = new double[count][];
        Parallel.For(0, (count + Band - 1) / Band, context.Parallel, band =>
        {
            int first = band * Band;
            int last = Math.Min(first + Band, count);
            for (int i = first; i < last; i++)
            {
                products[i] = new double[i + 1];
            }

            AlignedBuffer scratch = new(MatrixProduct.ScratchLength);
            float[] block = new float[(last - first) * last];
            fixed (float* a = values, c = block)
            {
                for (int k = 0; k < length; k += Depth)
                {
                    context.Checkpoint();
                    float* from = a + ((nint)k * stride);
                    MatrixProduct.Multiply(last - first, last, Math.Min(Depth, length - k), from + ((nint)first * step), step, stride, from, stride, step, c, last, accumulate: false, scratch.Pointer);
                    for (int i = first; i < last; i++)
                    {
                        ReadOnlySpan<float> row = block.AsSpan((i - first) * last, i + 1);
                        for (int j = 0; j < row.Length; j++)
                        {
                            products[i][j] += row[j];
                        }
                    }
                }
            }

            GC.KeepAlive(scratch);
        });
        return products;
    }
}
