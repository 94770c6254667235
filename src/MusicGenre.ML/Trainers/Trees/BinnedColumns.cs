namespace MusicGenre.ML.Trainers.Trees;

/// <summary>The columns of a table split into few bins each, so that a split is searched among bins, not values.</summary>
internal sealed class BinnedColumns
{
    public const int MaximumBins = 256;
    private readonly float[][] _edges;

    public BinnedColumns(TrainingSet set, int maxBins, FitContext context)
    {
        RowCount = set.RowCount;
        Bins = new byte[set.ColumnCount][];
        _edges = new float[set.ColumnCount][];
        float[] sorted = new float[set.RowCount];
        for (int c = 0; c < set.ColumnCount; c++)
        {
            context.Checkpoint();
            for (int i = 0; i < sorted.Length; i++)
            {
                sorted[i] = set.Row(i)[c];
            }

            Array.Sort(sorted);
            float[] edges = Edges(sorted, maxBins);
            _edges[c] = edges;
            byte[] bins = new byte[set.RowCount];
            for (int i = 0; i < bins.Length; i++)
            {
                // A value on an edge belongs below it, as in the tree's question "at most".
                int place = Array.BinarySearch(edges, set.Row(i)[c]);
                bins[i] = (byte)(place >= 0 ? place : ~place);
            }

            Bins[c] = bins;
        }
    }

    public int RowCount { get; }

    /// <summary>The bin of each row, column by column.</summary>
    public byte[][] Bins { get; }

    public int ColumnCount => Bins.Length;

    public int BinCount(int column) => _edges[column].Length + 1;

    /// <summary>The greatest value of a bin: the threshold of a split after it.</summary>
    public float Edge(int column, int bin) => _edges[column][bin];

    /// <summary>Edges half-way between neighbouring values: all of them if they are few, else those nearest to the quantiles.</summary>
    private static float[] Edges(float[] sorted, int maxBins)
    {
        List<float> middles = [];
        List<int> below = [];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] > sorted[i - 1])
            {
                float middle = (float)(((double)sorted[i] + sorted[i - 1]) / 2);
                middles.Add(middle < sorted[i] ? middle : sorted[i - 1]);
                below.Add(i);
            }
        }

        if (middles.Count < maxBins)
        {
            return [.. middles];
        }

        List<float> edges = [];
        int m = 0;
        for (int q = 1; q < maxBins; q++)
        {
            int wanted = (int)((long)sorted.Length * q / maxBins);
            while (m < middles.Count && below[m] < wanted)
            {
                m++;
            }

            if (m < middles.Count)
            {
                edges.Add(middles[m++]);
            }
        }

        return [.. edges];
    }
}
