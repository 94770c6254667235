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
    internal GenreTrainerEstimator(ITrainer trainer, string labelColumnName, string featureColumnName)
    {
        Trainer = trainer;
        LabelColumnName = labelColumnName;
        FeatureColumnName = featureColumnName;
    }

    /// <summary>The trainer, with its settings.</summary>
    public ITrainer Trainer { get; }

    /// <summary>The column of labels.</summary>
    public string LabelColumnName { get; }

    /// <summary>The column of features.</summary>
    public string FeatureColumnName { get; }

    /// <summary>Learns a model.</summary>
    /// <param name="input">
    /// The training rows: the label as a key of text values (<c>MapValueToKey</c>), the features as a vector of <see cref="float"/> of known size; <c>FileName</c> and <c>Group</c>,
    /// where they are there, tell a trainer which rows belong together.
    /// </param>
    /// <exception cref="ArgumentException">A column is missing or of another type, a row has no label or a feature that is not finite, or there are no rows.</exception>
    public GenreModelTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        FeatureTable table = FeatureTable.FromDataView(input, FeatureColumnName, LabelColumnName);
        string[] labels = ColumnNames.OfKeys(input.Schema[LabelColumnName])
            ?? throw new ArgumentException($"The column '{LabelColumnName}' is {input.Schema[LabelColumnName].Type}; expected was a key whose values are text: MapValueToKey makes one.", nameof(input));
        KeyedModel model = new(Trainer.Fit(table), labels);
        return new GenreModelTransformer(model, GenreModelMapping.CreatePipeline(new MLContext(), FeatureColumnName, model).Fit(input));
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckColumn(inputSchema, LabelColumnName, "a key; MapValueToKey makes one", static c => c.IsKey && c.Kind == SchemaShape.Column.VectorKind.Scalar);
        CheckColumn(
            inputSchema, FeatureColumnName, "a vector of Single of known size", static c => c.ItemType == NumberDataViewType.Single && c.Kind == SchemaShape.Column.VectorKind.Vector);
        return GenreModelMapping.CreatePipeline(new MLContext(), FeatureColumnName, KeyedModel.Placeholder).GetOutputSchema(inputSchema);
    }

    private static void CheckColumn(SchemaShape schema, string name, string expected, Func<SchemaShape.Column, bool> fits)
    {
        SchemaShape.Column[] found = [.. schema.Where(c => c.Name == name)];
        if (found.Length == 0)
        {
            throw new ArgumentException($"There is no column '{name}'; there are {string.Join(", ", schema.Select(static c => c.Name))}.", nameof(schema));
        }

        if (!fits(found[0]))
        {
            throw new ArgumentException($"The column '{name}' is {Describe(found[0])}; expected was {expected}.", nameof(schema));
        }
    }

    private static string Describe(SchemaShape.Column column) => (column.Kind == SchemaShape.Column.VectorKind.Scalar ? "" : $"{column.Kind} of ") + (column.IsKey ? "key of " : "") + column.ItemType;
}
