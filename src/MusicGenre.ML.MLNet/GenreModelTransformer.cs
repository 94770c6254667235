using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.ML.MLNet.Data;
using MusicGenre.ML.MLNet.Persistence;

namespace MusicGenre.ML.MLNet;

/// <summary>
/// A <see cref="GenreModel"/> as an ML.NET transformer: adds <c>Score</c> and <c>PredictedLabel</c> to its input. Saved with <c>mlContext.Model.Save</c> like every other;
/// what <c>mlContext.Model.Load</c> gives is a chain of ML.NET's own transformers that predicts the same bits.
/// </summary>
/// <remarks>
/// Which score is which genre: slot i of <c>Score</c> is the probability of key i of <c>PredictedLabel</c>. As long as the model is not saved, <c>Score</c> has slot names that say so; ML.NET
/// does not save those of custom mappings, but it does save the values of the keys. Keep <c>PredictedLabel</c> a key, then, and map it into another column:
/// <c>MapKeyToValue("Genre", "PredictedLabel")</c>, not <c>MapKeyToValue("PredictedLabel")</c>. <c>GetKeyValues</c> of <c>PredictedLabel</c> gives the names, also after
/// <c>PredictionEngine.OutputSchema</c>.
/// <para><c>mlContext.MulticlassClassification.PermutationFeatureImportance(transformer, data)</c> works with this class; of a chain it takes <c>chain.LastTransformer</c>, and the data that come
/// to it.</para>
/// </remarks>
/// <example><code>
/// var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
///     .Append(mlContext.MulticlassClassification.Trainers.LinearDiscriminant())
///     .Append(mlContext.Transforms.Conversion.MapKeyToValue("Genre", "PredictedLabel"));
/// mlContext.Model.Save(pipeline.Fit(data), data.Schema, "genre.zip");
///
/// VBuffer&lt;ReadOnlyMemory&lt;char&gt;&gt; genres = default;   // of slot 0, 1, ... of Score
/// mlContext.Model.Load("genre.zip", out _).Transform(data).Schema["PredictedLabel"].GetKeyValues(ref genres);
/// </code></example>
public sealed class GenreModelTransformer : ISingleFeaturePredictionTransformer<GenreModel>
{
    private readonly ITransformer _columns;

    internal GenreModelTransformer(KeyedModel model, DataViewSchema.Column features, ITransformer columns)
    {
        Model = model.Model;
        Labels = model.Labels;
        FeatureColumnName = features.Name;
        FeatureColumnType = features.Type;
        _columns = columns;
    }

    /// <summary>The model, which also predicts without ML.NET.</summary>
    public GenreModel Model { get; }

    /// <summary>The names of the label's keys, in their order: slot i of <c>Score</c> is the probability of label i.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The column of features.</summary>
    public string FeatureColumnName { get; }

    /// <summary>The type of the features: a vector of as many <see cref="float"/> as the training rows had.</summary>
    public DataViewType FeatureColumnType { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The column of features is missing or of another type or length.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _columns.GetOutputSchema(Checked(inputSchema));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The column of features is missing or of another type or length.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Checked(input.Schema);
        return _columns.Transform(input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _columns.GetRowToRowMapper(Checked(inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx) => _columns.Save(ctx);

    private DataViewSchema Checked(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        DataViewSchema.Column column = ColumnNames.Require(schema, FeatureColumnName);
        return column.Type.Equals(FeatureColumnType) ? schema : throw ColumnNames.Mismatch(column, FeatureColumnType.ToString()!);
    }
}
