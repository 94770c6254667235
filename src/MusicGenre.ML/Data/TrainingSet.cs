namespace MusicGenre.ML;

/// <summary>The training rows: standardised features and the genre index of each row.</summary>
public sealed class TrainingSet
{
    private readonly float[] _values;
    private readonly int[] _labels;

    internal TrainingSet(FeatureTable table, StandardScaler scaler, FitOptions options)
    {
        Table = table;
        ColumnCount = table.ColumnCount;
        GenreCount = table.Genres.Count;
        _labels = [.. table.GenreIndices];
        _values = new float[table.RowCount * ColumnCount];
        for (int i = 0; i < table.RowCount; i++)
        {
            options.Checkpoint();
            scaler.Transform(table.Row(i), _values.AsSpan(i * ColumnCount, ColumnCount));
        }
    }

    /// <summary>The table that the rows come from.</summary>
    public FeatureTable Table { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => _labels.Length;

    /// <summary>The number of features.</summary>
    public int ColumnCount { get; }

    /// <summary>The number of genres; labels are 0 to this, excluded, and each of them occurs.</summary>
    public int GenreCount { get; }

    /// <summary>The genre of each row.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>All standardised features, row-major, rows x columns.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>One row's standardised features.</summary>
    /// <param name="row">From 0.</param>
    public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * ColumnCount, ColumnCount);

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
