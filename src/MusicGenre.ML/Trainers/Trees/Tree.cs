namespace MusicGenre.ML.Trainers.Trees;

/// <summary>One tree while it grows; node 0 is the root.</summary>
internal sealed class Tree
{
    private readonly List<int> _features = [-1];
    private readonly List<float> _thresholds = [0];
    private readonly List<int> _children = [0];

    public int NodeCount => _features.Count;

    /// <summary>Turns a node into a leaf.</summary>
    public void SetLeaf(int node, int leaf)
    {
        _features[node] = -1;
        _children[node] = leaf;
    }

    /// <summary>Splits a node: gives it a threshold and two adjacent children; returns the first.</summary>
    public int Split(int node, int feature, float threshold)
    {
        int first = NodeCount;
        _features[node] = feature;
        _thresholds[node] = threshold;
        _children[node] = first;
        _features.AddRange([-1, -1]);
        _thresholds.AddRange([0, 0]);
        _children.AddRange([0, 0]);
        return first;
    }

    /// <summary>The number of the leaf that a row falls into.</summary>
    public int Leaf(ReadOnlySpan<float> row)
    {
        int node = 0;
        while (_features[node] >= 0)
        {
            node = _children[node] + (row[_features[node]] <= _thresholds[node] ? 0 : 1);
        }

        return _children[node];
    }

    public void CopyTo(int[] features, float[] thresholds, int[] children, int start)
    {
        _features.CopyTo(features, start);
        _thresholds.CopyTo(thresholds, start);
        for (int n = 0; n < NodeCount; n++)
        {
            children[start + n] = _children[n] + (_features[n] >= 0 ? start : 0);
        }
    }

    /// <summary>Gives each leaf another number.</summary>
    public void RenumberLeaves(Func<int, int> renumber)
    {
        for (int n = 0; n < NodeCount; n++)
        {
            if (_features[n] < 0)
            {
                _children[n] = renumber(_children[n]);
            }
        }
    }
}
