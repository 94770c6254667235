using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Features;
using MusicGenre.ML.MLNet.Data;

namespace MusicGenre.ML.MLNet.Persistence;

/// <summary>Adds the features of audio files to data. It is saved as, and works on single rows through, the chain of ML.NET's own transformers that a loaded model has.</summary>
internal sealed class MusicFeaturesTransformer(ITransformer columns, string outputColumnName, string pathColumnName, FeatureSet featureSet) : ITransformer
{
    private readonly BatchExtractor _extractor = new(featureSet);

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return MusicFeaturesView.OutputSchema(inputSchema, outputColumnName, pathColumnName, featureSet);
    }

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MusicFeaturesView(input, outputColumnName, pathColumnName, _extractor);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        MusicFeaturesView.PathColumn(inputSchema, pathColumnName);
        return columns.GetRowToRowMapper(inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => columns.Save(ctx);
}
