using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using MusicGenre.Numerics;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.ML.Trainers.Trees;

/// <summary>
/// Grows one regression tree on gradients and second derivatives, the leaf with the greatest gain first (Chen and Guestrin, "XGBoost", KDD 2016; Ke et al., "LightGBM",
/// NIPS 2017). The histogram of the larger child is its parent's less its sibling's. One grower serves one thread and is used again for every tree.
/// </summary>
/// <remarks>
/// Splits are searched on derivatives rounded to integers, both in one 64-bit number, so that a row of a column is one addition and a sum does not depend on its order (Shi et
/// al., "Quantized training of gradient boosting decision trees", NeurIPS 2022). Integers are as fine as they may be for the sum of all rows to fit: 1e-5 of the largest for 100,000
/// rows. The leaves' values come from the derivatives as they are.
/// </remarks>
internal sealed unsafe class BoostedTreeGrower
{
    // So many rows ahead the processor is told what will be read.
    private const int Ahead = 8;
    private readonly BinnedColumns<byte> _columns;
    private readonly BoostingSettings _settings;
    private readonly int _bins;
    private readonly int[] _rows;
    private readonly int[] _scratch;
    private readonly int[] _features;
    private readonly long[] _derivatives;
    private readonly Stack<AlignedBuffer> _free = new();
    private readonly Tree _tree = new();
    private readonly int[] _splitBins;
    private readonly double[] _values;
    private int _used;
    private double _gradientUnit;
    private double _curvatureUnit;

    public BoostedTreeGrower(BinnedColumns<byte> columns, BoostingSettings settings)
    {
        _columns = columns;
        _settings = settings;
        _bins = Enumerable.Range(0, columns.ColumnCount).Select(columns.BinCount).DefaultIfEmpty(1).Max();
        _rows = new int[columns.RowCount];
        _scratch = new int[columns.RowCount];
        _derivatives = new long[columns.RowCount];
        _features = [.. Enumerable.Range(0, columns.ColumnCount)];
        _splitBins = new int[2 * Math.Min(settings.NumberOfLeaves, columns.RowCount)];
        _values = new double[_splitBins.Length];
    }

    /// <summary>Grows a tree and adds its leaf values to the scores of the rows.</summary>
    /// <param name="gradients">First derivatives of the loss, one a row.</param>
    /// <param name="curvatures">Second derivatives, one a row, above 0.</param>
    /// <param name="scores">The scores, one a row; they move by the tree's values.</param>
    /// <param name="random">Draws the tree's rows and columns.</param>
    /// <param name="context">Stops the work.</param>
    /// <returns>The nodes, and the leaves' values: leaf numbers are places in them.</returns>
    public (TreeNode[] Nodes, double[] Values) Grow(ReadOnlySpan<float> gradients, ReadOnlySpan<float> curvatures, Span<double> scores, SeededRandom random, FitContext context)
    {
        DrawRows(random);
        int columns = Math.Max(1, (int)Math.Round(_settings.FeatureFraction * _features.Length));
        for (int f = 0; f < columns; f++)
        {
            int pick = f + random.Next(_features.Length - f);
            (_features[f], _features[pick]) = (_features[pick], _features[f]);
        }

        Round(gradients, curvatures);
        ReadOnlySpan<int> features = _features.AsSpan(0, columns);
        _tree.Clear();
        List<Leaf> leaves = [];
        Leaf root = new(Node: 0, Start: 0, End: _used, Histogram: Rent());
        Fill(root, features);
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
            int first = _tree.Split(parent.Node, parent.Feature, _columns.Between(parent.Feature, parent.Bin, parent.Bin + 1));
            _splitBins[parent.Node] = parent.Bin;
            Leaf left = new(first, parent.Start, middle, null!);
            Leaf right = new(first + 1, middle, parent.End, null!);
            bool leftIsSmaller = left.Size <= right.Size;
            Leaf smaller = (leftIsSmaller ? left : right) with { Histogram = Rent() };
            Fill(smaller, features);
            Leaf larger = (leftIsSmaller ? right : left) with { Histogram = parent.Histogram };
            Subtract(larger.Histogram, smaller.Histogram, columns);
            leaves[best] = Search(leftIsSmaller ? smaller : larger, features);
            leaves.Add(Search(leftIsSmaller ? larger : smaller, features));
        }

        for (int l = 0; l < leaves.Count; l++)
        {
            Leaf leaf = leaves[l];
            _values[l] = Value(_rows.AsSpan(leaf.Start, leaf.Size), gradients, curvatures);
            Move(scores, _rows.AsSpan(leaf.Start, leaf.Size), _values[l]);
            _tree.SetLeaf(leaf.Node, l);
            _free.Push(leaf.Histogram);
        }

        ScoreLeftOut(scores);
        return (_tree.Nodes.ToArray(), _values[..leaves.Count]);
    }

    /// <summary>The rows of the tree in their order, then those left out.</summary>
    private void DrawRows(SeededRandom random)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = i;
        }

        _used = _rows.Length;
        if (_settings.SubsampleFraction >= 1)
        {
            return;
        }

        _used = Math.Max(1, (int)Math.Round(_settings.SubsampleFraction * _rows.Length));
        for (int i = 0; i < _used; i++)
        {
            int pick = i + random.Next(_rows.Length - i);
            (_rows[i], _rows[pick]) = (_rows[pick], _rows[i]);
        }

        Array.Clear(_scratch);
        foreach (int row in _rows.AsSpan(0, _used))
        {
            _scratch[row] = 1;
        }

        int drawn = 0;
        int left = _used;
        for (int row = 0; row < _rows.Length; row++)
        {
            _rows[_scratch[row] != 0 ? drawn++ : left++] = row;
        }
    }

    /// <summary>Rounds the derivatives to integers, the gradient in the high half of a number and the curvature in the low half; neither sum leaves its half.</summary>
    private void Round(ReadOnlySpan<float> gradients, ReadOnlySpan<float> curvatures)
    {
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude(gradients));
        double most = TensorPrimitives.Max(curvatures);
        _gradientUnit = largest > 0 ? largest / (int.MaxValue / _used) : 1;
        _curvatureUnit = most / (uint.MaxValue / (uint)_used);
        double perGradient = 1 / _gradientUnit;
        double perCurvature = 1 / _curvatureUnit;
        int limit = int.MaxValue / _used;
        long highest = uint.MaxValue / (uint)_used;
        for (int i = 0; i < _derivatives.Length; i++)
        {
            long gradient = Math.Clamp((int)Math.Round(gradients[i] * perGradient), -limit, limit);

            // No row weighs nothing: a leaf's sum is above 0.
            long curvature = Math.Clamp((long)((curvatures[i] * perCurvature) + 0.5), 1, highest);
            _derivatives[i] = (gradient << 32) + curvature;
        }
    }

    /// <summary>The value of a leaf: Newton's step from the derivatives of its rows, shrunk.</summary>
    private double Value(ReadOnlySpan<int> rows, ReadOnlySpan<float> gradients, ReadOnlySpan<float> curvatures)
    {
        double gradient = 0;
        double curvature = 0;
        foreach (int row in rows)
        {
            gradient += gradients[row];
            curvature += curvatures[row];
        }

        return -_settings.LearningRate * gradient / (curvature + _settings.L2Regularization);
    }

    private static void Move(Span<double> scores, ReadOnlySpan<int> rows, double value)
    {
        foreach (int row in rows)
        {
            scores[row] += value;
        }
    }

    /// <summary>Adds the values of the tree to the rows that it was not grown on.</summary>
    private void ScoreLeftOut(Span<double> scores)
    {
        ReadOnlySpan<TreeNode> nodes = _tree.Nodes;
        foreach (int row in _rows.AsSpan(_used))
        {
            byte* bins = _columns.Bins + (row * _columns.RowStride);
            int node = 0;
            while (nodes[node].Feature >= 0)
            {
                node = nodes[node].Child + (bins[nodes[node].Feature * _columns.ColumnStride] <= _splitBins[node] ? 0 : 1);
            }

            scores[row] += _values[nodes[node].Child];
        }
    }

    private AlignedBuffer Rent() => _free.TryPop(out AlignedBuffer? histogram) ? histogram : new((long)_features.Length * _bins * sizeof(long) / sizeof(float));

    /// <summary>Sums of the derivatives of a leaf's rows in each bin of the columns: feature by feature in the order of <paramref name="features"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // what is hot has all registers for itself
    private void Fill(Leaf leaf, ReadOnlySpan<int> features)
    {
        long* histogram = Histogram(leaf);
        new Span<long>(histogram, features.Length * _bins).Clear();

        // Locals, as every addition could change a field for all that the compiler knows.
        byte* bins = _columns.Bins;
        nint rowStride = _columns.RowStride;
        nint width = _bins;
        int count = features.Length;
        fixed (int* rows = _rows)
        fixed (long* derivatives = _derivatives)
        fixed (int* columns = features)
        {
            if (_columns.IsRowMajor)
            {
                int last = leaf.End - 1;
                for (int i = leaf.Start; i <= last; i++)
                {
                    if (Sse.IsSupported)
                    {
                        Sse.Prefetch0(bins + (rows[Math.Min(i + Ahead, last)] * rowStride));
                    }

                    byte* line = bins + (rows[i] * rowStride);
                    long both = derivatives[rows[i]];
                    long* target = histogram;
                    int f = 0;
                    for (; f < count - 3; f += 4)
                    {
                        target[line[columns[f]]] += both;
                        target[width + line[columns[f + 1]]] += both;
                        target += 2 * width;
                        target[line[columns[f + 2]]] += both;
                        target[width + line[columns[f + 3]]] += both;
                        target += 2 * width;
                    }

                    for (; f < count; f++)
                    {
                        target[line[columns[f]]] += both;
                        target += width;
                    }
                }
            }
            else
            {
                for (int f = 0; f < count; f++, histogram += width)
                {
                    byte* ofColumn = bins + (columns[f] * _columns.ColumnStride);
                    for (int i = leaf.Start; i < leaf.End; i++)
                    {
                        histogram[ofColumn[rows[i]]] += derivatives[rows[i]];
                    }
                }
            }
        }
    }

    private void Subtract(AlignedBuffer parent, AlignedBuffer child, int columns)
    {
        Span<long> target = new(parent.Pointer, columns * _bins);
        TensorPrimitives.Subtract(target, new ReadOnlySpan<long>(child.Pointer, columns * _bins), target);
    }

    private Leaf Search(Leaf leaf, ReadOnlySpan<int> features)
    {
        long* histogram = Histogram(leaf);
        long total = TensorPrimitives.Sum(new ReadOnlySpan<long>(histogram, _bins));
        double gradient = Gradient(total);
        double curvature = Curvature(total);
        double l2 = _settings.L2Regularization;
        double least = _settings.MinimumChildWeight;
        double unsplit = gradient * gradient / (curvature + l2);
        double bestGain = 1e-9;
        int bestFeature = -1;
        int bestBin = 0;
        foreach (int feature in features)
        {
            long sum = 0;
            int last = _columns.BinCount(feature) - 1;
            for (int b = 0; b < last; b++)
            {
                if (histogram[b] == 0)
                {
                    continue;
                }

                sum += histogram[b];
                double h = Curvature(sum);
                double otherH = curvature - h;
                if (h < least || otherH < least || sum == total)
                {
                    continue;
                }

                double g = Gradient(sum);
                double otherG = gradient - g;
                double gain = (((g * g * (otherH + l2)) + (otherG * otherG * (h + l2))) / ((h + l2) * (otherH + l2))) - unsplit;
                if (gain > bestGain)
                {
                    (bestGain, bestFeature, bestBin) = (gain, feature, b);
                }
            }

            histogram += _bins;
        }

        return leaf with { Gain = bestFeature >= 0 ? bestGain : 0, Feature = bestFeature, Bin = bestBin };
    }

    private double Gradient(long sum) => _gradientUnit * (int)(sum >> 32);

    private double Curvature(long sum) => _curvatureUnit * (uint)sum;

    private static long* Histogram(Leaf leaf) => (long*)leaf.Histogram.Pointer;

    private int Partition(Leaf leaf)
    {
        byte* bins = _columns.Bins + (leaf.Feature * _columns.ColumnStride);
        int left = leaf.Start;
        int right = 0;
        for (int i = leaf.Start; i < leaf.End; i++)
        {
            int row = _rows[i];
            int isLeft = bins[row * _columns.RowStride] <= leaf.Bin ? 1 : 0;
            _rows[left] = row;
            _scratch[right] = row;
            left += isLeft;
            right += 1 - isLeft;
        }

        _scratch.AsSpan(0, right).CopyTo(_rows.AsSpan(left));
        return left;
    }

    private readonly record struct Leaf(int Node, int Start, int End, AlignedBuffer Histogram, double Gain = 0, int Feature = -1, int Bin = 0)
    {
        public int Size => End - Start;
    }
}
