using MusicGenre.ML.Onnx.Graphs;
using MusicGenre.ML.Trainers.Kernels;
using static MusicGenre.ML.Onnx.Schema.TensorProto.Types;

namespace MusicGenre.ML.Onnx.Conversion;

/// <summary>Support vector machines as nodes of ONNX's own operators.</summary>
/// <remarks>
/// <c>ai.onnx.ml</c> has an SVMClassifier, but it works in single precision, and its coupling of the pairs' probabilities stops at a tolerance: where rounding makes it stop a round
/// earlier or later, a probability differs by 1e-4. Here all is in double precision, and the coupling is the model's own, step by step, as a loop.
/// </remarks>
internal static class SupportVectorConverter
{
    /// <inheritdoc cref="ClassifierConverter.Convert"/>
    public static string Convert(GraphBuilder graph, SupportVectorClassifier machine, string rows)
    {
        int pairs = machine.Pairs.Count;
        if (pairs == 0)
        {
            return ClassifierConverter.Repeat(graph, [1], rows);
        }

        int vectors = machine.Vectors.Length / machine.FeatureCount;
        string decisions = vectors == 0
            ? ClassifierConverter.Repeat(graph, Column(static p => p.Bias), rows)
            : graph.Linear(
                KernelConverter.Kernel(graph, machine.Gamma, rows, machine.Vectors, machine.FeatureCount), graph.Constant(Tensors.Of(Coefficients(machine, vectors), pairs, vectors)), Row(static p => p.Bias));

        // 1 / (1 + exp(A d + B)).
        string exponent = graph.Node("Add", graph.Node("Mul", decisions, Row(static p => p.A)), Row(static p => p.B));
        string first = graph.Node("Sigmoid", graph.Node("Neg", exponent));
        first = graph.Clamp(first, SupportVectorClassifier.SmallestPairProbability, 1 - SupportVectorClassifier.SmallestPairProbability);
        return graph.Normalize(Couple(graph, first, machine.GenreCount));

        double[] Column(Func<SupportVectorClassifier.Pair, double> value) => [.. machine.Pairs.Select(value)];

        string Row(Func<SupportVectorClassifier.Pair, double> value) => graph.Constant(Tensors.Of(Column(value), pairs));
    }

    /// <summary>pairs x vectors, 0 where a pair does not use a vector.</summary>
    private static double[] Coefficients(SupportVectorClassifier machine, int vectors)
    {
        FileSize.Check((long)machine.Pairs.Count * vectors * sizeof(double));
        double[] coefficients = new double[machine.Pairs.Count * vectors];
        for (int p = 0; p < machine.Pairs.Count; p++)
        {
            SupportVectorClassifier.Pair pair = machine.Pairs[p];
            for (int v = 0; v < pair.Vectors.Length; v++)
            {
                coefficients[(p * vectors) + pair.Vectors[v]] += pair.Coefficients[v];
            }
        }

        return coefficients;
    }

    /// <summary><see cref="PairwiseCoupling.Couple"/> of all rows at once; a row that has converged is left as it is.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="first">r_ij with i below j, in the order (0, 1), (0, 2), ... (1, 2), ...: doubles [N, pairs].</param>
    /// <param name="k">The number of genres.</param>
    private static string Couple(GraphBuilder graph, string first, int k)
    {
        int pairs = k * (k - 1) / 2;
        string second = graph.Node("Sub", graph.Number(1), first);

        // Q [N, k, k]: r_ji^2 summed over j on the diagonal, -r_ji r_ij beside it.
        string squares = graph.Node("Concat", [graph.Node("Mul", second, second), graph.Node("Mul", first, first)], Attributes.Of("axis", 1));
        string diagonal = graph.Sum(graph.Gather(squares, Places(k - 1, (i, j) => j < i ? pairs + Pair(j, i) : Pair(i, j + 1)), axis: 1), axis: 2, keepAxis: false);
        string beside = graph.Node("Neg", graph.Node("Mul", first, second));
        string all = graph.Node("Concat", [beside, diagonal], Attributes.Of("axis", 1));
        string q = graph.Gather(all, Places(k, (i, j) => i == j ? pairs + i : Pair(Math.Min(i, j), Math.Max(i, j))), axis: 1);

        GraphBuilder round = graph.Inner("round");
        round.InnerScalar(DataType.Int64);
        round.InnerScalar(DataType.Bool);
        string p = round.InnerInput(DataType.Double);
        string axisOfSum = graph.Integers([2]);
        string qp = round.Node("Squeeze", round.Node("MatMul", q, round.Node("Unsqueeze", p, axisOfSum)), axisOfSum);
        string pqp = round.Sum(round.Node("Mul", p, qp), axis: 1);
        string error = round.Max(round.Node("Abs", round.Node("Sub", qp, pqp)), axis: 1);
        string isOpen = round.Node("Not", round.Node("Less", error, round.Number(PairwiseCoupling.Tolerance(k))));
        string next = round.Nodes("Loop", 3, [round.Constant(Tensors.Of([(long)k])), "", p, qp, pqp], Attributes.Of("body", Step(round, q, k)))[0];
        string countOpen = round.Node("ReduceSum", [round.Cast(isOpen, DataType.Float)], Attributes.Of("keepdims", 0));
        round.InnerOutput(round.Cast(countOpen, DataType.Bool), DataType.Bool);
        round.InnerOutput(round.Node("Where", isOpen, next, p), DataType.Double);

        string start = ClassifierConverter.Repeat(graph, [.. Enumerable.Repeat(1.0 / k, k)], first);
        return graph.Nodes("Loop", 1, [graph.Constant(Tensors.Of([(long)PairwiseCoupling.MaximumIterations(k)])), graph.Constant(Tensors.Of(true)), start], Attributes.Of("body", round.Graph))[0];

        // The place of a pair among the pairs.
        int Pair(int i, int j) => (i * k) - (i * (i + 1) / 2) + j - i - 1;

        string Places(int columns, Func<int, int, int> place) =>
            graph.Constant(Tensors.Of([.. Enumerable.Range(0, k).SelectMany(i => Enumerable.Range(0, columns).Select(j => (long)place(i, j)))], k, columns));
    }

    /// <summary>Genre t's step of a round: p, Qp and p'Qp become those of p + step in genre t, divided by 1 + step.</summary>
    private static Schema.GraphProto Step(GraphBuilder round, string q, int k)
    {
        GraphBuilder graph = round.Inner("step");
        string t = graph.InnerScalar(DataType.Int64);
        string go = graph.InnerScalar(DataType.Bool);
        string p = graph.InnerInput(DataType.Double);
        string qp = graph.InnerInput(DataType.Double);
        string pqp = graph.InnerInput(DataType.Double);
        string column = graph.Node("Unsqueeze", t, graph.Integers([0]));
        string row = graph.Gather(q, t, axis: 1);
        string own = graph.Gather(row, column, axis: 1);
        string qpOwn = graph.Gather(qp, column, axis: 1);
        string step = graph.Node("Div", graph.Node("Sub", pqp, qpOwn), own);
        string scale = graph.Node("Div", graph.Number(1), graph.Node("Add", step, graph.Number(1)));
        string isOwn = graph.Cast(graph.Node("Equal", graph.Integers([.. Enumerable.Range(0, k).Select(static i => (long)i)]), t), DataType.Double);

        string growth = graph.Node("Mul", step, graph.Node("Add", graph.Node("Mul", step, own), graph.Node("Mul", qpOwn, graph.Number(2))));
        graph.InnerOutput(graph.Node("Identity", go), DataType.Bool);
        graph.InnerOutput(Scaled(graph.Node("Add", p, graph.Node("Mul", step, isOwn))), DataType.Double);
        graph.InnerOutput(Scaled(graph.Node("Add", qp, graph.Node("Mul", step, row))), DataType.Double);
        graph.InnerOutput(Scaled(Scaled(graph.Node("Add", pqp, growth))), DataType.Double);
        return graph.Graph;

        string Scaled(string x) => graph.Node("Mul", x, scale);
    }
}
