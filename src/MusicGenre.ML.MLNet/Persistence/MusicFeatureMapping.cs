using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MusicGenre.Features;

namespace MusicGenre.ML.MLNet.Persistence;

/// <summary>From the path of an audio file to its features, in a form that ML.NET saves and finds again.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class MusicFeatureMapping : CustomMappingFactory<MusicFeatureMapping.Input, MusicFeatureMapping.Output>
{
    /// <summary>Stands in saved models: never changed.</summary>
    public const string Contract = "MusicGenre.ML.MLNet.ExtractMusicFeatures";

    private const string PathColumn = "MusicGenre.Path";
    private const string SetColumn = "MusicGenre.FeatureSet";
    private const string ValuesColumn = "MusicGenre.Values";

    private static readonly StateCache<BatchExtractor> Extractors = new(static state => new BatchExtractor(FeatureSet.FromJson(Encoding.UTF8.GetString(state))));

    public static EstimatorChain<ITransformer> CreatePipeline(MLContext mlContext, string outputColumn, string pathColumn, FeatureSet featureSet)
    {
        SchemaDefinition output = SchemaDefinition.Create(typeof(Output));
        FirstSlots.Name(output[ValuesColumn], featureSet.Names);
        return new EstimatorChain<ITransformer>()
            .AppendState(mlContext, SetColumn, Encoding.UTF8.GetBytes(featureSet.ToJson()))
            .Append<ITransformer>(mlContext.Transforms.CopyColumns(PathColumn, pathColumn))
            .Append<ITransformer>(mlContext.Transforms.CustomMapping(new MusicFeatureMapping().GetMapping(), Contract, outputSchemaDefinition: output))
            .Append<ITransformer>(new FirstSlots(mlContext, outputColumn, ValuesColumn, featureSet.Count))
            .Append<ITransformer>(mlContext.Transforms.DropColumns(PathColumn, SetColumn, ValuesColumn));
    }

    public override Action<Input, Output> GetMapping() => static (input, output) =>
    {
        string path = input.Path.ToString();
        if (path.Length == 0)
        {
            throw new ArgumentException("The path of an audio file is empty; every row needs one.", nameof(input));
        }

        TrackFeatures track = Extractors[input.FeatureSet].Extract(AudioFolder.FromPath(path));
        if (track.Problem is { } problem)
        {
            throw new FeatureFormatException(problem.Reason, problem.Path);
        }

        output.Values = FirstSlots.Pad(track.Rows[0].Values.ToArray());
    };

    public sealed class Input
    {
        [ColumnName(PathColumn)]
        public ReadOnlyMemory<char> Path { get; set; }

        [ColumnName(SetColumn)]
        public ReadOnlyMemory<char> FeatureSet { get; set; }
    }

    public sealed class Output
    {
        [ColumnName(ValuesColumn)]
        [VectorType(FirstSlots.Longest)]
        public VBuffer<float> Values { get; set; }
    }
}
