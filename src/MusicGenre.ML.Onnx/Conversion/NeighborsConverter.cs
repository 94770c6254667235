using MusicGenre.ML.Onnx.Graphs;
using static MusicGenre.ML.Onnx.Schema.TensorProto.Types;

namespace MusicGenre.ML.Onnx.Conversion;

/// <summary>Nearest neighbours as nodes.</summary>
internal static class NeighborsConverter
{
    /// <inheritdoc cref="ClassifierConverter.Convert"/>
    public static string Convert(GraphBuilder graph, NearestNeighborsTrainer.Neighbors neighbors, string rows)
    {
        int count = neighbors.Labels.Length;
        string x = graph.ToDouble(rows);
        string vectors = graph.Constant(Tensors.Of(neighbors.Rows, count, neighbors.FeatureCount));

        // A matrix product finds the nearest up to rounding; the distances of a few more than those that vote are then taken without it, so that a row at distance 0 is one. They are compared in
        // single precision, as the model does: of rows that lie equally far the one that is first in the training table comes first, and TopK too puts the smaller index first.
        int candidates = Math.Min(count, (2 * neighbors.Count) + 8);
        string products = KernelConverter.SquaredDistances(graph, x, vectors, neighbors.Rows, neighbors.FeatureCount);
        string near = Smallest(graph.ToSingle(products), candidates)[1];
        near = Smallest(near, candidates)[0];
        string difference = graph.Node("Sub", graph.ToDouble(graph.Gather(vectors, near, axis: 0)), graph.Node("Unsqueeze", x, graph.Integers([1])));
        string distances = graph.Node("Sqrt", graph.Sum(graph.Node("Mul", difference, difference), axis: 2, keepAxis: false));
        string[] nearest = Smallest(graph.ToSingle(distances), neighbors.Count);
        near = graph.Node("GatherElements", [near, nearest[1]], Attributes.Of("axis", 1));

        // Weights [N, k]: 1 / distance, or 1 for those at distance 0 alone where there are some.
        string distance = graph.ToDouble(nearest[0]);
        string isEqual = graph.Cast(graph.Node("Equal", distance, graph.Number(0)), DataType.Double);
        string hasEqual = graph.Cast(graph.Max(isEqual, axis: 1), DataType.Bool);
        string weights = graph.Node("Where", hasEqual, isEqual, graph.Node("Div", graph.Number(1), distance));

        // Votes [N, genres]: the sum over neighbours of their weight where the label is the genre.
        string labels = graph.Gather(graph.Integers([.. neighbors.Labels.ToArray().Select(static l => (long)l)]), near, axis: 0);
        string axis = graph.Integers([2]);
        string isGenre = graph.Cast(graph.Node("Equal", graph.Node("Unsqueeze", labels, axis), graph.Integers([.. Enumerable.Range(0, neighbors.GenreCount).Select(static g => (long)g)])), DataType.Double);
        return graph.Normalize(graph.Sum(graph.Node("Mul", graph.Node("Unsqueeze", weights, axis), isGenre), axis: 1, keepAxis: false));

        string[] Smallest(string values, int k) => graph.Nodes("TopK", 2, [values, graph.Integers([k])], Attributes.Of("axis", 1), Attributes.Of("largest", 0), Attributes.Of("sorted", 1));
    }
}
