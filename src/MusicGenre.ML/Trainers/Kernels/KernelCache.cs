namespace MusicGenre.ML.Trainers.Kernels;

/// <summary>
/// The kernel between the rows of one binary problem, row by row as the solver requests them, in a bounded store: when it is full, the row that was
/// not requested longest makes room.
/// </summary>
internal sealed class KernelCache
{
    private readonly Func<int, ReadOnlyMemory<float>> _row;
    private readonly RadialKernel _kernel;
    private readonly float[]?[] _rows;
    private readonly LinkedListNode<int>?[] _nodes;
    private readonly LinkedList<int> _recent = new();
    private readonly int _capacity;

    /// <param name="count">How many rows the problem has.</param>
    /// <param name="row">The features of a row of the problem.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="budgetBytes">How much the kept rows may take; two rows are kept at the least.</param>
    public KernelCache(int count, Func<int, ReadOnlyMemory<float>> row, RadialKernel kernel, long budgetBytes)
    {
        _row = row;
        _kernel = kernel;
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

        float[] values;
        if (_recent.Count < _capacity)
        {
            values = new float[Count];
        }
        else
        {
            int oldest = _recent.Last!.Value;
            _recent.RemoveLast();
            values = _rows[oldest]!;
            _rows[oldest] = null;
        }

        ReadOnlySpan<float> a = _row(i).Span;
        for (int j = 0; j < values.Length; j++)
        {
            // A pair that is known from the other side need not be computed again.
            values[j] = _rows[j] is { } other ? other[i] : _kernel.Of(a, _row(j).Span);
        }

        _rows[i] = values;
        _nodes[i] = _recent.AddFirst(i);
        return values;
    }
}
