using Google.Protobuf;
using MusicGenre.ML.Onnx.Schema;
using static MusicGenre.ML.Onnx.Schema.AttributeProto.Types;

namespace MusicGenre.ML.Onnx.Graphs;

/// <summary>Settings of a node.</summary>
internal static class Attributes
{
    public static AttributeProto Of(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    public static AttributeProto Of(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };

    public static AttributeProto Of(string name, string value) => new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Of(string name, TensorProto value) => new() { Name = name, Type = AttributeType.Tensor, T = value };

    public static AttributeProto Of(string name, GraphProto value) => new() { Name = name, Type = AttributeType.Graph, G = value };

    public static AttributeProto Of(string name, IEnumerable<long> values) => new() { Name = name, Type = AttributeType.Ints, Ints = { values } };

    public static AttributeProto Of(string name, IEnumerable<ByteString> values) => new() { Name = name, Type = AttributeType.Strings, Strings = { values } };
}
