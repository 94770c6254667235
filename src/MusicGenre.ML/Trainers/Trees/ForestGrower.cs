using MusicGenre.Numerics;

namespace MusicGenre.ML.Trainers.Trees;

/// <summary>Grows classification trees by Gini impurity on a few features drawn again at every node.</summary>
internal sealed class ForestGrower
{
    private readonly TrainingSet _set;
    private readonly ForestSettings _settings;
    private readonly FitContext _context;
    private readonly double[] _weights;

    // Column-major: the rank of each value among the distinct values of its column, and those values.
    private readonly int[][] _ranks;
    private readonly float[][] _distinct;

    public ForestGrower(TrainingSet set, ForestSettings settings, FitContext context)
    {
        _set = set;
        _settings = settings;
        _weights = set.Weights.ToArray();
        _context = context;
        _ranks = new int[set.ColumnCount][];
        _distinct = new float[set.ColumnCount][];
        float[] column = new float[set.RowCount];
        for (int c = 0; c < set.ColumnCount; c++)
        {
            context.Checkpoint();
            for (int i = 0; i < column.Length; i++)
            {
                column[i] = set.Row(i)[c];
            }

            float[] distinct = [.. column.Distinct().Order()];
            _distinct[c] = distinct;
            _ranks[c] = [.. column.Select(v => Array.BinarySearch(distinct, v))];
        }
    }

    /// <summary>Grows all trees, each with a stream of random numbers of its own, so that the number of threads does not matter.</summary>
    public ForestClassifier Grow(long seed)
    {
        (Tree Tree, List<float[]> Leaves)[] grown = new (Tree, List<float[]>)[_settings.NumberOfTrees];
        Parallel.For(0, grown.Length, _context.Parallel, t => grown[t] = new OneTree(this, new SeededRandom(seed, t)).Grow());

        // The leaves of fully grown trees are mostly pure: those all share one entry per genre.
        List<float[]> shares = [.. Enumerable.Range(0, _set.GenreCount).Select(PureLeaf)];
        foreach ((Tree tree, List<float[]> leaves) in grown)
        {
            _context.Checkpoint();
            tree.RenumberLeaves(leaf =>
            {
                int pure = Array.IndexOf(leaves[leaf], 1f);
                if (pure >= 0)
                {
                    return pure;
                }

                shares.Add(leaves[leaf]);
                return shares.Count - 1;
            });
        }

        return new ForestClassifier(_set.ColumnCount, _set.GenreCount, TreeEnsemble.Join([.. grown.Select(static g => g.Tree)]), [.. shares.SelectMany(static s => s)]);
    }

    private float[] PureLeaf(int genre)
    {
        float[] shares = new float[_set.GenreCount];
        shares[genre] = 1;
        return shares;
    }

    /// <summary>The state of one growing tree.</summary>
    private sealed class OneTree
    {
        private readonly ForestGrower _forest;
        private readonly SeededRandom _random;
        private readonly int[] _rows;
        private readonly ulong[] _sorted;
        private readonly int[] _features;
        private readonly double[] _left;
        private readonly double[] _total;

        public OneTree(ForestGrower forest, SeededRandom random)
        {
            _forest = forest;
            _random = random;
            int rows = forest._set.RowCount;
            _rows = new int[rows];
            for (int i = 0; i < rows; i++)
            {
                _rows[i] = forest._settings.Bootstrap ? random.Next(rows) : i;
            }

            _sorted = new ulong[rows];
            _features = [.. Enumerable.Range(0, forest._set.ColumnCount)];
            _left = new double[forest._set.GenreCount];
            _total = new double[forest._set.GenreCount];
        }

        public (Tree Tree, List<float[]> Leaves) Grow()
        {
            Tree tree = new();
            List<float[]> leaves = [];
            Stack<(int Node, int Start, int End)> open = new([(0, 0, _rows.Length)]);
            while (open.TryPop(out (int Node, int Start, int End) next))
            {
                _forest._context.Checkpoint();
                WeighGenres(next.Start, next.End);
                int size = next.End - next.Start;
                double weight = _total.Sum();
                if (size >= 2 * _forest._settings.MinimumExampleCountPerLeaf && _total.Max() < weight && Search(next.Start, next.End, out int feature, out float threshold, out int rank))
                {
                    int middle = Partition(next.Start, next.End, feature, rank);
                    int first = tree.Split(next.Node, feature, threshold);
                    open.Push((first + 1, middle, next.End));
                    open.Push((first, next.Start, middle));
                }
                else
                {
                    tree.SetLeaf(next.Node, leaves.Count);
                    leaves.Add([.. _total.Select(w => (float)w / (float)weight)]);
                }
            }

            return (tree, leaves);
        }

        /// <summary>The weight of the rows of each genre.</summary>
        private void WeighGenres(int start, int end)
        {
            Array.Clear(_total);
            for (int i = start; i < end; i++)
            {
                int row = _rows[i];
                _total[_forest._set.Labels[row]] += _forest._weights[row];
            }
        }

        /// <summary>The best split among the features drawn. Features that are constant here do not count as drawn.</summary>
        private bool Search(int start, int end, out int feature, out float threshold, out int rank)
        {
            (feature, threshold, rank) = (-1, 0, 0);
            double best = double.NegativeInfinity;
            int wanted = _forest._settings.MaxFeatures;
            for (int drawn = 0, tried = 0; drawn < _features.Length && tried < wanted; drawn++)
            {
                _forest._context.Checkpoint();
                int pick = drawn + _random.Next(_features.Length - drawn);
                (_features[drawn], _features[pick]) = (_features[pick], _features[drawn]);
                int candidate = _features[drawn];
                (int low, int high) = RankRange(candidate, start, end);
                if (low == high)
                {
                    continue;
                }

                tried++;
                (double score, int at, float value) = _forest._settings.RandomThresholds
                    ? RandomSplit(candidate, start, end, low, high)
                    : BestSplit(candidate, start, end);
                if (score > best)
                {
                    (best, feature, rank, threshold) = (score, candidate, at, value);
                }
            }

            return feature >= 0;
        }

        private (int Low, int High) RankRange(int feature, int start, int end)
        {
            int[] ranks = _forest._ranks[feature];
            int low = int.MaxValue;
            int high = int.MinValue;
            for (int i = start; i < end; i++)
            {
                int r = ranks[_rows[i]];
                low = Math.Min(low, r);
                high = Math.Max(high, r);
            }

            return (low, high);
        }

        /// <summary>A threshold drawn evenly between the least and the greatest value (Geurts, Ernst and Wehenkel, 2006).</summary>
        private (double Score, int Rank, float Threshold) RandomSplit(int feature, int start, int end, int low, int high)
        {
            float[] distinct = _forest._distinct[feature];
            float from = distinct[low];
            float to = distinct[high];
            float threshold = (float)(from + (_random.NextDouble() * ((double)to - from)));
            threshold = threshold < to ? threshold : from;
            int rank = Array.BinarySearch(distinct, low, high - low + 1, threshold);
            rank = rank >= 0 ? rank : ~rank - 1;

            int[] ranks = _forest._ranks[feature];
            Array.Clear(_left);
            int leftSize = 0;
            double leftWeight = 0;
            for (int i = start; i < end; i++)
            {
                int row = _rows[i];
                if (ranks[row] <= rank)
                {
                    double weight = _forest._weights[row];
                    _left[_forest._set.Labels[row]] += weight;
                    leftWeight += weight;
                    leftSize++;
                }
            }

            int rightSize = end - start - leftSize;
            if (leftSize < _forest._settings.MinimumExampleCountPerLeaf || rightSize < _forest._settings.MinimumExampleCountPerLeaf)
            {
                return (double.NegativeInfinity, 0, 0);
            }

            double leftSquares = 0;
            double rightSquares = 0;
            for (int g = 0; g < _left.Length; g++)
            {
                leftSquares += _left[g] * _left[g];
                double right = _total[g] - _left[g];
                rightSquares += right * right;
            }

            return ((leftSquares / leftWeight) + (rightSquares / (_total.Sum() - leftWeight)), rank, threshold);
        }

        /// <summary>The best of all thresholds half-way between neighbouring values: a high sum of squares / size is a low Gini impurity.</summary>
        private (double Score, int Rank, float Threshold) BestSplit(int feature, int start, int end)
        {
            int[] ranks = _forest._ranks[feature];
            Span<ulong> sorted = _sorted.AsSpan(0, end - start);
            for (int i = 0; i < sorted.Length; i++)
            {
                int row = _rows[start + i];
                sorted[i] = ((ulong)(uint)ranks[row] << 32) | (uint)row;
            }

            sorted.Sort();
            Array.Clear(_left);
            double leftSquares = 0;
            double rightSquares = 0;
            double leftWeight = 0;
            double rightWeight = 0;
            foreach (double total in _total)
            {
                rightSquares += total * total;
                rightWeight += total;
            }

            ReadOnlySpan<int> labels = _forest._set.Labels;
            double[] weights = _forest._weights;
            double best = double.NegativeInfinity;
            int bestRank = 0;
            int nextRank = 0;
            int least = _forest._settings.MinimumExampleCountPerLeaf;
            for (int i = 0; i < sorted.Length - 1; i++)
            {
                int row = (int)(uint)sorted[i];
                int genre = labels[row];
                double weight = weights[row];
                leftSquares += weight * ((2 * _left[genre]) + weight);
                rightSquares -= weight * ((2 * (_total[genre] - _left[genre])) - weight);
                _left[genre] += weight;
                leftWeight += weight;
                rightWeight -= weight;
                int rank = (int)(sorted[i] >> 32);
                int following = (int)(sorted[i + 1] >> 32);
                if (rank != following && i + 1 >= least && sorted.Length - i - 1 >= least)
                {
                    double score = (leftSquares / leftWeight) + (rightSquares / rightWeight);
                    if (score > best)
                    {
                        (best, bestRank, nextRank) = (score, rank, following);
                    }
                }
            }

            if (double.IsNegativeInfinity(best))
            {
                return (best, 0, 0);
            }

            float[] distinct = _forest._distinct[feature];
            float threshold = (float)(((double)distinct[bestRank] + distinct[nextRank]) / 2);
            return (best, bestRank, threshold < distinct[nextRank] ? threshold : distinct[bestRank]);
        }

        /// <summary>Partitions the rows: those of the left child first. Returns where the others begin.</summary>
        private int Partition(int start, int end, int feature, int rank)
        {
            int[] ranks = _forest._ranks[feature];
            int left = start;
            int right = end - 1;
            while (left <= right)
            {
                if (ranks[_rows[left]] <= rank)
                {
                    left++;
                }
                else
                {
                    (_rows[left], _rows[right]) = (_rows[right], _rows[left]);
                    right--;
                }
            }

            return left;
        }
    }
}
