using System.Numerics.Tensors;
using MusicGenre.ML.Onnx.Graphs;
using MusicGenre.ML.Trainers.Ensembles;
using MusicGenre.ML.Trainers.Kernels;

namespace MusicGenre.ML.Onnx.Conversion;

/// <summary>Classifiers of a radial kernel as nodes.</summary>
internal static class KernelConverter
{
    /// <summary>exp(-gamma |x - v|^2) of every row x and vector v: doubles [N, vectors].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="gamma">The kernel's gamma.</param>
    /// <param name="rows">Floats [N, columns].</param>
    /// <param name="vectors">vectors x columns.</param>
    /// <param name="columns">The number of columns.</param>
    public static string Kernel(GraphBuilder graph, double gamma, string rows, ReadOnlySpan<float> vectors, int columns) =>
        graph.Node("Exp", graph.Node("Mul", SquaredDistances(graph, graph.ToDouble(rows), graph.Constant(Tensors.Of(vectors, vectors.Length / columns, columns)), vectors, columns), graph.Number(-gamma)));

    /// <summary>The squared distances of rows and vectors, [N, vectors], as |x|^2 + |v|^2 - 2 x'v: one matrix product, in double precision, so that what it cancels does not matter.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rows">Doubles [N, columns].</param>
    /// <param name="constant">The vectors as a constant of floats.</param>
    /// <param name="vectors">vectors x columns.</param>
    /// <param name="columns">The number of columns.</param>
    public static string SquaredDistances(GraphBuilder graph, string rows, string constant, ReadOnlySpan<float> vectors, int columns)
    {
        double[] squares = new double[vectors.Length / columns];
        double[] vector = new double[columns];
        for (int v = 0; v < squares.Length; v++)
        {
            TensorPrimitives.ConvertChecked(vectors.Slice(v * columns, columns), vector.AsSpan());
            squares[v] = TensorPrimitives.SumOfSquares<double>(vector);
        }

        string products = graph.Node("Gemm", [rows, graph.ToDouble(constant), graph.Constant(Tensors.Of(squares, squares.Length))], Attributes.Of("transB", 1), Attributes.Of("alpha", -2f));
        string squaredRows = graph.Sum(graph.Node("Mul", rows, rows), axis: 1);

        // Rounding may leave a little below 0.
        return graph.Node("Max", graph.Node("Add", products, squaredRows), graph.Number(0));
    }

    /// <summary>softmax(slope * scores).</summary>
    public static string Convert(GraphBuilder graph, KernelRidgeClassifier ridge, string rows) => Softmax(graph, ridge, Scores(graph, ridge, Scale(graph, ridge, rows)));

    /// <summary>softmax(slope * (softmax(linear scores / divisor) + scores)).</summary>
    public static string Convert(GraphBuilder graph, DiscriminantRidgeVote vote, string rows)
    {
        string scaled = Scale(graph, vote.Ridge, rows);
        string linear = graph.Softmax(graph.Node("Div", ClassifierConverter.Scores(graph, vote.Linear, scaled), graph.Number(vote.Divisor)));
        return Softmax(graph, vote.Ridge, graph.Node("Add", Scores(graph, vote.Ridge, scaled), linear));
    }

    private static string Softmax(GraphBuilder graph, KernelRidgeClassifier ridge, string scores) => graph.Softmax(graph.Node("Mul", scores, graph.Number(ridge.Slope)));

    private static string Scale(GraphBuilder graph, KernelRidgeClassifier ridge, string rows) => graph.Node("Mul", rows, graph.Constant(Tensors.Of(ridge.Scales, ridge.FeatureCount)));

    private static string Scores(GraphBuilder graph, KernelRidgeClassifier ridge, string scaled)
    {
        string kernel = Kernel(graph, ridge.Gamma, scaled, ridge.Vectors, ridge.FeatureCount);
        return graph.Node("Gemm", [kernel, graph.Constant(Tensors.Of(ridge.Coefficients, ridge.GenreCount, ridge.Coefficients.Length / ridge.GenreCount))], Attributes.Of("transB", 1));
    }
}
