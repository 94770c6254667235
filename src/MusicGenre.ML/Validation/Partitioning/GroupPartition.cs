using MusicGenre.Numerics;

namespace MusicGenre.ML.Validation.Partitioning;

/// <summary>
/// Spreads whole groups over folds so that every genre is spread as evenly as they allow: the largest groups first, each to the fold where it does least harm,
/// then single groups are moved as long as that helps.
/// </summary>
internal static class GroupPartition
{
    // Each round visits all groups; in practice it ends after a few rounds because nothing helps any more.
    private const int MaximumRounds = 20;

    /// <summary>The fold of each row.</summary>
    public static int[] Assign(FeatureTable table, int count, long seed, int repeat)
    {
        Dictionary<string, int> number = new(StringComparer.Ordinal);
        int[] groupOfRow = [.. table.Groups.Select(g => number.TryGetValue(g, out int group) ? group : number[g] = number.Count)];
        return Assign([.. table.GenreIndices], table.Genres.Count, groupOfRow, number.Count, count, new SeededRandom(seed, repeat));
    }

    /// <summary>The fold of each row.</summary>
    /// <param name="labels">The genre of each row.</param>
    /// <param name="genres">The number of genres.</param>
    /// <param name="groupOfRow">The number of each row's group.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="count">The number of folds, at most that of the groups.</param>
    /// <param name="random">Breaks ties between groups of one size; null takes them in order.</param>
    public static int[] Assign(int[] labels, int genres, int[] groupOfRow, int groups, int count, SeededRandom? random)
    {
        int[] totals = new int[genres];
        int[][] counts = [.. Enumerable.Range(0, groups).Select(_ => new int[genres])];
        for (int i = 0; i < labels.Length; i++)
        {
            counts[groupOfRow[i]][labels[i]]++;
            totals[labels[i]]++;
        }

        int[] order = [.. Enumerable.Range(0, groups)];
        random?.Shuffle<int>(order);
        int[] bySize = [.. order.OrderByDescending(g => counts[g].Sum())];

        Cost cost = new(totals, count);
        int[] fold = new int[groups];
        foreach (int group in bySize)
        {
            fold[group] = cost.CheapestFor(counts[group]);
            cost.Add(counts[group], fold[group], +1);
        }

        Improve(bySize, counts, fold, cost, count);
        return [.. groupOfRow.Select(g => fold[g])];
    }

    private static void Improve(int[] groups, int[][] counts, int[] fold, Cost cost, int foldCount)
    {
        int[] groupsInFold = new int[foldCount];
        foreach (int f in fold)
        {
            groupsInFold[f]++;
        }

        bool improved = true;
        for (int round = 0; improved && round < MaximumRounds; round++)
        {
            improved = false;
            foreach (int group in groups)
            {
                // The old fold must not be left without a row: that would be no fold.
                if (groupsInFold[fold[group]] == 1)
                {
                    continue;
                }

                int from = fold[group];
                double before = cost.Total;
                int best = from;
                double bestTotal = before - Cost.Tolerance;
                for (int to = 0; to < foldCount; to++)
                {
                    if (to != from)
                    {
                        cost.Move(counts[group], from, to);
                        if (cost.Total < bestTotal)
                        {
                            (best, bestTotal) = (to, cost.Total);
                        }

                        cost.Move(counts[group], to, from);
                    }
                }

                if (best != from)
                {
                    cost.Move(counts[group], from, best);
                    fold[group] = best;
                    groupsInFold[from]--;
                    groupsInFold[best]++;
                    improved = true;
                }
            }
        }
    }

    /// <summary>How uneven the folds are: the squared fractions of every genre, and of the whole, summed over the folds.</summary>
    private sealed class Cost(int[] genreTotals, int foldCount)
    {
        public const double Tolerance = 1e-12;
        private readonly int[,] _counts = new int[foldCount, genreTotals.Length];
        private readonly int[] _sizes = new int[foldCount];
        private readonly double _rows = genreTotals.Sum();

        public double Total { get; private set; }

        public int CheapestFor(int[] group)
        {
            int best = 0;
            double bestTotal = double.PositiveInfinity;
            for (int f = 0; f < foldCount; f++)
            {
                double total = Total + Change(group, f, +1);
                if (total < bestTotal - Tolerance)
                {
                    (best, bestTotal) = (f, total);
                }
            }

            return best;
        }

        public void Move(int[] group, int from, int to)
        {
            Add(group, from, -1);
            Add(group, to, +1);
        }

        public void Add(int[] group, int fold, int sign)
        {
            Total += Change(group, fold, sign);
            for (int g = 0; g < group.Length; g++)
            {
                _counts[fold, g] += sign * group[g];
                _sizes[fold] += sign * group[g];
            }
        }

        private double Change(int[] group, int fold, int sign)
        {
            double change = 0;
            int size = 0;
            for (int g = 0; g < group.Length; g++)
            {
                if (group[g] > 0)
                {
                    double total = genreTotals[g];
                    double share = _counts[fold, g] / total;
                    double step = sign * group[g] / total;
                    change += step * ((2 * share) + step);
                    size += group[g];
                }
            }

            double part = _sizes[fold] / _rows;
            double move = sign * size / _rows;
            return change + (move * ((2 * part) + move));
        }
    }
}
