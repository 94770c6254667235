using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.ML.MLNet.Persistence;

namespace MusicGenre.ML.MLNet;

/// <summary>
/// A <see cref="GenreModel"/> as an ML.NET transformer: adds <c>Score</c> and <c>PredictedLabel</c> to its input. Saved with <c>mlContext.Model.Save</c> like every other;
/// what <c>mlContext.Model.Load</c> gives is a chain of ML.NET's own transformers that predicts the same bits.
/// </summary>
public sealed class GenreModelTransformer : ITransformer
{
    private readonly ITransformer _columns;

    internal GenreModelTransformer(KeyedModel model, ITransformer columns)
    {
        Model = model.Model;
        Labels = model.Labels;
        _columns = columns;
    }

    /// <summary>The model, which also predicts without ML.NET.</summary>
    public GenreModel Model { get; }

    /// <summary>The names of the label's keys, in their order: slot i of <c>Score</c> is the probability of label i.</summary>
    public IReadOnlyList<string> Labels { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _columns.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => _columns.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _columns.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => _columns.Save(ctx);
}
