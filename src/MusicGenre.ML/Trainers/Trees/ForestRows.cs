using System.Numerics;

namespace MusicGenre.ML.Trainers.Trees;

/// <summary>What all trees of a forest read: the bins of the rows, and the rows genre by genre.</summary>
/// <typeparam name="TBin">Holds the number of a bin.</typeparam>
internal sealed class ForestRows<TBin>
    where TBin : unmanaged, IBinaryInteger<TBin>, IMinMaxValue<TBin>
{
    private readonly TrainingSet _set;

    public ForestRows(TrainingSet set, int maximumBins, FitContext context)
    {
        _set = set;
        Columns = new(set, Math.Min(maximumBins, BinnedColumns<TBin>.MaximumBins), context);
        Counts = set.GenreCounts();
        ByGenre = [.. Enumerable.Range(0, set.RowCount)];
        int[] labels = set.Labels.ToArray();
        Array.Sort(labels, ByGenre);

        // Within a genre the order is that of the table: bins that are read one after another should stand one after another.
        int start = 0;
        foreach (int count in Counts)
        {
            Array.Sort(ByGenre, start, count);
            start += count;
        }

        double[] weights = new double[set.GenreCount];
        for (int i = 0; i < set.RowCount; i++)
        {
            weights[set.Labels[i]] = set.Weights[i];
        }

        bool isOfGenre = true;
        for (int i = 0; i < set.RowCount; i++)
        {
            isOfGenre &= weights[set.Labels[i]] == set.Weights[i];
        }

        GenreWeights = isOfGenre ? weights : null;
    }

    public BinnedColumns<TBin> Columns { get; }

    /// <summary>The numbers of the rows, genre by genre.</summary>
    public int[] ByGenre { get; }

    /// <summary>The number of rows of each genre.</summary>
    public int[] Counts { get; }

    public int GenreCount => Counts.Length;

    /// <summary>The weight of the rows of each genre if they all weigh the same; else null.</summary>
    public double[]? GenreWeights { get; }

    /// <summary>The weight of each row.</summary>
    public ReadOnlySpan<double> Weights => _set.Weights;
}
