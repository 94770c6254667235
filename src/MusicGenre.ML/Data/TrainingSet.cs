namespace MusicGenre.ML;

/// <summary>The rows that a trainer learns from: preprocessed features and the number of each row's genre.</summary>
public sealed class TrainingSet
{
    private readonly int[] _labels;

    internal TrainingSet(FeatureTable table)
    {
        Table = table;
        _labels = [.. table.GenreIndices];
        ClassWeights = [.. Enumerable.Repeat(1.0, GenreCount)];
    }

    /// <summary>The rows as a table: preprocessed features under the names that the preprocessing gives, with labels, file names and groups.</summary>
    public FeatureTable Table { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => _labels.Length;

    /// <summary>The number of columns behind the preprocessing.</summary>
    public int ColumnCount => Table.ColumnCount;

    /// <summary>The number of genres; labels are 0 to this, excluded, and each of them occurs.</summary>
    public int GenreCount => Table.Genres.Count;

    /// <summary>The genre of each row.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>All preprocessed features, row-major, rows x columns; none beyond <see cref="FittedPreprocessing.Bound"/> in magnitude.</summary>
    public ReadOnlyMemory<float> Values => Table.Memory;

    /// <summary>One row's preprocessed features.</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<float> Row(int row) => Table.Row(row);

    /// <summary>How much a row of each genre counts: the trainer's <see cref="Trainer.ClassWeights"/>, 1 each without them.</summary>
    public IReadOnlyList<double> ClassWeights { get; internal init; }

    /// <summary>The part of the whole weight that the rows of each genre have; they sum to 1.</summary>
    internal double[] Priors()
    {
        double[] weights = [.. GenreCounts().Select((count, g) => count * ClassWeights[g])];
        double sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    /// <summary>The number of rows of each genre.</summary>
    public int[] GenreCounts()
    {
        int[] counts = new int[GenreCount];
        foreach (int label in _labels)
        {
            counts[label]++;
        }

        return counts;
    }
}
