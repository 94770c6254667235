using static MusicGenre.ML.Onnx.Schema.TensorProto.Types;

namespace MusicGenre.ML.Onnx.Graphs;

/// <summary>What several converters need, in nodes.</summary>
internal static class GraphMath
{
    extension(GraphBuilder graph)
    {
        public string ToDouble(string x) => graph.Cast(x, DataType.Double);

        public string ToSingle(string x) => graph.Cast(x, DataType.Float);

        public string Cast(string x, DataType type) => graph.Node("Cast", [x], Attributes.Of("to", (long)type));

        /// <summary>Limits every number of a tensor of doubles to a magnitude.</summary>
        public string Clamp(string x, double least, double most) => graph.Node("Clip", x, graph.Number(least), graph.Number(most));

        public string Softmax(string x) => graph.Node("Softmax", [x], Attributes.Of("axis", -1));

        public string Sum(string x, int axis, bool keepAxis = true) => graph.Node("ReduceSum", [x, graph.Integers([axis])], Attributes.Of("keepdims", keepAxis ? 1 : 0));

        public string Max(string x, int axis) => graph.Node("ReduceMax", [x], Attributes.Of("axes", [axis]), Attributes.Of("keepdims", 1));

        public string Gather(string x, string indices, int axis) => graph.Node("Gather", [x, indices], Attributes.Of("axis", axis));

        /// <summary>Divides each row [N, genres] by its sum.</summary>
        public string Normalize(string x) => graph.Node("Div", x, graph.Sum(x, axis: 1));

        /// <summary>rows [N, columns] times the transpose of a constant matrix [outputs, columns], and a constant [outputs] added.</summary>
        public string Linear(string rows, string matrix, string added) => graph.Node("Gemm", [rows, matrix, added], Attributes.Of("transB", 1));
    }
}
