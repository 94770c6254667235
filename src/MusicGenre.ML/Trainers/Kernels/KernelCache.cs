using System.Numerics.Tensors;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.ML.Trainers.Kernels;

/// <summary>
/// The kernel between the rows of one binary problem, row by row as the solver requests them (a matrix product each), in a bounded store: when it is full, the row that was not requested longest makes room.
/// </summary>
internal sealed unsafe class KernelCache
{
    private readonly double _gamma;
    private readonly int _columns;
    private readonly float[] _values;
    private readonly float[] _squares;
    private readonly float[] _sums;
    private readonly float[]?[] _rows;
    private readonly LinkedListNode<int>?[] _nodes;
    private readonly LinkedList<int> _recent = new();
    private readonly AlignedBuffer _scratch;
    private readonly int _capacity;

    /// <param name="values">The rows of the problem, row-major.</param>
    /// <param name="columns">The number of their columns.</param>
    /// <param name="gamma">The kernel is exp(-gamma |a - b|^2).</param>
    /// <param name="budgetBytes">How much the kept rows may take; two rows are kept at the least.</param>
    /// <param name="scratch">Memory for matrix products.</param>
    /// <param name="context">Stops the work.</param>
    public KernelCache(float[] values, int columns, double gamma, long budgetBytes, AlignedBuffer scratch, FitContext context)
    {
        _scratch = scratch;
        _gamma = gamma;
        _columns = columns;
        int count = values.Length / columns;
        _values = new float[values.Length];
        _squares = new float[count];
        _sums = new float[count];
        Arrange(values, context);
        _rows = new float[count][];
        _nodes = new LinkedListNode<int>?[count];
        _capacity = (int)Math.Clamp(budgetBytes / (sizeof(float) * (long)count), 2, Math.Max(2, count));
    }

    public int Count => _rows.Length;

    /// <summary>The kernel of row <paramref name="i"/> with every row of the problem. Valid until two other rows have been requested.</summary>
    public ReadOnlySpan<float> Row(int i)
    {
        if (_rows[i] is { } known)
        {
            if (_recent.First != _nodes[i])
            {
                _recent.Remove(_nodes[i]!);
                _recent.AddFirst(_nodes[i]!);
            }

            return known;
        }

        float[] row;
        if (_recent.Count < _capacity)
        {
            row = new float[Count];
        }
        else
        {
            int oldest = _recent.Last!.Value;
            _recent.RemoveLast();
            row = _rows[oldest]!;
            _rows[oldest] = null;
        }

        fixed (float* a = _values, c = row)
        {
            MatrixProduct.Multiply(1, Count, _columns, a + i, 1, Count, a, Count, 1, c, Count, accumulate: false, _scratch.Pointer);
        }

        // |a - b|^2 = a'a + b'b - 2 a'b; rounding may leave a little below 0.
        TensorPrimitives.Add(_squares, _squares[i], _sums);
        TensorPrimitives.MultiplyAdd(row, -2, _sums, row);
        TensorPrimitives.Max(row, 0, row);
        TensorPrimitives.Multiply(row, (float)-_gamma, row);
        TensorPrimitives.Exp<float>(row, row);
        row[i] = 1;
        _rows[i] = row;
        _nodes[i] = _recent.AddFirst(i);
        return row;
    }

    /// <summary>Keeps the rows column by column, less the columns' means: distances do not change, and their rounding is that of the spread, not of the place.</summary>
    private void Arrange(float[] values, FitContext context)
    {
        int count = _squares.Length;
        for (int c = 0; c < _columns; c++)
        {
            context.Checkpoint();
            Span<float> column = _values.AsSpan(c * count, count);
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                column[i] = values[(i * _columns) + c];
                sum += column[i];
            }

            TensorPrimitives.Subtract(column, (float)(sum / count), column);
            TensorPrimitives.MultiplyAdd(column, column, _squares, _squares);
        }
    }
}
