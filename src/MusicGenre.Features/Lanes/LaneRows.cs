using System.Runtime.CompilerServices;
using MusicGenre.Features.Descriptors;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Lanes;

/// <summary>A filter bank whose rows are zero outside an interval of bins, applied to all lanes.</summary>
internal sealed unsafe class LaneRows<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private readonly int[] _first;
    private readonly int[] _count;
    private readonly AlignedBuffer _weights;

    public LaneRows(float[,] bank)
    {
        SparseRows rows = new(bank);
        _first = new int[rows.Rows];
        _count = new int[rows.Rows];
        int total = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            _first[row] = rows.First(row);
            _count[row] = rows.Weights(row).Length;
            total += _count[row];
        }

        _weights = new AlignedBuffer(total);
        int at = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            rows.Weights(row).CopyTo(_weights.Span[at..]);
            at += _count[row];
        }
    }

    /// <summary>The product with columns, [rows, lanes].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(float* columns, float* result)
    {
        int width = TLane.Count;
        float* weight = _weights.Pointer;
        for (int row = 0; row < _first.Length; row++)
        {
            float* x = columns + (_first[row] * width);
            int count = _count[row];
            TLane even = TLane.Create(0);
            TLane odd = TLane.Create(0);
            int i = 0;
            for (; i < count - 1; i += 2)
            {
                even = TLane.MultiplyAdd(TLane.Load(x), TLane.Create(weight[i]), even);
                odd = TLane.MultiplyAdd(TLane.Load(x + width), TLane.Create(weight[i + 1]), odd);
                x += 2 * width;
            }

            if (i < count)
            {
                even = TLane.MultiplyAdd(TLane.Load(x), TLane.Create(weight[i]), even);
            }

            weight += count;
            TLane.Store(even + odd, result + (row * width));
        }
    }
}
