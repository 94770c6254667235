using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Trainers.Trees;

/// <summary>
/// Grows one classification tree after another by Gini impurity on a few features drawn again at every node; serves one thread. The rows of a node stand together, genre by
/// genre, so that counting the rows of a genre is counting in a register.
/// </summary>
/// <typeparam name="TBin">Holds the number of a bin.</typeparam>
/// <typeparam name="TWeight"><see cref="long"/> if every row weighs 1, so that all sums are exact; else <see cref="double"/>.</typeparam>
internal sealed unsafe class ForestTreeGrower<TBin, TWeight>
    where TBin : unmanaged, IBinaryInteger<TBin>, IMinMaxValue<TBin>
    where TWeight : unmanaged, INumber<TWeight>
{
    private readonly ForestRows<TBin> _forest;
    private readonly BinnedColumns<TBin> _columns;
    private readonly ForestSettings _settings;
    private readonly FitContext _context;
    private readonly Tree _tree = new();
    private readonly LeafTable _leaves;
    private readonly int _genres;
    private SeededRandom _random = null!;

    // The rows of the nodes, genre by genre in each node. A row that was drawn several times stands once and has a multiplicity.
    private readonly int[] _rows;
    private readonly int[] _scratch;
    private readonly byte[]? _multiplicity;
    private readonly int[] _features;

    // The nodes that are still to be grown, and the rows of each genre in them.
    private readonly Stack<(int Node, int Start, int End)> _open = new();
    private readonly Stack<int[]> _openCounts = new();
    private readonly Stack<int[]> _freeCounts = new();

    // Of the node that is being split.
    private readonly TWeight[] _total;
    private readonly float[] _shares;
    private readonly int[] _genreOf;
    private readonly int[] _sizeOf;
    private readonly TWeight[] _weightOf;
    private readonly TBin[] _least;
    private readonly TBin[] _greatest;

    // Of the candidates of random thresholds.
    private readonly TBin[] _cuts;
    private readonly TBin[] _belowCuts;
    private readonly Split[] _candidates;
    private readonly int[] _leftCounts;

    // Of the search for the best threshold: the rows of a bin as a linked list, the bins that have any as bits, and bits for the words of those bits.
    private readonly TWeight[] _left;
    private readonly int[] _firstOf;
    private readonly int[] _next;
    private readonly ulong[] _present;
    private readonly ulong[] _presentWords;
    private readonly int[] _histogram;

    public ForestTreeGrower(ForestRows<TBin> forest, ForestSettings settings, FitContext context)
    {
        _forest = forest;
        _columns = forest.Columns;
        _settings = settings;
        _context = context;
        _genres = forest.GenreCount;
        _leaves = new(_genres);
        int rows = _columns.RowCount;
        _rows = new int[rows];
        _scratch = new int[rows];
        _multiplicity = settings.Bootstrap ? new byte[rows] : null;
        _features = new int[_columns.ColumnCount];
        _total = new TWeight[_genres];
        _left = new TWeight[_genres];
        _shares = new float[_genres];
        int wide = (int)Math.Max(_columns.IsRowMajor ? _columns.RowStride : 0, _columns.ColumnCount);
        _least = new TBin[wide];
        _greatest = new TBin[wide];
        if (settings.RandomThresholds)
        {
            _cuts = new TBin[wide];
            _belowCuts = new TBin[BinnedColumns<TBin>.LineSize / sizeof(TBin)];
            _candidates = new Split[settings.MaxFeatures];
            _leftCounts = new int[settings.MaxFeatures * _genres];
            (_genreOf, _sizeOf, _weightOf, _firstOf, _next, _present, _presentWords, _histogram) = ([], [], [], [], [], [], [], []);
        }
        else
        {
            int bins = Enumerable.Range(0, _columns.ColumnCount).Select(_columns.BinCount).DefaultIfEmpty().Max();
            _genreOf = new int[rows];
            _sizeOf = new int[rows];
            _weightOf = new TWeight[rows];
            _firstOf = new int[bins];
            _next = new int[rows];
            _present = new ulong[(bins + 63) / 64];
            _presentWords = new ulong[(_present.Length + 63) / 64];
            _histogram = new int[bins * _genres];
            (_cuts, _belowCuts, _candidates, _leftCounts) = ([], [], [], []);
        }
    }

    /// <summary>Grows a tree. Leaf numbers are places in the leaves: leaves x genres.</summary>
    public (TreeNode[] Nodes, float[] Leaves) Grow(SeededRandom random)
    {
        _random = random;
        _tree.Clear();
        _leaves.Clear();
        for (int f = 0; f < _features.Length; f++)
        {
            _features[f] = f;
        }

        int[] counts = _freeCounts.TryPop(out int[]? free) ? free : new int[_genres];
        int used = DrawRows(counts);
        Open(node: 0, 0, used, counts);
        while (_open.TryPop(out (int Node, int Start, int End) next))
        {
            _context.Checkpoint();
            counts = _openCounts.Pop();
            int size = Weigh(next.Start, counts);
            if (size >= 2 * _settings.MinimumExampleCountPerLeaf && !IsPure(counts) && Search(next.Start, next.End, counts, size) is { Feature: >= 0 } split)
            {
                int[] left = _freeCounts.TryPop(out free) ? free : new int[_genres];
                int middle = Partition(next.Start, split.Feature, split.Bin, counts, left);
                int first = _tree.Split(next.Node, split.Feature, split.Threshold);
                Open(first + 1, middle, next.End, counts);
                Open(first, next.Start, middle, left);
            }
            else
            {
                SetLeaf(next.Node);
                _freeCounts.Push(counts);
            }
        }

        return (_tree.Nodes.ToArray(), _leaves.Values.ToArray());
    }

    /// <summary>The rows of the tree, genre by genre, and their numbers.</summary>
    private int DrawRows(int[] counts)
    {
        int[] all = _forest.ByGenre;
        if (_multiplicity is null)
        {
            all.CopyTo(_rows, 0);
            _forest.Counts.CopyTo(counts, 0);
            return all.Length;
        }

        Array.Clear(_multiplicity);
        for (int i = 0; i < all.Length; i++)
        {
            // More than 255 times the same row is a chance below 1e-500.
            _multiplicity[_random.Next(all.Length)]++;
        }

        int used = 0;
        int from = 0;
        for (int g = 0; g < counts.Length; g++)
        {
            int before = used;
            int to = from + _forest.Counts[g];
            for (; from < to; from++)
            {
                _rows[used] = all[from];
                used += _multiplicity[all[from]] > 0 ? 1 : 0;
            }

            counts[g] = used - before;
        }

        return used;
    }

    /// <summary>Puts a node on the stack.</summary>
    private void Open(int node, int start, int end, int[] counts)
    {
        _open.Push((node, start, end));
        _openCounts.Push(counts);
    }

    private static bool IsPure(int[] counts)
    {
        int genres = 0;
        foreach (int count in counts)
        {
            genres += count > 0 ? 1 : 0;
        }

        return genres < 2;
    }

    /// <summary>The weight of the rows of each genre; returns how many rows there are, each as often as it was drawn.</summary>
    private int Weigh(int start, int[] counts)
    {
        int size = 0;
        for (int g = 0; g < counts.Length; g++)
        {
            int count = counts[g];
            TWeight total = TWeight.Zero;
            if (_multiplicity is null && _forest.GenreWeights is { } weights)
            {
                total = TWeight.CreateTruncating(weights[g]) * TWeight.CreateTruncating(count);
                size += count;
            }
            else
            {
                foreach (int row in _rows.AsSpan(start, count))
                {
                    int times = _multiplicity?[row] ?? 1;
                    total += WeightOf(row) * TWeight.CreateTruncating(times);
                    size += times;
                }
            }

            _total[g] = total;
            start += count;
        }

        return size;
    }

    private TWeight WeightOf(int row) => typeof(TWeight) == typeof(long) ? TWeight.One : TWeight.CreateTruncating(_forest.Weights[row]);

    private void SetLeaf(int node)
    {
        double sum = 0;
        foreach (TWeight weight in _total)
        {
            sum += double.CreateTruncating(weight);
        }

        for (int g = 0; g < _shares.Length; g++)
        {
            _shares[g] = float.CreateTruncating(_total[g]) / (float)sum;
        }

        // One genre has all the weight that float32 can tell.
        int pure = Array.IndexOf(_shares, 1f);
        if (pure >= 0)
        {
            Array.Clear(_shares);
            _shares[pure] = 1;
        }

        _tree.SetLeaf(node, _leaves.Add(_shares));
    }

    /// <summary>The best split among the features drawn. Features that are constant here do not count as drawn.</summary>
    private Split Search(int start, int end, int[] counts, int size)
    {
        if (_columns.IsRowMajor)
        {
            FindRanges(start, end);
        }

        if (!_settings.RandomThresholds)
        {
            Describe(start, counts);
        }

        Split best = Split.None;
        int tried = 0;
        for (int drawn = 0; drawn < _features.Length && tried < _settings.MaxFeatures; drawn++)
        {
            int pick = drawn + _random.Next(_features.Length - drawn);
            (_features[drawn], _features[pick]) = (_features[pick], _features[drawn]);
            int feature = _features[drawn];
            if (!_columns.IsRowMajor)
            {
                _context.Checkpoint();
                FindRange(feature, start, end);
            }

            int least = int.CreateTruncating(_least[feature]);
            int greatest = int.CreateTruncating(_greatest[feature]);
            if (least == greatest)
            {
                continue;
            }

            if (_settings.RandomThresholds)
            {
                // Drawn evenly between the least and the greatest value (Geurts, Ernst and Wehenkel, 2006).
                (float threshold, int bin) = _columns.Between(feature, least, greatest, _random.NextDouble());
                _candidates[tried] = new(feature, bin, threshold, double.NegativeInfinity);
                _cuts[feature] = TBin.CreateTruncating(bin);
            }
            else
            {
                // Many rows in few bins are counted, few rows in many bins are sorted.
                Split split = typeof(TWeight) == typeof(long) && (long)(greatest - least) * _genres < 3L * (end - start)
                    ? BestOfHistogram(feature, start, counts, least, greatest, size)
                    : BestOfLists(feature, start, end, size);
                best = split.Score > best.Score ? split : best;
            }

            tried++;
        }

        if (_settings.RandomThresholds)
        {
            best = BestOfRandom(start, counts, size, tried);
        }

        return best;
    }

    /// <summary>The least and the greatest bin of every column.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FindRanges(int start, int end)
    {
        int half = Vector256<TBin>.Count;
        nint rowStride = _columns.RowStride;
        ReadOnlySpan<int> rows = _rows.AsSpan(start, end - start);
        for (int c = 0; c < _columns.ColumnCount; c += 2 * half)
        {
            TBin* bins = _columns.Bins + c;
            Vector256<TBin> least0 = Vector256.Create(TBin.MaxValue);
            Vector256<TBin> least1 = least0;
            Vector256<TBin> greatest0 = Vector256<TBin>.Zero;
            Vector256<TBin> greatest1 = greatest0;
            foreach (int row in rows)
            {
                TBin* line = bins + (row * rowStride);
                Vector256<TBin> bins0 = Vector256.LoadAligned(line);
                Vector256<TBin> bins1 = Vector256.LoadAligned(line + half);
                least0 = Vector256.Min(least0, bins0);
                least1 = Vector256.Min(least1, bins1);
                greatest0 = Vector256.Max(greatest0, bins0);
                greatest1 = Vector256.Max(greatest1, bins1);
            }

            least0.CopyTo(_least, c);
            least1.CopyTo(_least, c + half);
            greatest0.CopyTo(_greatest, c);
            greatest1.CopyTo(_greatest, c + half);
        }
    }

    /// <summary>The least and the greatest bin of one column.</summary>
    private void FindRange(int feature, int start, int end)
    {
        TBin* bins = _columns.Bins + (feature * _columns.ColumnStride);
        TBin least = TBin.MaxValue;
        TBin greatest = TBin.MinValue;
        foreach (int row in _rows.AsSpan(start, end - start))
        {
            TBin bin = bins[row * _columns.RowStride];
            least = TBin.Min(least, bin);
            greatest = TBin.Max(greatest, bin);
        }

        (_least[feature], _greatest[feature]) = (least, greatest);
    }

    /// <summary>The best of the thresholds that were drawn.</summary>
    private Split BestOfRandom(int start, int[] counts, int size, int candidates)
    {
        bool isCounted = _forest.GenreWeights is not null && _multiplicity is null;
        if (isCounted && _columns.IsRowMajor)
        {
            CountBelowCuts(start, counts, candidates);
        }
        else if (isCounted)
        {
            for (int k = 0; k < candidates; k++)
            {
                _context.Checkpoint();
                CountBelowCut(start, counts, k);
            }
        }

        Split best = Split.None;
        double weight = 0;
        foreach (TWeight total in _total)
        {
            weight += double.CreateTruncating(total);
        }

        for (int k = 0; k < candidates; k++)
        {
            int leftSize = 0;
            if (isCounted)
            {
                double[] weights = _forest.GenreWeights!;
                for (int g = 0; g < _genres; g++)
                {
                    int count = _leftCounts[(k * _genres) + g];
                    leftSize += count;
                    _left[g] = TWeight.CreateTruncating(weights[g]) * TWeight.CreateTruncating(count);
                }
            }
            else
            {
                leftSize = WeighBelowCut(start, counts, _candidates[k]);
            }

            if (leftSize < _settings.MinimumExampleCountPerLeaf || size - leftSize < _settings.MinimumExampleCountPerLeaf)
            {
                continue;
            }

            TWeight leftSquares = TWeight.Zero;
            TWeight rightSquares = TWeight.Zero;
            TWeight leftWeight = TWeight.Zero;
            for (int g = 0; g < _genres; g++)
            {
                TWeight left = _left[g];
                TWeight right = _total[g] - left;
                leftSquares += left * left;
                rightSquares += right * right;
                leftWeight += left;
            }

            double below = double.CreateTruncating(leftWeight);
            double score = (double.CreateTruncating(leftSquares) / below) + (double.CreateTruncating(rightSquares) / (weight - below));
            best = score > best.Score ? _candidates[k] with { Score = score } : best;
        }

        return best;
    }

    /// <summary>How many rows of each genre are at most at the cut of each candidate: all columns of a row are compared at once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountBelowCuts(int start, int[] counts, int candidates)
    {
        // The counters of a lane are as narrow as a bin.
        int most = int.CreateTruncating(TBin.MaxValue);
        int half = Vector256<TBin>.Count;
        nint rowStride = _columns.RowStride;
        Array.Clear(_leftCounts);
        for (int c = 0; c < _columns.ColumnCount; c += 2 * half)
        {
            TBin* bins = _columns.Bins + c;
            Vector256<TBin> cuts0 = Vector256.Create(_cuts, c);
            Vector256<TBin> cuts1 = Vector256.Create(_cuts, c + half);
            int at = start;
            for (int g = 0; g < counts.Length; g++)
            {
                int end = at + counts[g];
                while (at < end)
                {
                    int stop = Math.Min(end, at + most);
                    Vector256<TBin> below0 = Vector256<TBin>.Zero;
                    Vector256<TBin> below1 = Vector256<TBin>.Zero;
                    foreach (int row in _rows.AsSpan(at, stop - at))
                    {
                        TBin* line = bins + (row * rowStride);

                        // A lane is all ones, -1, where the bin is at most the cut.
                        below0 -= Vector256.LessThanOrEqual(Vector256.LoadAligned(line), cuts0);
                        below1 -= Vector256.LessThanOrEqual(Vector256.LoadAligned(line + half), cuts1);
                    }

                    below0.CopyTo(_belowCuts, 0);
                    below1.CopyTo(_belowCuts, half);
                    for (int k = 0; k < candidates; k++)
                    {
                        int lane = _candidates[k].Feature - c;
                        if ((uint)lane < (uint)_belowCuts.Length)
                        {
                            _leftCounts[(k * _genres) + g] += int.CreateTruncating(_belowCuts[lane]);
                        }
                    }

                    at = stop;
                }
            }
        }
    }

    /// <summary>The same for one candidate.</summary>
    private void CountBelowCut(int start, int[] counts, int candidate)
    {
        int feature = _candidates[candidate].Feature;
        TBin* bins = _columns.Bins + (feature * _columns.ColumnStride);
        TBin cut = _cuts[feature];
        for (int g = 0; g < counts.Length; g++)
        {
            int below = 0;
            foreach (int row in _rows.AsSpan(start, counts[g]))
            {
                below += bins[row * _columns.RowStride] <= cut ? 1 : 0;
            }

            _leftCounts[(candidate * _genres) + g] = below;
            start += counts[g];
        }
    }

    /// <summary>The weight of the rows of each genre at most at a cut; returns their number, each as often as it was drawn.</summary>
    private int WeighBelowCut(int start, int[] counts, Split split)
    {
        TBin* bins = _columns.Bins + (split.Feature * _columns.ColumnStride);
        TBin cut = TBin.CreateTruncating(split.Bin);
        int size = 0;
        for (int g = 0; g < counts.Length; g++)
        {
            TWeight weight = TWeight.Zero;
            foreach (int row in _rows.AsSpan(start, counts[g]))
            {
                if (bins[row * _columns.RowStride] <= cut)
                {
                    int times = _multiplicity?[row] ?? 1;
                    weight += WeightOf(row) * TWeight.CreateTruncating(times);
                    size += times;
                }
            }

            _left[g] = weight;
            start += counts[g];
        }

        return size;
    }

    /// <summary>Genre, multiplicity and weight of the node's rows, in their order.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Describe(int start, int[] counts)
    {
        int at = 0;
        int[] genreOf = _genreOf;
        int[] sizeOf = _sizeOf;
        TWeight[] weightOf = _weightOf;
        byte[]? multiplicity = _multiplicity;
        for (int g = 0; g < counts.Length; g++)
        {
            foreach (int row in _rows.AsSpan(start + at, counts[g]))
            {
                int times = multiplicity?[row] ?? 1;
                genreOf[at] = g;
                sizeOf[at] = times;
                weightOf[at] = WeightOf(row) * TWeight.CreateTruncating(times);
                at++;
            }
        }
    }

    /// <summary>The best of all thresholds half-way between neighbouring values: a high sum of squares / size is a low Gini impurity.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Split BestOfLists(int feature, int start, int end, int size)
    {
        // Locals, as every store could change a field for all that the compiler knows.
        TBin* bins = _columns.Bins + (feature * _columns.ColumnStride);
        nint rowStride = _columns.RowStride;
        ReadOnlySpan<int> rows = _rows.AsSpan(start, end - start);
        Span<int> next = _next.AsSpan(0, rows.Length);
        int[] firstOf = _firstOf;
        ulong[] present = _present;
        ulong[] presentWords = _presentWords;
        for (int i = 0; i < rows.Length; i++)
        {
            int bin = int.CreateTruncating(bins[rows[i] * rowStride]);
            ref ulong word = ref present[bin >> 6];
            ulong bit = 1UL << bin;
            next[i] = (word & bit) != 0 ? firstOf[bin] : -1;
            word |= bit;
            presentWords[bin >> 12] |= 1UL << (bin >> 6);
            firstOf[bin] = i;
        }

        int[] genreOf = _genreOf;
        int[] sizeOf = _sizeOf;
        TWeight[] weightOf = _weightOf;

        Sweep sweep = new(this, size);
        for (int top = 0; top < presentWords.Length; top++)
        {
            for (ulong words = presentWords[top]; words != 0; words &= words - 1)
            {
                int word = (top << 6) + BitOperations.TrailingZeroCount(words);
                for (ulong bits = present[word]; bits != 0; bits &= bits - 1)
                {
                    int bin = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    sweep.TrySplitBefore(bin);
                    for (int i = firstOf[bin]; i >= 0; i = next[i])
                    {
                        sweep.Move(genreOf[i], weightOf[i], sizeOf[i]);
                    }
                }

                present[word] = 0;
            }

            presentWords[top] = 0;
        }

        return sweep.Best(feature);
    }

    /// <summary>The same from the numbers of rows of each genre in each bin, where every row weighs 1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Split BestOfHistogram(int feature, int start, int[] counts, int least, int greatest, int size)
    {
        TBin* bins = _columns.Bins + (feature * _columns.ColumnStride);
        nint rowStride = _columns.RowStride;
        int genres = _genres;
        int[] rows = _rows;
        int[] sizeOf = _sizeOf;
        Span<int> histogram = _histogram.AsSpan(0, (greatest - least + 1) * genres);
        histogram.Clear();
        int at = 0;
        for (int g = 0; g < counts.Length; g++)
        {
            int ofGenre = g - (least * genres);
            for (int end = at + counts[g]; at < end; at++)
            {
                int bin = int.CreateTruncating(bins[rows[start + at] * rowStride]);
                histogram[ofGenre + (bin * genres)] += sizeOf[at];
            }
        }

        Sweep sweep = new(this, size);
        for (int bin = least; bin <= greatest; bin++)
        {
            bool isEmpty = true;
            ReadOnlySpan<int> sizes = histogram.Slice((bin - least) * genres, genres);
            for (int g = 0; g < sizes.Length; g++)
            {
                int count = sizes[g];
                if (count != 0)
                {
                    if (isEmpty)
                    {
                        sweep.TrySplitBefore(bin);
                        isEmpty = false;
                    }

                    sweep.Move(g, TWeight.CreateTruncating(count), count);
                }
            }
        }

        return sweep.Best(feature);
    }

    /// <summary>Partitions the rows of a node, genre by genre on either side. Returns where the right child's begin.</summary>
    /// <param name="start">Where the node's rows begin.</param>
    /// <param name="feature">The feature of the split.</param>
    /// <param name="bin">Its last bin on the left.</param>
    /// <param name="counts">The rows of each genre in the node; receives those in the right child.</param>
    /// <param name="leftCounts">Receives the rows of each genre in the left child.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Partition(int start, int feature, int bin, int[] counts, int[] leftCounts)
    {
        TBin* bins = _columns.Bins + (feature * _columns.ColumnStride);
        nint rowStride = _columns.RowStride;
        TBin cut = TBin.CreateTruncating(bin);
        int[] rows = _rows;
        int[] scratch = _scratch;
        int left = start;
        int right = 0;
        int at = start;
        for (int g = 0; g < counts.Length; g++)
        {
            int before = left;
            for (int end = at + counts[g]; at < end; at++)
            {
                int row = rows[at];
                int isLeft = bins[row * rowStride] <= cut ? 1 : 0;
                rows[left] = row;
                scratch[right] = row;
                left += isLeft;
                right += 1 - isLeft;
            }

            leftCounts[g] = left - before;
            counts[g] -= leftCounts[g];
        }

        scratch.AsSpan(0, right).CopyTo(rows.AsSpan(left));
        return left;
    }

    /// <param name="Feature">The feature; -1 for none.</param>
    /// <param name="Bin">The last bin on the left.</param>
    /// <param name="Threshold">The threshold.</param>
    /// <param name="Score">The sum of squares / weight on both sides.</param>
    private readonly record struct Split(int Feature, int Bin, float Threshold, double Score)
    {
        public static Split None => new(-1, 0, 0, double.NegativeInfinity);
    }

    /// <summary>Moves rows from right to left, bin by bin, and remembers where the score was best.</summary>
    private ref struct Sweep
    {
        private readonly ForestTreeGrower<TBin, TWeight> _grower;
        private readonly TWeight[] _left;
        private readonly TWeight[] _total;
        private readonly int _minimum;
        private readonly int _size;
        private int _leftSize;
        private TWeight _leftWeight;
        private TWeight _rightWeight;
        private TWeight _leftSquares;
        private TWeight _rightSquares;
        private double _best = double.NegativeInfinity;
        private int _bestBin;
        private int _bestNext;
        private int _previous = -1;

        public Sweep(ForestTreeGrower<TBin, TWeight> grower, int size)
        {
            _grower = grower;
            _left = grower._left;
            _total = grower._total;
            _minimum = grower._settings.MinimumExampleCountPerLeaf;
            _size = size;
            Array.Clear(_left);
            foreach (TWeight total in _total)
            {
                _rightSquares += total * total;
                _rightWeight += total;
            }
        }

        /// <summary>Judges the split between the bin before and this one.</summary>
        public void TrySplitBefore(int bin)
        {
            if (_previous >= 0 && _leftSize >= _minimum && _size - _leftSize >= _minimum)
            {
                double score = (double.CreateTruncating(_leftSquares) / double.CreateTruncating(_leftWeight)) + (double.CreateTruncating(_rightSquares) / double.CreateTruncating(_rightWeight));
                if (score > _best)
                {
                    (_best, _bestBin, _bestNext) = (score, _previous, bin);
                }
            }

            _previous = bin;
        }

        public void Move(int genre, TWeight weight, int size)
        {
            TWeight left = _left[genre];
            TWeight right = _total[genre] - left;
            _leftSquares += weight * (left + left + weight);
            _rightSquares -= weight * (right + right - weight);
            _left[genre] = left + weight;
            _leftWeight += weight;
            _rightWeight -= weight;
            _leftSize += size;
        }

        public readonly Split Best(int feature) => double.IsNegativeInfinity(_best) ? Split.None
            : new(feature, _bestBin, _grower._columns.Between(feature, _bestBin, _bestNext), _best);
    }
}
