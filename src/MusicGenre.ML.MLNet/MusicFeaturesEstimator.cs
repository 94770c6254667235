using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Features;
using MusicGenre.ML.MLNet.Data;
using MusicGenre.ML.MLNet.Persistence;

namespace MusicGenre.ML.MLNet;

/// <summary>
/// Reads audio files and computes their features: a text column of paths becomes a vector column. Made by
/// <see cref="MusicFeaturesCatalog.ExtractMusicFeatures(TransformsCatalog, string, string, FeatureSet)"/>.
/// </summary>
/// <remarks>
/// Nothing is learnt from the data. The fitted transformer is made of ML.NET's own parts and one custom mapping whose contract this assembly registers, so that
/// <c>mlContext.Model.Save</c> stores it with the feature set, and <c>mlContext.Model.Load</c> finds it again in any process that has this assembly next to it.
/// <para>The column of features says which set it holds, so that a model trained on it knows its feature set: <c>LastTransformer.Model.Predict(clip)</c> works without ML.NET.</para>
/// </remarks>
public sealed class MusicFeaturesEstimator : IEstimator<ITransformer>
{
    private readonly EstimatorChain<ITransformer> _pipeline;
    private readonly string _outputColumnName;
    private readonly string _pathColumnName;

    internal MusicFeaturesEstimator(string outputColumnName, string pathColumnName, FeatureSet featureSet)
    {
        _outputColumnName = outputColumnName;
        _pathColumnName = pathColumnName;
        FeatureSet = featureSet;
        _pipeline = MusicFeatureMapping.CreatePipeline(new MLContext(), outputColumnName, pathColumnName, featureSet);
    }

    /// <summary>The features, in the order of the vector's slots.</summary>
    public FeatureSet FeatureSet { get; }

    /// <summary>Gives the transformer; the data are looked at for their columns alone.</summary>
    /// <param name="input">The data with the column of paths.</param>
    /// <exception cref="ArgumentException">There is no such column, or it is not a text.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        MusicFeaturesView.PathColumn(input.Schema, _pathColumnName);
        return new MusicFeaturesTransformer(_pipeline.Fit(input), _outputColumnName, _pathColumnName, FeatureSet);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnNames.Check(
            inputSchema, _pathColumnName, MusicFeaturesView.ExpectedPath, static c => c.ItemType is TextDataViewType && !c.IsKey && c.Kind == SchemaShape.Column.VectorKind.Scalar);
        return _pipeline.GetOutputSchema(inputSchema);
    }
}
