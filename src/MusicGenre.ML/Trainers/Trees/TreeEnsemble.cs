namespace MusicGenre.ML.Trainers.Trees;

/// <summary>
/// Many binary trees. A node asks whether a feature is at most its threshold: if so its first child follows, else the second, which stands
/// right after the first. A leaf has feature -1, and its child is the number of the leaf.
/// </summary>
internal sealed class TreeEnsemble
{
    private readonly (TreeNode[] Nodes, int Root)[] _trees;

    /// <param name="trees">The nodes of each tree, the root first, a child after its parent.</param>
    public TreeEnsemble(IEnumerable<TreeNode[]> trees)
        : this([.. trees.Select(static t => (t, 0))])
    {
    }

    private TreeEnsemble((TreeNode[] Nodes, int Root)[] trees) => _trees = trees;

    /// <summary>The number of trees.</summary>
    /// <summary>The number of trees.</summary>
    public int Count => _trees.Length;

    /// <summary>The place of a tree's root among its nodes.</summary>
    public int Root(int tree) => _trees[tree].Root;

    /// <summary>A node of a tree.</summary>
    public TreeNode Node(int tree, int place) => _trees[tree].Nodes[place];

    /// <summary>The number of the leaf of a tree that a row falls into.</summary>
    public int Leaf(int tree, ReadOnlySpan<float> row) => Leaf(_trees[tree].Nodes, _trees[tree].Root, row);

    /// <summary>The number of the leaf that a row falls into.</summary>
    public static int Leaf(TreeNode[] nodes, int root, ReadOnlySpan<float> row)
    {
        TreeNode node = nodes[root];
        while (node.Feature >= 0)
        {
            node = nodes[node.Child + (row[node.Feature] <= node.Threshold ? 0 : 1)];
        }

        return node.Child;
    }

    public void Write(ModelWriter writer)
    {
        int[] roots = new int[Count];
        int total = 0;
        for (int t = 0; t < Count; t++)
        {
            roots[t] = total;
            total += Size(t);
        }

        TreeNode[] all = new TreeNode[total];
        for (int t = 0; t < Count; t++)
        {
            Copy(t, all, roots[t]);
        }

        writer.Write(roots);
        writer.Write([.. all.Select(static n => n.Feature)]);
        writer.Write([.. all.Select(static n => n.Threshold)]);
        writer.Write([.. all.Select(static n => n.Child)]);
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

        TreeNode[] nodes = new TreeNode[features.Length];
        for (int node = 0; node < nodes.Length; node++)
        {
            int child = children[node];
            bool isSound = features[node] < 0 ? child < leafCount : child > node && child < nodes.Length - 1;
            if (!isSound)
            {
                throw reader.Error($"node {node} points to {child}, which is no place behind it, or no leaf.");
            }

            if (features[node] >= 0)
            {
                Reach(child, "a child");
                Reach(child + 1, "a child");
            }

            nodes[node] = new(features[node], thresholds[node], child);
        }

        return new TreeEnsemble([.. roots.Select(root => (nodes, root))]);

        void Reach(int node, string what)
        {
            if (node >= features.Length || isReached[node])
            {
                throw reader.Error($"{what} is node {node}; one of {features.Length} nodes that no other way leads to was expected.");
            }

            isReached[node] = true;
        }
    }

    /// <summary>The number of nodes of a tree: it may share its array with others.</summary>
    private int Size(int tree)
    {
        (TreeNode[] nodes, int root) = _trees[tree];
        int size = 0;
        Stack<int> open = new([root]);
        while (open.TryPop(out int next))
        {
            size++;
            if (nodes[next].Feature >= 0)
            {
                open.Push(nodes[next].Child + 1);
                open.Push(nodes[next].Child);
            }
        }

        return size;
    }

    /// <summary>Copies a tree's nodes in the order of a walk that goes into first children first: the same order whatever the tree's nodes had.</summary>
    private void Copy(int tree, TreeNode[] target, int start)
    {
        (TreeNode[] nodes, int root) = _trees[tree];
        int end = start + 1;
        Stack<(int From, int To)> open = new([(root, start)]);
        while (open.TryPop(out (int From, int To) next))
        {
            TreeNode node = nodes[next.From];
            if (node.Feature >= 0)
            {
                open.Push((node.Child + 1, end + 1));
                open.Push((node.Child, end));
                node = node with { Child = end };
                end += 2;
            }

            target[next.To] = node;
        }
    }
}
