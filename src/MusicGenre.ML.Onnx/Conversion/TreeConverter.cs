using System.Runtime.InteropServices;
using Google.Protobuf;
using MusicGenre.ML.Onnx.Graphs;
using MusicGenre.ML.Onnx.Schema;
using MusicGenre.ML.Trainers.Trees;

namespace MusicGenre.ML.Onnx.Conversion;

/// <summary>Trees as one node of <c>ai.onnx.ml</c>.</summary>
/// <remarks>
/// TreeEnsembleRegressor rather than TreeEnsembleClassifier: the same sums, and ties, labels and softmax are left to the model's own rules. Rows, thresholds and leaves are doubles, which makes no
/// other decision, as both sides of it were floats; onnxruntime then adds in double precision, and a vote that is a tie stays one.
/// </remarks>
internal static class TreeConverter
{
    private static readonly ByteString Branch = ByteString.CopyFromUtf8("BRANCH_LEQ");
    private static readonly ByteString Leaf = ByteString.CopyFromUtf8("LEAF");

    // About: five numbers, a mode and a threshold a node, four numbers and a value a leaf's target.
    private const int BytesOfNode = 40;
    private const int BytesOfTarget = 20;

    /// <param name="graph">The graph.</param>
    /// <param name="trees">The trees.</param>
    /// <param name="targets">The number of sums.</param>
    /// <param name="leaf">What a leaf adds, by tree and leaf: pairs of target and value.</param>
    /// <param name="rows">Floats [N, columns].</param>
    /// <returns>The sums, doubles [N, targets], rounded to single precision.</returns>
    public static string Sum(GraphBuilder graph, TreeEnsemble trees, int targets, Func<int, int, IEnumerable<(int Target, double Value)>> leaf, string rows)
    {
        Columns nodes = new();
        Columns leaves = new();
        List<ByteString> modes = [];
        Stack<int> open = new();
        for (int tree = 0; tree < trees.Count; tree++)
        {
            open.Push(trees.Root(tree));
            while (open.TryPop(out int place))
            {
                (int feature, float threshold, int child) = trees.Node(tree, place);
                graph.Count(BytesOfNode);
                if (feature >= 0)
                {
                    modes.Add(Branch);
                    nodes.Add(threshold, tree, place, feature, child, child + 1);
                    open.Push(child + 1);
                    open.Push(child);
                    continue;
                }

                modes.Add(Leaf);
                nodes.Add(0, tree, place, 0, 0, 0);
                foreach ((int target, double value) in leaf(tree, child))
                {
                    leaves.Add(value, tree, place, target);
                    graph.Count(BytesOfTarget);
                }
            }
        }

        string sums = graph.MachineLearningNode(
            "TreeEnsembleRegressor",
            graph.ToDouble(rows),
            Attributes.Of("n_targets", targets),
            Attributes.Of("aggregate_function", "SUM"),
            Attributes.Of("post_transform", "NONE"),
            Attributes.Of("nodes_treeids", nodes[0]),
            Attributes.Of("nodes_nodeids", nodes[1]),
            Attributes.Of("nodes_featureids", nodes[2]),
            Attributes.Of("nodes_truenodeids", nodes[3]),
            Attributes.Of("nodes_falsenodeids", nodes[4]),
            Attributes.Of("nodes_modes", modes),
            Attributes.Of("nodes_values_as_tensor", nodes.Values),
            Attributes.Of("target_treeids", leaves[0]),
            Attributes.Of("target_nodeids", leaves[1]),
            Attributes.Of("target_ids", leaves[2]),
            Attributes.Of("target_weights_as_tensor", leaves.Values));
        return graph.ToDouble(sums);
    }

    /// <summary>Lists of equal length: whole numbers, and one of doubles.</summary>
    private sealed class Columns
    {
        private readonly List<double> _values = [];
        private readonly List<long>[] _columns = [[], [], [], [], []];

        public IReadOnlyList<long> this[int column] => _columns[column];

        public TensorProto Values
        {
            get
            {
                TensorProto tensor = Tensors.Of(CollectionsMarshal.AsSpan(_values), _values.Count);
                tensor.Name = "values";
                return tensor;
            }
        }

        public void Add(double value, params ReadOnlySpan<int> numbers)
        {
            _values.Add(value);
            for (int c = 0; c < numbers.Length; c++)
            {
                _columns[c].Add(numbers[c]);
            }
        }
    }
}
