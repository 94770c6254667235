using System.Globalization;
using MusicGenre.ML.Onnx.Schema;
using static MusicGenre.ML.Onnx.Schema.TensorProto.Types;

namespace MusicGenre.ML.Onnx.Graphs;

/// <summary>Builds a graph node by node, each after those whose outputs it takes. What a method gives is the name of the tensor that its node makes.</summary>
internal sealed class GraphBuilder
{
    private readonly GraphProto _graph;
    private readonly Counters _counters;

    /// <summary>A graph that stands alone.</summary>
    /// <param name="name">Its name.</param>
    public GraphBuilder(string name)
        : this(name, new Counters())
    {
    }

    private GraphBuilder(string name, Counters counters)
    {
        _graph = new GraphProto { Name = name };
        _counters = counters;
    }

    public GraphProto Graph => _graph;

    /// <summary>A graph within this one, such as the body of a loop: it may use the tensors of this one by their names.</summary>
    public GraphBuilder Inner(string name) => new(name, _counters);

    /// <summary>Adds a node of ONNX's own operators with one output.</summary>
    public string Node(string type, params ReadOnlySpan<string> inputs) => Node(type, inputs, []);

    /// <inheritdoc cref="Node(string, ReadOnlySpan{string})"/>
    public string Node(string type, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) => Nodes(type, 1, inputs, attributes)[0];

    /// <summary>Adds a node of ONNX's own operators with several outputs.</summary>
    public string[] Nodes(string type, int outputs, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) => Add("", type, outputs, inputs, attributes);

    /// <summary>Adds a node of <c>ai.onnx.ml</c>, the operators of classical machine learning.</summary>
    public string MachineLearningNode(string type, string input, params ReadOnlySpan<AttributeProto> attributes) => Add(OnnxVersions.MachineLearningDomain, type, 1, [input], attributes)[0];

    /// <summary>Adds a constant.</summary>
    public string Constant(TensorProto tensor)
    {
        Count(tensor.RawData.Length);
        tensor.Name = NewName("constant");
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    public string Number(double value) => Constant(Tensors.Of([value]));

    public string Integers(params ReadOnlySpan<long> values) => Constant(Tensors.Of(values, values.Length));

    /// <summary>Names an input of the graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="shape">A length that is known (int), or the name of one that is not (string), per axis.</param>
    public string Input(string name, DataType type, params ReadOnlySpan<object> shape)
    {
        _graph.Input.Add(Describe(name, type, Shape(shape)));
        return name;
    }

    /// <summary>A scalar input of an inner graph.</summary>
    public string InnerScalar(DataType type) => Input(NewName("input"), type);

    /// <summary>An input of an inner graph, whose shape follows from the outer one.</summary>
    public string InnerInput(DataType type)
    {
        string name = NewName("input");
        _graph.Input.Add(Describe(name, type, shape: null));
        return name;
    }

    /// <summary>Makes a tensor an output of the graph, by another name.</summary>
    /// <inheritdoc cref="Input"/>
    public void Output(string tensor, string name, DataType type, params ReadOnlySpan<object> shape)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Name = NewName("Identity"), Input = { tensor }, Output = { name } });
        _graph.Output.Add(Describe(name, type, Shape(shape)));
    }

    /// <summary>Makes a tensor an output of an inner graph, its shape as it comes.</summary>
    public void InnerOutput(string tensor, DataType type) => _graph.Output.Add(Describe(tensor, type, shape: null));

    /// <summary>Counts bytes that the file is going to have.</summary>
    /// <exception cref="NotSupportedException">They are too many.</exception>
    public void Count(long bytes) => FileSize.Check(_counters.Bytes += bytes);

    private string[] Add(string domain, string type, int outputs, ReadOnlySpan<string> inputs, ReadOnlySpan<AttributeProto> attributes)
    {
        NodeProto node = new() { OpType = type, Name = NewName(type), Domain = domain };
        foreach (string input in inputs)
        {
            node.Input.Add(input);
        }

        foreach (AttributeProto attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        for (int i = 0; i < outputs; i++)
        {
            node.Output.Add(outputs == 1 ? node.Name : string.Create(CultureInfo.InvariantCulture, $"{node.Name}_{i}"));
        }

        _graph.Node.Add(node);
        return [.. node.Output];
    }

    private string NewName(string stem) => string.Create(CultureInfo.InvariantCulture, $"{stem}_{_counters.Names++}");

    private static ValueInfoProto Describe(string name, DataType type, TensorShapeProto? shape) =>
        new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };

    private static TensorShapeProto Shape(ReadOnlySpan<object> lengths)
    {
        TensorShapeProto shape = new();
        foreach (object length in lengths)
        {
            shape.Dim.Add(length is int known ? new TensorShapeProto.Types.Dimension { DimValue = known } : new TensorShapeProto.Types.Dimension { DimParam = (string)length });
        }

        return shape;
    }

    /// <summary>Shared with the inner graphs: names are unique in all of a file.</summary>
    private sealed class Counters
    {
        public int Names { get; set; }

        public long Bytes { get; set; }
    }
}
