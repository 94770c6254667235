using System.Numerics.Tensors;
using MusicGenre.ML;

namespace MusicGenre.Tool.Web;

/// <summary>The tracks of a table that are nearest to a song: Euclidean distance of the features, each less its mean and divided by its standard deviation over the table.</summary>
internal sealed class NearestTracks
{
    private readonly FeatureTable _table;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly float[] _standardized;

    /// <param name="table">The training table.</param>
    /// <param name="features">The model's features.</param>
    /// <exception cref="ArgumentException">The table lacks one of them.</exception>
    public NearestTracks(FeatureTable table, IReadOnlyList<string> features)
    {
        string[] missing = [.. features.Except(table.FeatureNames, StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            throw new ArgumentException($"The table lacks {missing.Length} of the model's {features.Count} features, {missing[0]} for one: it is not the table that the model was trained on.", nameof(table));
        }

        _table = table.SelectColumns(features);
        int columns = features.Count;
        _means = new double[columns];
        _scales = new double[columns];
        for (int row = 0; row < _table.RowCount; row++)
        {
            for (int c = 0; c < columns; c++)
            {
                _means[c] += _table[row, c] / (double)_table.RowCount;
            }
        }

        for (int row = 0; row < _table.RowCount; row++)
        {
            for (int c = 0; c < columns; c++)
            {
                double difference = _table[row, c] - _means[c];
                _scales[c] += difference * difference / _table.RowCount;
            }
        }

        // A column that never changes says nothing of likeness.
        for (int c = 0; c < columns; c++)
        {
            _scales[c] = _scales[c] > 0 ? 1 / Math.Sqrt(_scales[c]) : 0;
        }

        _standardized = new float[_table.RowCount * columns];
        for (int row = 0; row < _table.RowCount; row++)
        {
            Standardize(_table.Row(row), _standardized.AsSpan(row * columns, columns));
        }
    }

    /// <summary>The number of tracks in the table.</summary>
    public int Count => _table.RowCount;

    /// <summary>The nearest tracks.</summary>
    /// <param name="windows">The features of the song's windows; their mean is looked for.</param>
    /// <param name="count">How many tracks.</param>
    public NearTrack[] Find(IReadOnlyList<ReadOnlyMemory<float>> windows, int count)
    {
        int columns = _means.Length;
        float[] song = new float[columns];
        float[] window = new float[columns];
        foreach (ReadOnlyMemory<float> features in windows)
        {
            Standardize(features.Span, window);
            TensorPrimitives.MultiplyAdd<float>(window, 1f / windows.Count, song, song);
        }

        return [.. Enumerable.Range(0, _table.RowCount)
            .Select(row => (Row: row, Distance: TensorPrimitives.Distance<float>(song, _standardized.AsSpan(row * columns, columns)) / Math.Sqrt(columns)))
            .OrderBy(static r => r.Distance)
            .Take(count)
            .Select(r => new NearTrack(_table.FileNames[r.Row], _table.Labels[r.Row], r.Distance))];
    }

    private void Standardize(ReadOnlySpan<float> row, Span<float> standardized)
    {
        for (int c = 0; c < standardized.Length; c++)
        {
            standardized[c] = (float)((row[c] - _means[c]) * _scales[c]);
        }
    }
}
