using Microsoft.ML;
using MusicGenre.Features;

namespace MusicGenre.ML.MLNet;

/// <summary>Music features among <c>mlContext.Transforms</c>.</summary>
public static class MusicFeaturesCatalog
{
    /// <summary>
    /// Creates a <see cref="MusicFeaturesEstimator"/>: the audio file of each row is read (any format that <see cref="Audio.AudioFile"/> reads), brought to the set's sample
    /// rate, and becomes one row of features, the same to the bit as <see cref="FeatureExtractor"/> gives.
    /// </summary>
    /// <param name="catalog">The transforms' catalogue.</param>
    /// <param name="outputColumnName">The column that is made: a vector of <see cref="float"/> of known size, one slot per feature.</param>
    /// <param name="pathColumnName">A text column with paths of audio files.</param>
    /// <param name="featureSet">What is computed, such as <c>FeatureSets.Gtzan57</c>; null for <see cref="FeatureSets.MeanVariance"/>.</param>
    /// <exception cref="ArgumentException">A column's name is empty, or the set has more than 16,384 features.</exception>
    /// <remarks>
    /// A file that can't be used ends the pass, when its row is reached, with a <see cref="FeatureFormatException"/> that names it; <c>mlContext.Data.LoadFromAudioFolder</c> can leave such files
    /// out instead. The exception comes as it is from a <c>PredictionEngine</c> and from the transformed data. Where ML.NET reads those through further transforms on threads of its own
    /// (as in <c>Fit</c> of a pipeline, and behind every loaded model), it wraps what it meets in exceptions of its own, one for each of its stages: look along <c>InnerException</c>.
    /// Audio is decoded again in every pass over the data: add <c>AppendCacheCheckpoint</c> after it, as trainers make many.
    /// <para>Files are decoded on all cores, at most 8 a core ahead of the row that is requested: <c>Preview(1)</c> reads a few. A model that was saved and loaded is made of ML.NET's own
    /// transforms: <c>Transform</c> reads up to 128 rows ahead a thread there; a <c>PredictionEngine</c> reads one file at a time.</para>
    /// <para>The names of the slots are there until the model is saved; a loaded model has none, as ML.NET does not save them for custom mappings.</para>
    /// </remarks>
    /// <example><code>
    /// var pipeline = mlContext.Transforms.ExtractMusicFeatures("Features", "Path", FeatureSets.Gtzan57)
    ///     .AppendCacheCheckpoint(mlContext)
    ///     .Append(mlContext.Transforms.Conversion.MapValueToKey("Label"))
    ///     .Append(mlContext.MulticlassClassification.Trainers.SupportVectorMachine());
    /// </code></example>
    public static MusicFeaturesEstimator ExtractMusicFeatures(this TransformsCatalog catalog, string outputColumnName, string pathColumnName, FeatureSet? featureSet = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(pathColumnName);
        return new MusicFeaturesEstimator(outputColumnName, pathColumnName, featureSet ?? FeatureSets.MeanVariance);
    }
}
