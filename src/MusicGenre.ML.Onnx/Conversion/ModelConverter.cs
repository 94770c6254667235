using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MusicGenre.ML.Onnx.Graphs;
using MusicGenre.ML.Onnx.Schema;
using static MusicGenre.ML.Onnx.Schema.TensorProto.Types;

namespace MusicGenre.ML.Onnx.Conversion;

/// <summary>A model as an ONNX file's message.</summary>
internal static class ModelConverter
{
    private const string Rows = "N";

    /// <exception cref="NotSupportedException">A part of the model has no operators.</exception>
    public static ModelProto Convert(GenreModel model)
    {
        GraphBuilder graph = new("model");
        string features = graph.Input("features", DataType.Float, Rows, model.FeatureNames.Count);
        string probabilities = ClassifierConverter.Convert(graph, model.Classifier, PreprocessingConverter.Convert(graph, model.Preprocessing, features));

        // The first of ties, as the model does, and before the probabilities are rounded.
        string best = graph.Node("ArgMax", [probabilities], Attributes.Of("axis", 1), Attributes.Of("keepdims", 0));
        string label = graph.Gather(graph.Constant(Tensors.Of(model.Genres)), best, axis: 0);
        graph.Output(label, "label", DataType.String, Rows);
        graph.Output(graph.ToSingle(probabilities), "probabilities", DataType.Float, Rows, model.Genres.Count);

        ModelProto proto = new()
        {
            IrVersion = OnnxVersions.IntermediateRepresentation,
            OpsetImport =
            {
                new OperatorSetIdProto { Version = OnnxVersions.Operators },
                new OperatorSetIdProto { Domain = OnnxVersions.MachineLearningDomain, Version = OnnxVersions.MachineLearningOperators },
            },
            ProducerName = "MusicGenre.ML",
            ProducerVersion = ModelCard.OwnLibraryVersion,
            Graph = graph.Graph,
        };
        Add("feature_names", ToJson(model.FeatureNames));
        Add("genres", ToJson(model.Genres));
        Add("trainer", model.TrainerName);
        Add("library_version", ModelCard.OwnLibraryVersion);
        Add("feature_set", model.FeatureSet?.ToJson());
        Add("window", model.Window?.ToString(CultureInfo.InvariantCulture));
        Add("model_card", model.Card?.ToJson());
        return proto;

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                proto.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
            }
        }
    }

    private static string ToJson(IReadOnlyList<string> names)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (string name in names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
