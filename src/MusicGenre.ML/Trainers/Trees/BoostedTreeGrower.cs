using System.Numerics.Tensors;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Trainers.Trees;

/// <summary>
/// Grows one regression tree on gradients and second derivatives, the leaf with the greatest gain first (Chen and Guestrin, "XGBoost", KDD 2016; Ke et al., "LightGBM",
/// NIPS 2017). The histogram of the larger child is its parent's less its sibling's. One grower serves one thread and is used again for every tree.
/// </summary>
internal sealed unsafe class BoostedTreeGrower
{
    private readonly TrainingSet _set;
    private readonly BinnedColumns<byte> _columns;
    private readonly BoostingSettings _settings;
    private readonly int[] _offsets;
    private readonly int[] _rows;
    private readonly int[] _scratch;
    private readonly int[] _features;
    private readonly Stack<double[]> _free = new();

    public BoostedTreeGrower(TrainingSet set, BinnedColumns<byte> columns, BoostingSettings settings)
    {
        _set = set;
        _columns = columns;
        _settings = settings;
        _offsets = new int[columns.ColumnCount + 1];
        for (int c = 0; c < columns.ColumnCount; c++)
        {
            _offsets[c + 1] = _offsets[c] + (2 * columns.BinCount(c));
        }

        _rows = new int[columns.RowCount];
        _scratch = new int[columns.RowCount];
        _features = [.. Enumerable.Range(0, columns.ColumnCount)];
    }

    /// <summary>Grows a tree and adds its leaf values to the scores of the rows.</summary>
    /// <param name="gradients">First derivatives of the loss, one a row.</param>
    /// <param name="curvatures">Second derivatives, one a row.</param>
    /// <param name="scores">The scores, one a row; they move by the tree's values.</param>
    /// <param name="random">Draws the tree's rows and columns.</param>
    /// <param name="leafValues">Receives the leaves' values; leaf numbers are places in it.</param>
    /// <param name="context">Stops the work.</param>
    public Tree Grow(ReadOnlySpan<float> gradients, ReadOnlySpan<float> curvatures, Span<double> scores, SeededRandom random, List<double> leafValues, FitContext context)
    {
        int used = DrawRows(random);
        int columns = Math.Max(1, (int)Math.Round(_settings.FeatureFraction * _features.Length));
        for (int f = 0; f < columns; f++)
        {
            int pick = f + random.Next(_features.Length - f);
            (_features[f], _features[pick]) = (_features[pick], _features[f]);
        }

        ReadOnlySpan<int> features = _features.AsSpan(0, columns);
        Tree tree = new();
        List<Leaf> leaves = [];
        Leaf root = new(Node: 0, Start: 0, End: used, Histogram: Rent());
        Fill(root, features, gradients, curvatures);
        leaves.Add(Search(root, features));
        while (leaves.Count < _settings.NumberOfLeaves)
        {
            context.Checkpoint();
            int best = 0;
            for (int l = 1; l < leaves.Count; l++)
            {
                best = leaves[l].Gain > leaves[best].Gain ? l : best;
            }

            Leaf parent = leaves[best];
            if (parent.Gain <= 0)
            {
                break;
            }

            int middle = Partition(parent);
            int first = tree.Split(parent.Node, parent.Feature, _columns.Between(parent.Feature, parent.Bin, parent.Bin + 1));
            Leaf left = new(first, parent.Start, middle, null!);
            Leaf right = new(first + 1, middle, parent.End, null!);
            bool leftIsSmaller = left.Size <= right.Size;
            Leaf smaller = (leftIsSmaller ? left : right) with { Histogram = Rent() };
            Fill(smaller, features, gradients, curvatures);
            Leaf larger = (leftIsSmaller ? right : left) with { Histogram = parent.Histogram };
            Subtract(larger.Histogram, smaller.Histogram, features);
            leaves[best] = Search(leftIsSmaller ? smaller : larger, features);
            leaves.Add(Search(leftIsSmaller ? larger : smaller, features));
        }

        foreach (Leaf leaf in leaves)
        {
            double value = -_settings.LearningRate * leaf.Gradient / (leaf.Curvature + _settings.L2Regularization);
            tree.SetLeaf(leaf.Node, leafValues.Count);
            leafValues.Add(value);
            for (int i = leaf.Start; i < leaf.End; i++)
            {
                scores[_rows[i]] += value;
            }

            _free.Push(leaf.Histogram);
        }

        ScoreLeftOut(tree, leafValues, scores, used);
        return tree;
    }

    private int DrawRows(SeededRandom random)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = i;
        }

        if (_settings.SubsampleFraction >= 1)
        {
            return _rows.Length;
        }

        int used = Math.Max(1, (int)Math.Round(_settings.SubsampleFraction * _rows.Length));
        for (int i = 0; i < used; i++)
        {
            int pick = i + random.Next(_rows.Length - i);
            (_rows[i], _rows[pick]) = (_rows[pick], _rows[i]);
        }

        return used;
    }

    /// <summary>This includes the rows that the tree was not grown on.</summary>
    private void ScoreLeftOut(Tree tree, List<double> leafValues, Span<double> scores, int used)
    {
        for (int i = used; i < _rows.Length; i++)
        {
            scores[_rows[i]] += leafValues[tree.Leaf(_set.Row(_rows[i]))];
        }
    }

    private double[] Rent() => _free.TryPop(out double[]? histogram) ? histogram : new double[_offsets[^1]];

    private void Fill(Leaf leaf, ReadOnlySpan<int> features, ReadOnlySpan<float> gradients, ReadOnlySpan<float> curvatures)
    {
        foreach (int feature in features)
        {
            Span<double> histogram = leaf.Histogram.AsSpan(_offsets[feature].._offsets[feature + 1]);
            histogram.Clear();
            byte* bins = _columns.Bins + (feature * _columns.ColumnStride);
            for (int i = leaf.Start; i < leaf.End; i++)
            {
                int row = _rows[i];
                int bin = 2 * bins[row * _columns.RowStride];
                histogram[bin] += gradients[row];
                histogram[bin + 1] += curvatures[row];
            }
        }
    }

    private void Subtract(double[] parent, double[] child, ReadOnlySpan<int> features)
    {
        foreach (int feature in features)
        {
            Span<double> target = parent.AsSpan(_offsets[feature].._offsets[feature + 1]);
            TensorPrimitives.Subtract(target, child.AsSpan(_offsets[feature].._offsets[feature + 1]), target);
        }
    }

    private Leaf Search(Leaf leaf, ReadOnlySpan<int> features)
    {
        double gradient = 0;
        double curvature = 0;
        ReadOnlySpan<double> any = leaf.Histogram.AsSpan(_offsets[features[0]].._offsets[features[0] + 1]);
        for (int b = 0; b < any.Length; b += 2)
        {
            gradient += any[b];
            curvature += any[b + 1];
        }

        double l2 = _settings.L2Regularization;
        double least = _settings.MinimumChildWeight;
        double unsplit = gradient * gradient / (curvature + l2);
        double bestGain = 1e-9;
        int bestFeature = -1;
        int bestBin = 0;
        foreach (int feature in features)
        {
            ReadOnlySpan<double> histogram = leaf.Histogram.AsSpan(_offsets[feature].._offsets[feature + 1]);
            double g = 0;
            double h = 0;
            for (int b = 0; b < histogram.Length - 2; b += 2)
            {
                g += histogram[b];
                h += histogram[b + 1];
                double otherH = curvature - h;
                if (h < least || otherH < least)
                {
                    continue;
                }

                double otherG = gradient - g;
                double gain = (g * g / (h + l2)) + (otherG * otherG / (otherH + l2)) - unsplit;
                if (gain > bestGain)
                {
                    (bestGain, bestFeature, bestBin) = (gain, feature, b / 2);
                }
            }
        }

        return leaf with { Gradient = gradient, Curvature = curvature, Gain = bestFeature >= 0 ? bestGain : 0, Feature = bestFeature, Bin = bestBin };
    }

    private int Partition(Leaf leaf)
    {
        byte* bins = _columns.Bins + (leaf.Feature * _columns.ColumnStride);
        int left = leaf.Start;
        int held = 0;
        for (int i = leaf.Start; i < leaf.End; i++)
        {
            int row = _rows[i];
            if (bins[row * _columns.RowStride] <= leaf.Bin)
            {
                _rows[left++] = row;
            }
            else
            {
                _scratch[held++] = row;
            }
        }

        _scratch.AsSpan(0, held).CopyTo(_rows.AsSpan(left));
        return left;
    }

    private readonly record struct Leaf(
        int Node, int Start, int End, double[] Histogram, double Gradient = 0, double Curvature = 0, double Gain = 0, int Feature = -1, int Bin = 0)
    {
        public int Size => End - Start;
    }
}
