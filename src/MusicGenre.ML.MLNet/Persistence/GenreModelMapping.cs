using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MusicGenre.ML.MLNet.Persistence;

/// <summary>From features to <c>Score</c> and <c>PredictedLabel</c> by a <see cref="GenreModel"/>, in a form that ML.NET saves and finds again.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class GenreModelMapping : CustomMappingFactory<GenreModelMapping.Input, GenreModelMapping.Output>
{
    /// <summary>Stands in saved models: never changed.</summary>
    public const string Contract = "MusicGenre.ML.MLNet.GenreModel";

    private const string FeaturesColumn = "MusicGenre.Features";
    private const string ModelColumn = "MusicGenre.Model";
    private const string ScoreColumn = "MusicGenre.Score";
    private const string GenreColumn = "MusicGenre.Genre";
    private const string ValueColumn = "MusicGenre.Value";

    private static readonly StateCache<KeyedModel> Models = new(static state => KeyedModel.FromBytes(Unpack(state)));

    /// <summary>The columns that a model adds.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="featureColumn">The features' column.</param>
    /// <param name="model">The model, and the keys of the label that its genres stand for.</param>
    /// <param name="keys">The same keys with their values; null if those are text.</param>
    public static EstimatorChain<ITransformer> CreatePipeline(MLContext mlContext, string featureColumn, KeyedModel model, LabelKeys? keys = null)
    {
        SchemaDefinition output = SchemaDefinition.Create(typeof(Output));
        FirstSlots.Name(output[ScoreColumn], model.Labels);
        EstimatorChain<ITransformer> scored = new EstimatorChain<ITransformer>()
            .AppendState(mlContext, ModelColumn, Pack(model.ToBytes()))
            .Append<ITransformer>(mlContext.Transforms.CopyColumns(FeaturesColumn, featureColumn))
            .Append<ITransformer>(mlContext.Transforms.CustomMapping(new GenreModelMapping().GetMapping(), Contract, outputSchemaDefinition: output))
            .Append<ITransformer>(new FirstSlots(mlContext, "Score", ScoreColumn, model.Labels.Count));
        if (keys?.Values is not { } values)
        {
            IDataView names = mlContext.Data.LoadFromEnumerable(model.Labels.Select(static label => new Key { Label = label }));
            return scored
                .Append<ITransformer>(mlContext.Transforms.Conversion.MapValueToKey("PredictedLabel", GenreColumn, keyData: names))
                .Append<ITransformer>(mlContext.Transforms.DropColumns(FeaturesColumn, ModelColumn, ScoreColumn, GenreColumn));
        }

        // From the name back to the value of another type that it stands for.
        IDataView onlyValues = mlContext.Transforms.DropColumns("Name").Fit(values).Transform(values);
        return scored
            .Append<ITransformer>(mlContext.Transforms.Conversion.MapValue(ValueColumn, values, values.Schema["Name"], values.Schema["Value"], GenreColumn))
            .Append<ITransformer>(mlContext.Transforms.Conversion.MapValueToKey("PredictedLabel", ValueColumn, keyData: onlyValues))
            .Append<ITransformer>(mlContext.Transforms.DropColumns(FeaturesColumn, ModelColumn, ScoreColumn, GenreColumn, ValueColumn));
    }

    public override Action<Input, Output> GetMapping() => static (input, output) =>
    {
        KeyedModel model = Models[input.Model];
        GenrePrediction prediction = model.Model.Predict(input.Features.IsDense ? input.Features.GetValues() : [.. input.Features.DenseValues()]);
        output.Score = FirstSlots.Pad(model.Score(prediction));
        output.Genre = prediction.Genre.AsMemory();
    };

    private static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream packed = new();
        using (BrotliStream brotli = new(packed, CompressionLevel.Fastest))
        {
            brotli.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using BrotliStream brotli = new(new MemoryStream(packed), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        brotli.CopyTo(bytes);
        return bytes.ToArray();
    }

    public sealed class Input
    {
        [ColumnName(FeaturesColumn)]
        public VBuffer<float> Features { get; set; }

        [ColumnName(ModelColumn)]
        public ReadOnlyMemory<char> Model { get; set; }
    }

    public sealed class Output
    {
        [ColumnName(ScoreColumn)]
        [VectorType(FirstSlots.Longest)]
        public VBuffer<float> Score { get; set; }

        [ColumnName(GenreColumn)]
        public ReadOnlyMemory<char> Genre { get; set; }
    }

    private sealed class Key
    {
        public string Label { get; set; } = "";
    }
}
