using MusicGenre.ML.Onnx.Graphs;
using MusicGenre.Neural;

namespace MusicGenre.ML.Onnx.Conversion;

/// <summary>Neural networks as nodes, in single precision as they are.</summary>
internal static class NetworkConverter
{
    /// <param name="graph">The graph.</param>
    /// <param name="network">The network.</param>
    /// <param name="rows">Floats [N, columns].</param>
    /// <returns>Floats [N, outputs].</returns>
    public static string Convert(GraphBuilder graph, Sequential network, string rows)
    {
        string x = network.InputShape.Rank == 1 ? rows : Reshape(graph, rows, network.InputShape);
        foreach (Layer layer in network.Layers)
        {
            x = Convert(graph, layer, x);
        }

        return x;
    }

    private static string Convert(GraphBuilder graph, Layer layer, string x) => layer switch
    {
        Dense dense => Activate(graph, dense.Activation, graph.Node("Gemm", x, Weights(graph, dense.Parameters[0]), Weights(graph, dense.Parameters[1]))),
        Activation activation => Activate(graph, activation.Function, x),
        BatchNorm norm => Normalize(graph, norm, x),
        Conv2D convolution => Activate(graph, convolution.Activation, Convolve(graph, convolution, x)),
        MaxPool2D pool => OnChannels(graph, x, image => graph.Node("MaxPool", [image], Attributes.Of("kernel_shape", [pool.PoolSize, pool.PoolSize]), Attributes.Of("strides", [pool.PoolSize, pool.PoolSize]))),
        Lstm lstm => Recur(graph, lstm, x),
        Dropout => x,
        Flatten => Reshape(graph, x, layer.OutputShape),
        _ => throw new NotSupportedException($"The model can't be written as ONNX: no operators are known for its network's layer {layer.Name} ({layer.TypeName})."),
    };

    private static string Weights(GraphBuilder graph, Parameter parameter) => graph.Constant(Tensors.Of(parameter.Values, [.. parameter.Shape]));

    private static string Reshape(GraphBuilder graph, string x, Shape shape) =>
        graph.Node("Reshape", x, graph.Integers([-1, .. Enumerable.Range(0, shape.Rank).Select(axis => (long)shape[axis])]));

    private static string Activate(GraphBuilder graph, ActivationFunction function, string x) => function switch
    {
        ActivationFunction.ReLU => graph.Node("Relu", x),
        ActivationFunction.Tanh => graph.Node("Tanh", x),
        ActivationFunction.Sigmoid => graph.Node("Sigmoid", x),
        ActivationFunction.Softmax => graph.Softmax(x),
        _ => x,
    };

    /// <summary>gamma (x - mean) / sqrt(variance + epsilon) + beta over the last axis.</summary>
    private static string Normalize(GraphBuilder graph, BatchNorm norm, string x)
    {
        Span<float> gamma = norm.Parameters[0].Values;
        Span<float> variance = norm.Parameters[3].Values;
        float[] factors = new float[gamma.Length];
        for (int c = 0; c < factors.Length; c++)
        {
            factors[c] = (float)(gamma[c] / Math.Sqrt(variance[c] + norm.Epsilon));
        }

        string centred = graph.Node("Sub", x, Weights(graph, norm.Parameters[2]));
        return graph.Node("Add", graph.Node("Mul", centred, graph.Constant(Tensors.Of(factors, factors.Length))), Weights(graph, norm.Parameters[1]));
    }

    /// <summary>Images have their channels last here, and first in ONNX.</summary>
    private static string OnChannels(GraphBuilder graph, string images, Func<string, string> node) =>
        Transpose(graph, node(Transpose(graph, images, 0, 3, 1, 2)), 0, 2, 3, 1);

    private static string Transpose(GraphBuilder graph, string x, params IReadOnlyList<long> axes) => graph.Node("Transpose", [x], Attributes.Of("perm", axes));

    private static string Convolve(GraphBuilder graph, Conv2D layer, string x)
    {
        // (height, width, channels, filters) here, (filters, channels, height, width) in ONNX.
        string kernel = Transpose(graph, Weights(graph, layer.Parameters[0]), 3, 2, 0, 1);
        return OnChannels(graph, x, image => graph.Node(
            "Conv",
            [image, kernel, Weights(graph, layer.Parameters[1])],
            Attributes.Of("auto_pad", layer.Padding == ConvolutionPadding.Same ? "SAME_UPPER" : "VALID"),
            Attributes.Of("strides", [layer.Stride, layer.Stride])));
    }

    private static string Recur(GraphBuilder graph, Lstm layer, string x)
    {
        int units = layer.Units;
        Parameter bias = layer.Parameters[2];
        string recurrentBias = graph.Constant(Tensors.Of(new float[4 * units], 4 * units));
        string biases = graph.Node("Unsqueeze", graph.Node("Concat", [Gates(Weights(graph, bias), axis: 0), recurrentBias], Attributes.Of("axis", 0)), graph.Integers([0]));
        string[] outputs = graph.Nodes(
            "LSTM", 2, [Transpose(graph, x, 1, 0, 2), Matrix(layer.Parameters[0]), Matrix(layer.Parameters[1]), biases], Attributes.Of("hidden_size", units));
        return layer.ReturnSequences
            ? Transpose(graph, graph.Node("Squeeze", outputs[0], graph.Integers([1])), 1, 0, 2)
            : graph.Node("Squeeze", outputs[1], graph.Integers([0]));

        // (inputs, gates) here, (1, gates, inputs) in ONNX.
        string Matrix(Parameter parameter) => graph.Node("Unsqueeze", Transpose(graph, Gates(Weights(graph, parameter), axis: 1), 1, 0), graph.Integers([0]));

        // The gates are i, f, g, o here, and i, o, f, g in ONNX.
        string Gates(string weights, int axis)
        {
            string[] gates = graph.Nodes("Split", 4, [weights], Attributes.Of("axis", axis));
            return graph.Node("Concat", [gates[0], gates[3], gates[1], gates[2]], Attributes.Of("axis", axis));
        }
    }
}
