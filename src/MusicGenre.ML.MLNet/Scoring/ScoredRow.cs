using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Scoring;

/// <summary>One row on its way into and out of an ML.NET model.</summary>
internal sealed class ScoredRow
{
    public float[] Features { get; set; } = [];

    /// <summary>The genre: in a class a key counts from 0, and ML.NET adds the 1 that its own numbering begins with.</summary>
    public uint Label { get; set; }

    /// <summary>The columns of such rows.</summary>
    public static SchemaDefinition Schema(int featureCount, int genreCount)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(ScoredRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, featureCount);
        schema[nameof(Label)].ColumnType = new KeyDataViewType(typeof(uint), genreCount);
        return schema;
    }

    /// <summary>Some rows of a training set.</summary>
    public static IDataView ToDataView(MLContext mlContext, TrainingSet training, IReadOnlyList<int> rows)
    {
        ScoredRow[] chosen = [.. rows.Select(row => new ScoredRow { Features = training.Row(row).ToArray(), Label = (uint)training.Labels[row] })];
        return mlContext.Data.LoadFromEnumerable(chosen, Schema(training.ColumnCount, training.GenreCount));
    }

    /// <summary>What comes out.</summary>
    internal sealed class Scores
    {
        public float[] Score { get; set; } = [];
    }
}
