using MusicGenre.ML.Onnx.Graphs;
using MusicGenre.ML.Preprocessing;

namespace MusicGenre.ML.Onnx.Conversion;

/// <summary>Preprocessing steps as nodes: in double precision within the steps, single before and after, as <see cref="FittedPreprocessing.Transform"/>.</summary>
internal static class PreprocessingConverter
{
    /// <param name="graph">The graph.</param>
    /// <param name="preprocessing">The steps.</param>
    /// <param name="rows">Floats [N, features].</param>
    /// <returns>Floats [N, columns].</returns>
    public static string Convert(GraphBuilder graph, FittedPreprocessing preprocessing, string rows)
    {
        string x = graph.ToDouble(rows);
        foreach (FittedStep step in preprocessing.Steps)
        {
            x = graph.Clamp(Convert(graph, step, x), -FittedPreprocessing.InnerBound, FittedPreprocessing.InnerBound);
        }

        return graph.ToSingle(graph.Clamp(x, -FittedPreprocessing.Bound, FittedPreprocessing.Bound));
    }

    private static string Convert(GraphBuilder graph, FittedStep step, string x) => step switch
    {
        Scaling scaling => Scale(graph, scaling, x),
        YeoJohnson power => Scale(graph, power.Scaling, Power(graph, power.Lambdas, x)),
        Projection projection => graph.Node(
            "Gemm",
            [graph.Node("Sub", x, graph.Constant(Tensors.Of(projection.Means, projection.InputCount))), graph.Constant(Tensors.Of(projection.Weights, projection.OutputCount, projection.InputCount))],
            Attributes.Of("transB", 1)),
        Selection selection => graph.Gather(x, graph.Integers([.. selection.Columns.ToArray().Select(static c => (long)c)]), axis: 1),
        Clipping clipping => graph.Clamp(x, -clipping.Magnitude, clipping.Magnitude),
        _ => throw new NotSupportedException($"The model can't be written as ONNX: no operators are known for its preprocessing step '{step.Kind}'."),
    };

    private static string Scale(GraphBuilder graph, Scaling scaling, string x) => graph.Node(
        "Div",
        graph.Node("Sub", x, graph.Constant(Tensors.Of(scaling.Offsets, scaling.InputCount))),
        graph.Constant(Tensors.Of(scaling.Divisors, scaling.InputCount)));

    /// <summary>sign(x) ((1 + |x|)^p - 1) / p with p = lambda, or 2 - lambda below 0; the logarithm where p is 0, |x| where it is 1.</summary>
    private static string Power(GraphBuilder graph, IReadOnlyList<double> lambdas, string x)
    {
        string magnitude = graph.Node("Abs", x);
        string logarithm = graph.Node("Log", graph.Node("Add", magnitude, graph.Number(1)));
        string above = Side(static lambda => lambda);
        string below = Side(static lambda => 2 - lambda);
        return graph.Node("Where", graph.Node("Less", x, graph.Number(0)), graph.Node("Neg", below), above);

        // The three cases are told apart here, not in the graph: 0 x magnitude or logarithm adds nothing, as both are finite.
        string Side(Func<double, double> power)
        {
            double[] powers = [.. lambdas.Select(power)];
            string exponent = graph.Node("Mul", logarithm, Column(static p => p is 0 or 1 ? 0 : p));
            string curved = graph.Node("Div", graph.Node("Sub", graph.Node("Exp", exponent), graph.Number(1)), Column(static p => p is 0 or 1 ? 1 : p));
            string sum = Plus(curved, logarithm, 0);
            return Plus(sum, magnitude, 1);

            string Plus(string others, string own, double of) =>
                powers.Contains(of) ? graph.Node("Add", others, graph.Node("Mul", own, Column(p => p == of ? 1 : 0))) : others;

            string Column(Func<double, double> value) => graph.Constant(Tensors.Of([.. powers.Select(value)], powers.Length));
        }
    }
}
