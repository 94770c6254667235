namespace MusicGenre.ML.Trainers.Trees;

/// <summary>
/// Many binary trees in four flat arrays. A node asks whether a feature is at most its threshold: if so its first child follows, else the second, which stands
/// right after the first. A leaf has feature -1, and its child is the number of the leaf.
/// </summary>
internal sealed class TreeEnsemble
{
    private readonly int[] _features;
    private readonly float[] _thresholds;
    private readonly int[] _children;

    private TreeEnsemble(int[] roots, int[] features, float[] thresholds, int[] children)
    {
        Roots = roots;
        _features = features;
        _thresholds = thresholds;
        _children = children;
    }

    /// <summary>The first node of each tree.</summary>
    public int[] Roots { get; }

    public static TreeEnsemble Join(IReadOnlyList<Tree> trees)
    {
        int nodes = trees.Sum(static t => t.NodeCount);
        int[] roots = new int[trees.Count];
        int[] features = new int[nodes];
        float[] thresholds = new float[nodes];
        int[] children = new int[nodes];
        int start = 0;
        for (int t = 0; t < trees.Count; t++)
        {
            roots[t] = start;
            trees[t].CopyTo(features, thresholds, children, start);
            start += trees[t].NodeCount;
        }

        return new TreeEnsemble(roots, features, thresholds, children);
    }

    /// <summary>The number of the leaf that a row falls into.</summary>
    public int Leaf(int root, ReadOnlySpan<float> row)
    {
        int node = root;
        int feature;
        while ((feature = _features[node]) >= 0)
        {
            node = _children[node] + (row[feature] <= _thresholds[node] ? 0 : 1);
        }

        return _children[node];
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(Roots);
        writer.Write(_features);
        writer.Write(_thresholds);
        writer.Write(_children);
    }

    public static TreeEnsemble Read(ModelReader reader, int featureCount, int leafCount)
    {
        int[] roots = reader.ReadInt32s(-1, 0, int.MaxValue, "the trees' roots");
        int[] features = reader.ReadInt32s(-1, -1, featureCount - 1, "the nodes' features");
        float[] thresholds = reader.ReadSingles(features.Length, "the nodes' thresholds");
        int[] children = reader.ReadInt32s(features.Length, 0, int.MaxValue, "the nodes' children");

        // Each node has one parent at most, or is a root, and is after its parent: every traversal ends, and those of all trees together meet no node twice.
        bool[] isReached = new bool[features.Length];
        foreach (int root in roots)
        {
            Reach(root, "a tree's root");
        }

        for (int node = 0; node < features.Length; node++)
        {
            int child = children[node];
            bool isSound = features[node] < 0 ? child < leafCount : child > node && child < features.Length - 1;
            if (!isSound)
            {
                throw reader.Error($"node {node} points to {child}, which is no place behind it, or no leaf.");
            }

            if (features[node] >= 0)
            {
                Reach(child, "a child");
                Reach(child + 1, "a child");
            }
        }

        return new TreeEnsemble(roots, features, thresholds, children);

        void Reach(int node, string what)
        {
            if (node >= features.Length || isReached[node])
            {
                throw reader.Error($"{what} is node {node}; one of {features.Length} nodes that no other way leads to was expected.");
            }

            isReached[node] = true;
        }
    }
}
