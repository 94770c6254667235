using System.Runtime.CompilerServices;

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
    public int Count => _trees.Length;

    /// <summary>The place of a tree's root among its nodes.</summary>
    public int Root(int tree) => _trees[tree].Root;

    /// <summary>A node of a tree.</summary>
    public TreeNode Node(int tree, int place) => _trees[tree].Nodes[place];

    /// <summary>The numbers of the leaves of a tree that rows fall into: one tree stays in the cache for all of them, and four rows at once do not wait for each other's nodes.</summary>
    /// <param name="tree">The number of the tree.</param>
    /// <param name="rows">The rows, row-major.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="leaves">Receives a number per row.</param>
    public void Leaves(int tree, ReadOnlySpan<float> rows, int columns, Span<int> leaves)
    {
        (TreeNode[] nodes, int root) = _trees[tree];
        int i = 0;
        for (; i < leaves.Length - 3; i += 4)
        {
            ReadOnlySpan<float> row0 = rows.Slice(i * columns, columns);
            ReadOnlySpan<float> row1 = rows.Slice((i + 1) * columns, columns);
            ReadOnlySpan<float> row2 = rows.Slice((i + 2) * columns, columns);
            ReadOnlySpan<float> row3 = rows.Slice((i + 3) * columns, columns);
            int at0 = root;
            int at1 = root;
            int at2 = root;
            int at3 = root;

            // A row that is at its leaf stays there until the others are.
            while (Step(nodes, row0, ref at0) | Step(nodes, row1, ref at1) | Step(nodes, row2, ref at2) | Step(nodes, row3, ref at3))
            {
            }

            leaves[i] = nodes[at0].Child;
            leaves[i + 1] = nodes[at1].Child;
            leaves[i + 2] = nodes[at2].Child;
            leaves[i + 3] = nodes[at3].Child;
        }

        for (; i < leaves.Length; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * columns, columns);
            int at = root;
            while (Step(nodes, row, ref at))
            {
            }

            leaves[i] = nodes[at].Child;
        }
    }

    /// <summary>Goes to a child of a node; false for a leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Step(TreeNode[] nodes, ReadOnlySpan<float> row, ref int at)
    {
        ref readonly TreeNode node = ref nodes[at];
        int feature = node.Feature;
        if (feature < 0)
        {
            return false;
        }

        at = node.Child + (row[feature] <= node.Threshold ? 0 : 1);
        return true;
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
