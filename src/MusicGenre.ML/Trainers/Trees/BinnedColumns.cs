using System.Numerics;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.ML.Trainers.Trees;

/// <summary>
/// The columns of a table divided into bins of neighbouring values, so that a split is searched among bins, not values. A column with no more distinct values than bins has
/// one bin a value: nothing is lost. Bins of the same row stand together, in whole cache lines, unless the table has very many columns: then those of the same column do.
/// </summary>
/// <typeparam name="T">Holds the number of a bin: <see cref="byte"/> or <see cref="ushort"/>.</typeparam>
internal sealed unsafe class BinnedColumns<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    /// <summary>Bytes of a cache line.</summary>
    public const int LineSize = 64;

    // Beyond it a node that looks at the square root of all columns would read too many bytes in vain.
    private const int LargestRow = 8 * LineSize;
    private readonly AlignedBuffer _memory;
    private readonly float[][] _least;
    private readonly float[][] _greatest;

    /// <param name="set">The rows.</param>
    /// <param name="maximumBins">The most bins of a column, 2 to <see cref="MaximumBins"/>.</param>
    /// <param name="context">Threads and cancellation.</param>
    public BinnedColumns(TrainingSet set, int maximumBins, FitContext context)
    {
        RowCount = set.RowCount;
        ColumnCount = set.ColumnCount;
        int line = LineSize / sizeof(T);
        long wide = (ColumnCount + line - 1) / line * line;
        IsRowMajor = wide * sizeof(T) <= LargestRow;
        RowStride = IsRowMajor ? (nint)wide : 1;
        ColumnStride = IsRowMajor ? 1 : RowCount;
        long size = (IsRowMajor ? wide : ColumnCount) * RowCount * sizeof(T);
        _memory = new AlignedBuffer((size + sizeof(float) - 1) / sizeof(float));
        _least = new float[ColumnCount][];
        _greatest = new float[ColumnCount][];
        Parallel.For(0, ColumnCount, context.Parallel, () => new float[RowCount], (c, _, sorted) =>
        {
            context.Checkpoint();
            Bin(set, c, maximumBins, sorted);
            return sorted;
        }, static _ => { });
    }

    /// <summary>The most bins that a column can have.</summary>
    public static int MaximumBins => int.CreateTruncating(T.MaxValue) + 1;

    public int RowCount { get; }

    public int ColumnCount { get; }

    /// <summary>Whether the bins of a row stand together; <see cref="RowStride"/> is then a multiple of a cache line, and bins beyond the last column are 0.</summary>
    public bool IsRowMajor { get; }

    /// <summary>The bin of row r and column c is at r x <see cref="RowStride"/> + c x <see cref="ColumnStride"/>.</summary>
    public nint RowStride { get; }

    public nint ColumnStride { get; }

    /// <summary>The bins; valid as long as this object is reachable.</summary>
    public T* Bins => (T*)_memory.Pointer;

    public int BinCount(int column) => _least[column].Length;

    /// <summary>The threshold of a split between two bins: half-way between the greatest value of the lower and the least of the higher one.</summary>
    public float Between(int column, int lower, int higher)
    {
        float below = _greatest[column][lower];
        float above = _least[column][higher];
        float middle = (float)(((double)below + above) / 2);

        // A value on the threshold belongs below it, as in the tree's question "at most".
        return middle < above ? middle : below;
    }

    /// <summary>A split between two different bins at a place in [0, 1) of the way from the one's values to the other's.</summary>
    /// <returns>The threshold, and the last bin below it.</returns>
    public (float Threshold, int Bin) Between(int column, int lower, int higher, double place)
    {
        float from = _greatest[column][lower];
        float to = _least[column][higher];
        float threshold = (float)(from + (place * ((double)to - from)));
        threshold = threshold < to ? threshold : from;
        int bin = BinOf(_least[column].AsSpan(0, higher), threshold);
        return (Math.Max(threshold, _greatest[column][bin]), bin);
    }

    private void Bin(TrainingSet set, int column, int maximumBins, float[] sorted)
    {
        ReadOnlySpan<float> values = set.Values.Span;
        for (int i = 0, at = column; i < sorted.Length; i++, at += ColumnCount)
        {
            sorted[i] = values[at];
        }

        Array.Sort(sorted);
        int[] starts = Starts(sorted, maximumBins);
        float[] least = [.. starts.Select(s => sorted[s])];
        _least[column] = least;
        _greatest[column] = [.. starts.Skip(1).Append(sorted.Length).Select(s => sorted[s - 1])];
        T* bins = Bins + (column * ColumnStride);
        for (int i = 0, at = column; i < sorted.Length; i++, at += ColumnCount)
        {
            bins[i * RowStride] = T.CreateTruncating(BinOf(least, values[at]));
        }
    }

    /// <summary>The last bin whose least value is at most a value; the first if there is none.</summary>
    private static int BinOf(ReadOnlySpan<float> least, float value)
    {
        int at = 0;
        int length = least.Length;
        while (length > 1)
        {
            // Multiplied, as a branch would be predicted wrongly every other time.
            int half = length >> 1;
            at += half * (least[at + half] <= value ? 1 : 0);
            length -= half;
        }

        return at;
    }

    /// <summary>Where each bin begins: at every new value if those are few, else at those nearest to the quantiles.</summary>
    private static int[] Starts(float[] sorted, int maximumBins)
    {
        List<int> all = [0];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] > sorted[i - 1])
            {
                all.Add(i);
            }
        }

        if (all.Count <= maximumBins)
        {
            return [.. all];
        }

        List<int> starts = [0];
        int next = 1;
        for (int q = 1; q < maximumBins; q++)
        {
            int wanted = (int)((long)sorted.Length * q / maximumBins);
            while (next < all.Count && all[next] < wanted)
            {
                next++;
            }

            if (next < all.Count)
            {
                starts.Add(all[next++]);
            }
        }

        return [.. starts];
    }
}
