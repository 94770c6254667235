using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Features;
using MusicGenre.ML.MLNet.Persistence;

namespace MusicGenre.ML.MLNet;

/// <summary>
/// Reads audio files and computes their features: a text column of paths becomes a vector column. Made by
/// <see cref="MusicFeaturesCatalog.ExtractMusicFeatures(TransformsCatalog, string, string, FeatureSet)"/>.
/// </summary>
/// <remarks>
/// Nothing is learnt from the data. The fitted transformer is made of ML.NET's own parts and one custom mapping whose contract this assembly registers, so that
/// <c>mlContext.Model.Save</c> stores it with the feature set, and <c>mlContext.Model.Load</c> finds it again in any process that has this assembly beside it.
/// </remarks>
public sealed class MusicFeaturesEstimator : IEstimator<ITransformer>
{
    private readonly EstimatorChain<ITransformer> _pipeline;

    internal MusicFeaturesEstimator(string outputColumnName, string pathColumnName, FeatureSet featureSet)
    {
        FeatureSet = featureSet;
        _pipeline = MusicFeatureMapping.CreatePipeline(new MLContext(), outputColumnName, pathColumnName, featureSet);
    }

    /// <summary>The features, in the order of the vector's slots.</summary>
    public FeatureSet FeatureSet { get; }

    /// <summary>Gives the transformer; the data are looked at for their columns alone.</summary>
    /// <param name="input">The data with the column of paths.</param>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _pipeline.Fit(input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _pipeline.GetOutputSchema(inputSchema);
}
