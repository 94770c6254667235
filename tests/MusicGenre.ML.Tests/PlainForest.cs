using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

/// <summary>
/// A forest as the books write it: every node counts every genre anew for every threshold between two values, on the values themselves. It draws what <see cref="ForestTrainer"/> draws,
/// so that the two can be compared tree by tree where all sums of weights are exact: else a tie may be decided otherwise.
/// </summary>
internal sealed class PlainForest
{
    private readonly FeatureTable _table;
    private readonly double[] _weights;
    private readonly ForestTrainer _trainer;
    private readonly int _features;
    private readonly List<Node> _trees = [];
    private readonly int[] _order;
    private readonly SeededRandom _random = null!;

    public PlainForest(FeatureTable table, ForestTrainer trainer)
    {
        _table = table;
        _trainer = trainer;
        double[] ofGenre = trainer.ClassWeights.For(table.Genres, table.GenreCounts());
        _weights = [.. table.GenreIndices.Select((g, i) => ofGenre[g] * (table.Weights?[i] ?? 1))];
        _features = trainer.MaxFeatures ?? (int)Math.Sqrt(table.ColumnCount);
        _order = new int[table.ColumnCount];
        for (int t = 0; t < trainer.NumberOfTrees; t++)
        {
            _random = new SeededRandom(trainer.Seed, t);
            int[] rows = [.. Enumerable.Range(0, table.RowCount).Select(i => trainer is RandomForestTrainer ? _random.Next(table.RowCount) : i)];
            for (int c = 0; c < _order.Length; c++)
            {
                _order[c] = c;
            }

            _trees.Add(Grow(rows));
        }
    }

    public double[] Predict(ReadOnlySpan<float> row)
    {
        double[] sum = new double[_table.Genres.Count];
        foreach (Node tree in _trees)
        {
            Node node = tree;
            while (node.Left is { } left)
            {
                node = row[node.Feature] <= node.Threshold ? left : node.Right!;
            }

            for (int g = 0; g < sum.Length; g++)
            {
                sum[g] += node.Shares[g] / _trees.Count;
            }
        }

        return sum;
    }

    private Node Grow(int[] rows)
    {
        double[] total = Weigh(rows);
        double[] shares = [.. total.Select(w => w / total.Sum())];
        Node leaf = new(-1, 0, null, null, shares);
        if (rows.Length < 2 * _trainer.MinimumExampleCountPerLeaf || total.Count(static w => w > 0) < 2)
        {
            return leaf;
        }

        double best = double.NegativeInfinity;
        (int Feature, float Threshold) split = (-1, 0);
        int tried = 0;
        for (int drawn = 0; drawn < _order.Length && tried < _features; drawn++)
        {
            int pick = drawn + _random.Next(_order.Length - drawn);
            (_order[drawn], _order[pick]) = (_order[pick], _order[drawn]);
            int feature = _order[drawn];
            float[] values = [.. rows.Select(r => _table.Row(r)[feature]).Distinct().Order()];
            if (values.Length < 2)
            {
                continue;
            }

            tried++;
            float[] thresholds = _trainer is RandomForestTrainer
                ? [.. values.Zip(values.Skip(1), static (a, b) => (float)(((double)a + b) / 2) is var middle && middle < b ? middle : a)]
                : [(float)(values[0] + (_random.NextDouble() * ((double)values[^1] - values[0])))];
            foreach (float threshold in thresholds)
            {
                int[] left = [.. rows.Where(r => _table.Row(r)[feature] <= threshold)];
                int[] right = [.. rows.Where(r => _table.Row(r)[feature] > threshold)];
                if (left.Length < _trainer.MinimumExampleCountPerLeaf || right.Length < _trainer.MinimumExampleCountPerLeaf)
                {
                    continue;
                }

                double score = Score(left) + Score(right);
                if (score > best)
                {
                    (best, split) = (score, (feature, threshold));
                }
            }
        }

        if (split.Feature < 0)
        {
            return leaf;
        }

        Node first = Grow([.. rows.Where(r => _table.Row(r)[split.Feature] <= split.Threshold)]);
        return new(split.Feature, split.Threshold, first, Grow([.. rows.Where(r => _table.Row(r)[split.Feature] > split.Threshold)]), shares);
    }

    private double Score(int[] rows)
    {
        double[] weights = Weigh(rows);
        return weights.Sum(static w => w * w) / weights.Sum();
    }

    private double[] Weigh(int[] rows)
    {
        double[] weights = new double[_table.Genres.Count];
        foreach (int row in rows)
        {
            weights[_table.GenreIndices[row]] += _weights[row];
        }

        return weights;
    }

    private sealed record Node(int Feature, float Threshold, Node? Left, Node? Right, double[] Shares);
}
