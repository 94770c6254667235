using MusicGenre.Numerics;

namespace MusicGenre.ML.Validation.Partitioning;

/// <summary>
/// How rows are held out inside a fit: for calibration, early stopping and the folds of a search. The rows of a group (the segments of a track) are on one side of every
/// cut, so that what is learnt from held-out rows holds for tracks that were not seen in training. Where every row is its own group, rows are drawn one by one.
/// </summary>
internal sealed class InnerSplit
{
    private readonly int[] _labels;
    private readonly int[] _groupOfRow;
    private readonly int _genres;

    /// <summary>Numbers the groups.</summary>
    /// <param name="labels">The genre of each row, from 0.</param>
    /// <param name="groups">The group of each row.</param>
    public InnerSplit(IReadOnlyList<int> labels, IEnumerable<string> groups)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        _labels = [.. labels];
        _genres = _labels.Length == 0 ? 0 : _labels.Max() + 1;
        _groupOfRow = [.. groups.Select(g => numbers.TryGetValue(g, out int number) ? number : numbers[g] = numbers.Count)];
        GroupCount = numbers.Count;
    }

    /// <summary>The number of groups.</summary>
    public int GroupCount { get; }

    /// <summary>Whether some group has more than one row.</summary>
    public bool IsGrouped => GroupCount < _labels.Length;

    /// <summary>How many groups each genre has.</summary>
    public IReadOnlyList<int> GroupsOfGenres
    {
        get
        {
            int[] counts = new int[_genres];
            foreach ((int label, _) in _labels.Zip(_groupOfRow).Where(static row => row.First >= 0).Distinct())
            {
                counts[label]++;
            }

            return counts;
        }
    }

    /// <summary>The split of a table's rows by its groups.</summary>
    public static InnerSplit Of(FeatureTable table) => new(table.GenreIndices, table.Groups);

    /// <summary>The folds of a search within training rows: as many as requested, or as there are groups if those are fewer.</summary>
    /// <exception cref="ArgumentException">Every genre has one group only: no held-out row would have a genre that was learnt.</exception>
    public static Folds FoldsOf(FeatureTable table, int count, long seed, int repeats)
    {
        InnerSplit split = Of(table);
        if (!split.IsGrouped)
        {
            return Folds.Stratified(table, count, seed, repeats);
        }

        return split.GroupsOfGenres.Any(static groups => groups > 1)
            ? Folds.StratifiedGroups(table, Math.Min(count, split.GroupCount), seed, repeats)
            : throw new ArgumentException("Every genre of the table has a single group, and a group can't be split: inner folds would test genres that they did not learn. Give smaller groups.", nameof(table));
    }

    /// <summary>The fold of each row. With fewer groups than folds the last folds are empty; a genre of one group is missing from the training rows of its fold.</summary>
    /// <param name="count">The number of folds.</param>
    /// <param name="random">Shuffles rows or groups; null takes them in order.</param>
    public int[] Assign(int count, SeededRandom? random) => IsGrouped
        ? GroupPartition.Assign(_labels, _genres, _groupOfRow, GroupCount, Math.Min(count, GroupCount), random)
        : StratifiedPartition.Deal(_labels, _genres, count, random);

    /// <summary>
    /// Holds whole groups out: those of one of 1 / <paramref name="share"/> folds, rounded. A genre that would lose all of its rows keeps one group, so that it is learnt; where every genre
    /// has one group only, nothing is held out.
    /// </summary>
    /// <param name="share">The fraction of the rows that are held out, about: above 0 and below 1; at most a half is.</param>
    /// <param name="seed">The seed that breaks ties between groups.</param>
    /// <returns>The rows to learn from and those held out, each in order.</returns>
    public (int[] Training, int[] Held) HoldOutGroups(double share, long seed)
    {
        bool[] isHeld = [.. Assign(Math.Max(2, (int)Math.Round(1 / share)), new SeededRandom(seed, 0)).Select(static fold => fold == 0)];
        for (int genre = 0; genre < _genres; genre++)
        {
            int[] rows = [.. Enumerable.Range(0, _labels.Length).Where(i => _labels[i] == genre)];
            if (rows.Length > 0 && Array.TrueForAll(rows, i => isHeld[i]))
            {
                for (int i = 0; i < isHeld.Length; i++)
                {
                    isHeld[i] &= _groupOfRow[i] != _groupOfRow[rows[0]];
                }
            }
        }

        return ([.. Enumerable.Range(0, isHeld.Length).Where(i => !isHeld[i])], [.. Enumerable.Range(0, isHeld.Length).Where(i => isHeld[i])]);
    }
}
