using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.ML.MLNet.Data;
using MusicGenre.ML.MLNet.Persistence;

namespace MusicGenre.ML.MLNet;

/// <summary>
/// One of MusicGenre.ML's trainers as an ML.NET estimator: it learns from a key column of labels and a vector column of features, and adds <c>Score</c> and <c>PredictedLabel</c>.
/// Made by the methods of <see cref="GenreTrainersCatalog"/>.
/// </summary>
/// <remarks>
/// The trainer standardises its features itself, from its training rows: no normaliser is needed before it. <c>Score</c> is a vector of <see cref="float"/> with the probability of each
/// key of the label, in their order; they sum to 1. <c>PredictedLabel</c> is a key with the label's key values.
/// </remarks>
public sealed class GenreTrainerEstimator : IEstimator<GenreModelTransformer>
{
    private const string ExpectedLabel = "a key; MapValueToKey makes one";
    private const string ExpectedWeight = "Single (Conversion.ConvertType makes it)";
    private const string ExpectedFeatures = "a vector of Single of known size (Concatenate or Conversion.ConvertType makes one)";

    internal GenreTrainerEstimator(ITrainer trainer, string labelColumnName, string featureColumnName, string? exampleWeightColumnName)
    {
        Trainer = trainer;
        LabelColumnName = labelColumnName;
        FeatureColumnName = featureColumnName;
        ExampleWeightColumnName = exampleWeightColumnName;
    }

    /// <summary>The trainer, with its settings.</summary>
    public ITrainer Trainer { get; }

    /// <summary>The column of labels.</summary>
    public string LabelColumnName { get; }

    /// <summary>The column of features.</summary>
    public string FeatureColumnName { get; }

    /// <summary>The column of the rows' weights; null for 1 each.</summary>
    public string? ExampleWeightColumnName { get; }

    /// <summary>Learns a model.</summary>
    /// <param name="input">
    /// The training rows: the label as a key (<c>MapValueToKey</c>; the genres are called as the keys' values), the features as a vector of <see cref="float"/> of known size;
    /// <c>FileName</c> and <c>Group</c>, where they are there and text or key, tell a trainer which rows belong together.
    /// </param>
    /// <exception cref="ArgumentException">A column is missing or of another type, a row has no label, a feature that is not finite or a weight that is not finite and above 0, there are no rows, or the trainer can't weigh its rows.</exception>
    public GenreModelTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column label = ColumnNames.Require(input.Schema, LabelColumnName);
        DataViewSchema.Column features = ColumnNames.Require(input.Schema, FeatureColumnName);
        if (label.Type is not KeyDataViewType)
        {
            throw ColumnNames.Mismatch(label, ExpectedLabel);
        }

        if (features.Type is not VectorDataViewType { IsKnownSize: true } vector || !vector.ItemType.Equals(NumberDataViewType.Single))
        {
            throw ColumnNames.Mismatch(features, ExpectedFeatures);
        }

        if (ExampleWeightColumnName is not null && ColumnNames.Require(input.Schema, ExampleWeightColumnName) is { } weight && !weight.Type.Equals(NumberDataViewType.Single))
        {
            throw ColumnNames.Mismatch(weight, ExpectedWeight);
        }

        FeatureTable table = new DataViewReader(input, LabelColumnName, ViewColumns.FileName, ViewColumns.Group, ExampleWeightColumnName).ReadVector(FeatureColumnName, renames: true);
        if (table.RowCount == 0)
        {
            throw new ArgumentException("The data has no rows; a trainer needs at least one.", nameof(input));
        }

        LabelKeys keys = new(label);
        KeyedModel model = new(Trainer.Fit(table), keys.Names);
        return new GenreModelTransformer(model, features, GenreModelMapping.CreatePipeline(new MLContext(), FeatureColumnName, model, keys).Fit(input));
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnNames.Check(inputSchema, LabelColumnName, ExpectedLabel, static c => c.IsKey && c.Kind == SchemaShape.Column.VectorKind.Scalar);
        ColumnNames.Check(
            inputSchema, FeatureColumnName, ExpectedFeatures, static c => c.ItemType == NumberDataViewType.Single && c.Kind == SchemaShape.Column.VectorKind.Vector);
        if (ExampleWeightColumnName is not null)
        {
            ColumnNames.Check(
                inputSchema, ExampleWeightColumnName, ExpectedWeight, static c => c.ItemType == NumberDataViewType.Single && c.Kind == SchemaShape.Column.VectorKind.Scalar);
        }

        return GenreModelMapping.CreatePipeline(new MLContext(), FeatureColumnName, KeyedModel.Placeholder).GetOutputSchema(inputSchema);
    }
}
