namespace MusicGenre.ML;

/// <summary>The rows that a trainer learns from: preprocessed features and the number of each row's genre.</summary>
public sealed class TrainingSet
{
    private readonly int[] _labels;
    private readonly double[] _weights;

    internal TrainingSet(FeatureTable table, ClassWeights classWeights)
    {
        Table = table;
        _labels = [.. table.GenreIndices];
        double[] ofGenre = classWeights.For(table.Genres, table.GenreCounts());
        _weights = [.. _labels.Select((label, i) => ofGenre[label] * (table.Weights?[i] ?? 1))];
    }

    private TrainingSet(TrainingSet source, float[] values)
    {
        Table = source.Table.Transformed(source.Table.FeatureNames, source.Table.Families, values);
        _labels = source._labels;
        _weights = source._weights;
    }

    /// <summary>The rows as a table: preprocessed features under the names that the preprocessing gives, with labels, file names and groups.</summary>
    public FeatureTable Table { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => _labels.Length;

    /// <summary>The number of columns after the preprocessing.</summary>
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

    /// <summary>How much each row counts, finite and above 0: its weight in the table times that of its genre (<see cref="Trainer.ClassWeights"/>); 1 each without them.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>The part of the whole weight that the rows of each genre have; they sum to 1.</summary>
    internal double[] Priors() => Priors(Enumerable.Range(0, RowCount));

    /// <summary>The same of some rows; 0 for a genre that they lack.</summary>
    internal double[] Priors(IEnumerable<int> rows)
    {
        double[] priors = new double[GenreCount];
        foreach (int row in rows)
        {
            priors[_labels[row]] += _weights[row];
        }

        double sum = priors.Sum();
        return [.. priors.Select(w => w / sum)];
    }

    /// <summary>The same rows with other values in the same columns; they are not copied.</summary>
    internal TrainingSet WithValues(float[] values) => new(this, values);

    /// <summary>The weight of a row in the table alone: how a genre spreads does not depend on how often it occurs.</summary>
    internal double WeightInTable(int row) => Table.Weights?[row] ?? 1;

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
