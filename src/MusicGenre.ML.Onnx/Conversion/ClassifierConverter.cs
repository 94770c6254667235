using MusicGenre.ML.Onnx.Graphs;
using MusicGenre.ML.Trainers.Ensembles;
using MusicGenre.ML.Trainers.Kernels;
using MusicGenre.ML.Trainers.Linear;
using MusicGenre.ML.Trainers.Trees;

namespace MusicGenre.ML.Onnx.Conversion;

/// <summary>Classifiers as nodes.</summary>
internal static class ClassifierConverter
{
    /// <param name="graph">The graph.</param>
    /// <param name="classifier">The classifier.</param>
    /// <param name="rows">Floats [N, columns], preprocessed.</param>
    /// <returns>Probabilities: doubles [N, genres].</returns>
    public static string Convert(GraphBuilder graph, Classifier classifier, string rows) => classifier switch
    {
        MajorityClassTrainer.Majority majority => Repeat(graph, majority.Shares, rows),
        LinearClassifier linear => graph.Softmax(Scores(graph, linear, rows)),
        NearestNeighborsTrainer.Neighbors neighbors => NeighborsConverter.Convert(graph, neighbors, rows),
        SupportVectorClassifier machine => SupportVectorConverter.Convert(graph, machine, rows),
        KernelRidgeClassifier ridge => KernelConverter.Convert(graph, ridge, rows),
        ForestClassifier forest => graph.Normalize(TreeConverter.Sum(graph, forest.Trees, forest.GenreCount, (_, leaf) => Shares(forest, leaf), rows)),
        BoostedClassifier boosted => graph.Softmax(graph.Node(
            "Add",
            TreeConverter.Sum(graph, boosted.Trees, boosted.GenreCount, (tree, leaf) => [(tree % boosted.GenreCount, boosted.Values[leaf])], rows),
            graph.Constant(Tensors.Of(boosted.Prior, boosted.GenreCount)))),
        NeuralNetworkTrainer.Net net => graph.Normalize(graph.ToDouble(NetworkConverter.Convert(graph, net.Network, rows))),
        DiscriminantRidgeVote vote => KernelConverter.Convert(graph, vote, rows),
        SoftVotingTrainer.Vote vote => Vote(graph, vote, rows),
        _ => throw new NotSupportedException($"The model can't be written as ONNX: no operators are known for its classifier '{classifier.Kind}'."),
    };

    /// <summary>W x + b: doubles [N, genres].</summary>
    public static string Scores(GraphBuilder graph, LinearClassifier linear, string rows) =>
        graph.Linear(graph.ToDouble(rows), graph.Constant(Tensors.Of(linear.Weights, linear.GenreCount, linear.FeatureCount)), graph.Constant(Tensors.Of(linear.Bias, linear.GenreCount)));

    /// <summary>A leaf's class probabilities that are not 0.</summary>
    private static IEnumerable<(int Genre, double Share)> Shares(ForestClassifier forest, int leaf)
    {
        for (int g = 0; g < forest.GenreCount; g++)
        {
            double share = forest.Shares[(leaf * forest.GenreCount) + g];
            if (share != 0)
            {
                yield return (g, share);
            }
        }
    }

    /// <summary>The members' probabilities, weighted; each member has its own preprocessing.</summary>
    private static string Vote(GraphBuilder graph, SoftVotingTrainer.Vote vote, string rows) => graph.Normalize(graph.Node(
        "Sum",
        [.. vote.Members.Select((member, m) => graph.Node("Mul", Convert(graph, member.Classifier, PreprocessingConverter.Convert(graph, member.Preprocessing, rows)), graph.Number(vote.Shares[m])))]));

    /// <summary>The same probabilities for every row.</summary>
    public static string Repeat(GraphBuilder graph, ReadOnlySpan<double> shares, string rows)
    {
        string count = graph.Gather(graph.Node("Shape", rows), graph.Integers([0]), axis: 0);
        string shape = graph.Node("Concat", [count, graph.Integers([shares.Length])], Attributes.Of("axis", 0));
        return graph.Node("Expand", graph.Constant(Tensors.Of(shares, 1, shares.Length)), shape);
    }
}
