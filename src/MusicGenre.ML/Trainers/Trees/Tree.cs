namespace MusicGenre.ML.Trainers.Trees;

/// <summary>One tree while it grows; node 0 is the root.</summary>
internal sealed class Tree
{
    private TreeNode[] _nodes = [new(-1, 0, 0), .. new TreeNode[14]];
    private int _count = 1;

    /// <summary>The nodes; a child comes after its parent.</summary>
    public ReadOnlySpan<TreeNode> Nodes => _nodes.AsSpan(0, _count);

    /// <summary>Makes it a single leaf again.</summary>
    public void Clear() => _count = 1;

    /// <summary>Turns a node into a leaf.</summary>
    public void SetLeaf(int node, int leaf) => _nodes[node] = new(-1, 0, leaf);

    /// <summary>Splits a node: gives it a threshold and two adjacent children; returns the first.</summary>
    public int Split(int node, int feature, float threshold)
    {
        int first = _count;
        _count += 2;
        if (_count > _nodes.Length)
        {
            Array.Resize(ref _nodes, 2 * _nodes.Length);
        }

        _nodes[node] = new(feature, threshold, first);
        return first;
    }
}
