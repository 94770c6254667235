using System.Collections;
using System.Globalization;
using System.Text;
using MusicGenre.ML.Validation.Partitioning;

namespace MusicGenre.ML;

/// <summary>
/// The splits of a table on which trainers are compared: hold-out, stratified k-fold, stratified k-fold with groups kept together, and predefined partitions.
/// The same table and seed give the same folds on every machine.
/// </summary>
public sealed class Folds : IReadOnlyList<Fold>
{
    private readonly Fold[] _folds;

    internal Folds(string description, FeatureTable table, IReadOnlyList<Fold> folds, IReadOnlyList<string>? warnings = null, long seed = 0)
    {
        Description = description;
        Seed = seed;
        Warnings = warnings ?? [];
        Genres = table.Genres;
        _folds = [.. folds];
        TestCounts = [.. _folds.Select(f => (IReadOnlyList<int>)CountGenres(table, f.Test))];
        TrainCounts = [.. _folds.Select(f => (IReadOnlyList<int>)CountGenres(table, f.Train))];
        TestToTrainRatio = _folds.Average(static f => (double)f.Test.Count / f.Train.Count);
    }

    /// <summary>What was split and how, in one line.</summary>
    public string Description { get; }

    /// <summary>The seed of the split; 0 if nothing was drawn.</summary>
    public long Seed { get; }

    /// <summary>Warnings about the folds: genres that are not in every fold, rows left out.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The genres of the table that was split, in its order.</summary>
    public IReadOnlyList<string> Genres { get; }

    /// <summary>For each fold, how many test rows each genre has.</summary>
    public IReadOnlyList<IReadOnlyList<int>> TestCounts { get; }

    /// <summary>For each fold, how many training rows each genre has.</summary>
    public IReadOnlyList<IReadOnlyList<int>> TrainCounts { get; }

    /// <summary>The test rows for each training row, on average over the folds: 1/9 for ten folds, however often they are repeated.</summary>
    internal double TestToTrainRatio { get; }

    /// <summary>The number of folds, over all repeats.</summary>
    public int Count => _folds.Length;

    /// <summary>One fold.</summary>
    /// <param name="index">From 0.</param>
    public Fold this[int index] => _folds[index];

    /// <summary>One split into a training part and a test part.</summary>
    /// <param name="table">The table.</param>
    /// <param name="testFraction">The fraction of the rows for the test, in (0, 1).</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="stratified">Whether every genre keeps its fraction on both sides (to within a row); otherwise rows are drawn regardless of their genre.</param>
    /// <param name="repeats">How many such splits; each is drawn with its own stream.</param>
    /// <exception cref="ArgumentException">A row has no genre, or one side would be empty.</exception>
    public static Folds HoldOut(FeatureTable table, double testFraction = 0.2, long seed = 0, bool stratified = true, int repeats = 1)
    {
        RequireLabels(table);
        if (testFraction is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The fraction of the test rows must lie between 0 and 1, both excluded.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        List<Fold> folds = [];
        List<string> warnings = [];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            bool[] isTest = StratifiedPartition.HoldOut(table, testFraction, seed, repeat, stratified);
            Fold fold = Cut(repeats == 1 ? "hold-out" : Name("split {0}", repeat + 1), isTest.Length, i => isTest[i]);
            if (fold.Test.Count == 0 || fold.Train.Count == 0)
            {
                throw new ArgumentException($"A test fraction of {testFraction.ToString(CultureInfo.InvariantCulture)} of {table.RowCount} rows leaves one side empty.", nameof(testFraction));
            }

            folds.Add(fold);
        }

        AddMissingGenreWarnings(table, folds, warnings);
        string how = stratified ? "stratified hold-out" : "random hold-out";
        string times = repeats == 1 ? "" : Name(" x {0}", repeats);
        return new Folds(FormattableString.Invariant($"{how}, {testFraction:0.##} for the test{times}, seed {seed}"), table, folds, warnings, seed);
    }

    /// <summary>Stratified k-fold: every row is tested once, and every genre is spread over the folds as evenly as possible.</summary>
    /// <param name="table">The table.</param>
    /// <param name="count">The number of folds, at least 2 and at most the number of rows.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="repeats">How often the whole is done again, each time with its own stream.</param>
    /// <returns>count x repeats folds; a genre with fewer rows than folds is a warning, as in scikit-learn.</returns>
    /// <exception cref="ArgumentException">A row has no genre, or every genre is smaller than <paramref name="count"/>.</exception>
    public static Folds Stratified(FeatureTable table, int count = 10, long seed = 0, int repeats = 1)
    {
        CheckCount(table, count, repeats);
        List<string> warnings = SmallGenreWarnings(table, count, table.GenreCounts(), "rows");
        List<Fold> folds = [];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            AddFolds(folds, StratifiedPartition.Assign(table, count, seed, repeat), count, repeat, repeats);
        }

        return new Folds(Describe("stratified", count, repeats, seed), table, folds, warnings, seed);
    }

    /// <summary>
    /// Stratified k-fold that keeps groups together: no group (<see cref="FeatureTable.Groups"/>: a track's segments, an artist's tracks) is on both sides,
    /// and within that every genre is spread over the folds as evenly as possible.
    /// </summary>
    /// <param name="table">The table with its groups.</param>
    /// <param name="count">The number of folds, at least 2 and at most the number of groups.</param>
    /// <param name="seed">The seed that breaks ties.</param>
    /// <param name="repeats">How often the whole is done again, each time with its own stream.</param>
    /// <returns>count x repeats folds; a genre with fewer groups than folds is a warning.</returns>
    /// <exception cref="ArgumentException">A row has no genre, or there are fewer groups than folds.</exception>
    public static Folds StratifiedGroups(FeatureTable table, int count = 10, long seed = 0, int repeats = 1)
    {
        CheckCount(table, count, repeats);
        int groups = table.Groups.Distinct(StringComparer.Ordinal).Count();
        if (groups < count)
        {
            throw new ArgumentException($"The table has {groups} groups, fewer than {count} folds; a group can't be split. Ask for at most {groups} folds.", nameof(count));
        }

        int[] groupsOfGenre = [.. Enumerable.Range(0, table.Genres.Count).Select(g =>
            Enumerable.Range(0, table.RowCount).Where(i => table.GenreIndices[i] == g).Select(i => table.Groups[i]).Distinct(StringComparer.Ordinal).Count())];
        List<string> warnings = SmallGenreWarnings(table, count, groupsOfGenre, "groups");
        List<Fold> folds = [];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            AddFolds(folds, GroupPartition.Assign(table, count, seed, repeat), count, repeat, repeats);
        }

        AddMissingGenreWarnings(table, folds, warnings);
        return new Folds(Describe("stratified", count, repeats, seed) + FormattableString.Invariant($", {groups} groups kept together"), table, folds, warnings, seed);
    }

    /// <summary>Folds named by the caller: each name that occurs is tested once on the rows with that name, after training on all others.</summary>
    /// <param name="table">The table.</param>
    /// <param name="names">
    /// One name per row, in any case; null or blank leaves the row out. If the names are <c>train</c> (<c>training</c>) and <c>test</c> (<c>testing</c>), with or without
    /// <c>valid</c> (<c>val</c>, <c>validation</c>), it is one fold: train and valid together against test. Both must be there then, and no other name.
    /// </param>
    /// <param name="description">Where the names come from.</param>
    /// <exception cref="ArgumentException">The names are not one a row, fewer than two of them differ, or they are train and test in part only; the message names what is missing or unknown.</exception>
    public static Folds Predefined(FeatureTable table, IReadOnlyList<string?> names, string description = "predefined folds")
    {
        ArgumentNullException.ThrowIfNull(names);
        RequireLabels(table);
        if (names.Count != table.RowCount)
        {
            throw new ArgumentException($"{names.Count} fold names were given for {table.RowCount} rows.", nameof(names));
        }

        names = SplitNames.Unify(names);
        string[] distinct = [.. names.OfType<string>().Distinct(StringComparer.Ordinal).OrderBy(NumberOf).ThenBy(static n => n, StringComparer.Ordinal)];
        if (SplitNames.Fault(distinct) is { } fault)
        {
            throw new ArgumentException($"The names are no folds: {fault}", nameof(names));
        }

        List<string> warnings = [];
        int left = names.Count(static n => n is null);
        if (left > 0)
        {
            warnings.Add(FormattableString.Invariant($"{left} of {table.RowCount} rows are in no fold and were left out."));
        }

        List<Fold> folds = [];
        if (distinct.Contains(SplitNames.Test))
        {
            folds.Add(Cut("test", names.Count, i => names[i] == SplitNames.Test, i => names[i] is not null));
        }
        else
        {
            folds.AddRange(distinct.Select(name => Cut($"fold {name}", names.Count, i => names[i] == name, i => names[i] is not null)));
        }

        AddMissingGenreWarnings(table, folds, warnings);
        return new Folds(description, table, folds, warnings);
    }

    /// <summary>Folds from lists of rows: any partition that another program drew, or some of the folds of another split.</summary>
    /// <param name="table">The table.</param>
    /// <param name="folds">The folds, at least one; each has training rows and test rows, from 0, and no row stands on both sides. A row may be in several folds, or in none.</param>
    /// <param name="description">Where they come from.</param>
    /// <exception cref="ArgumentException">There is no fold, a side of one is empty, or a row is repeated, out of range or without a genre; the message names the fold and the row.</exception>
    public static Folds FromIndices(FeatureTable table, IReadOnlyList<Fold> folds, string description = "given folds")
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(folds);
        if (folds.Count == 0)
        {
            throw new ArgumentException("There are no folds; at least one was expected.", nameof(folds));
        }

        List<Fold> checkedFolds = [];
        foreach (Fold fold in folds)
        {
            if (fold.Train.Count == 0 || fold.Test.Count == 0)
            {
                throw new ArgumentException($"{fold.Name} has {fold.Train.Count} training rows and {fold.Test.Count} test rows; at least one of each was expected.", nameof(folds));
            }

            HashSet<int> seen = [];
            foreach (int row in fold.Train.Concat(fold.Test))
            {
                if ((uint)row >= (uint)table.RowCount || table.GenreIndices[row] < 0)
                {
                    throw new ArgumentException($"{fold.Name}: row {row} was given; rows from 0 to {table.RowCount - 1} with a genre were expected.", nameof(folds));
                }

                if (!seen.Add(row))
                {
                    throw new ArgumentException($"{fold.Name}: row {row} was given twice; each row stands on one side, once.", nameof(folds));
                }
            }

            checkedFolds.Add(fold with { Train = [.. fold.Train.Order()], Test = [.. fold.Test.Order()] });
        }

        List<string> warnings = [];
        AddMissingGenreWarnings(table, checkedFolds, warnings);
        return new Folds(description, table, checkedFolds, warnings);
    }

    /// <summary>
    /// Folds from a file or folder: a CSV or TSV file with a file-name column and one of folds (<c>fold</c>, <c>split</c>, <c>part</c>, or the second);
    /// or lists of file names <c>train*.txt</c>, <c>valid*.txt</c>, <c>test*.txt</c> (the folder, or any one of the lists: its siblings are found by the rest of its name).
    /// Names of lists and folds are the same in any case. A file name is matched whole, else without folder, else without audio extension; a segment goes where its track goes.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="path">The file or folder.</param>
    /// <exception cref="TableFormatException">The file is not of these forms; the message says where.</exception>
    public static Folds FromFile(FeatureTable table, string path)
    {
        RequireLabels(table);
        SplitFile split = SplitFile.Read(path);
        IReadOnlyList<string?> names = split.NamesFor(table, out List<string> warnings);
        Folds folds;
        try
        {
            folds = Predefined(table, names, split.Description);
        }
        catch (ArgumentException wrong) when (wrong.ParamName == "names")
        {
            // The names are the file's, not an argument of the caller.
            throw new TableFormatException(wrong.Message.Split(" (Parameter '", 2)[0], path, line: null, column: null, wrong);
        }

        return new Folds(folds.Description, table, folds._folds, [.. split.Warnings, .. warnings, .. folds.Warnings]);
    }

    /// <summary>Whether other folds split the same rows in the same way.</summary>
    internal bool IsSameCut(Folds other) =>
        ReferenceEquals(this, other) || (Count == other.Count && _folds.Zip(other._folds).All(static p => p.First.Train.SequenceEqual(p.Second.Train) && p.First.Test.SequenceEqual(p.Second.Test)));

    /// <inheritdoc/>
    public IEnumerator<Fold> GetEnumerator() => ((IEnumerable<Fold>)_folds).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The description, the test rows of each genre in each fold, and the warnings.</summary>
    public override string ToString()
    {
        StringBuilder text = new(Description);
        text.AppendLine();
        int width = Math.Max(8, _folds.Max(static f => f.Name.Length) + 2);
        text.Append("".PadRight(width)).Append("train".PadLeft(8)).Append("test".PadLeft(8));
        foreach (string genre in Genres)
        {
            text.Append(genre.PadLeft(Math.Max(genre.Length + 2, 6)));
        }

        for (int f = 0; f < Count; f++)
        {
            text.AppendLine().Append(_folds[f].Name.PadRight(width));
            text.Append(Name("{0}", _folds[f].Train.Count).PadLeft(8)).Append(Name("{0}", _folds[f].Test.Count).PadLeft(8));
            for (int g = 0; g < Genres.Count; g++)
            {
                text.Append(Name("{0}", TestCounts[f][g]).PadLeft(Math.Max(Genres[g].Length + 2, 6)));
            }
        }

        foreach (string warning in Warnings)
        {
            text.AppendLine().Append("warning: ").Append(warning);
        }

        return text.ToString();
    }

    private static string Name(string format, int number) => string.Format(CultureInfo.InvariantCulture, format, number);

    private static string Describe(string how, int count, int repeats, long seed) =>
        FormattableString.Invariant($"{count} {how} folds{(repeats == 1 ? "" : Name(" x {0} repeats", repeats))}, seed {seed}");

    // Folds that are numbered come in the order of their numbers ("10" after "9"), others by name.
    private static double NumberOf(string name) => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.PositiveInfinity;

    private static void RequireLabels(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        for (int i = 0; i < table.RowCount; i++)
        {
            if (table.GenreIndices[i] < 0)
            {
                throw new ArgumentException($"Row {i + 1} ({table.FileNames[i]}) has no genre; folds are for labelled tables.", nameof(table));
            }
        }
    }

    private static void CheckCount(FeatureTable table, int count, int repeats)
    {
        RequireLabels(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        if (count < 2 || count > table.RowCount)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The number of folds must lie between 2 and the number of rows, {table.RowCount}.");
        }

        int largest = table.GenreCounts().Max();
        if (largest < count)
        {
            throw new ArgumentException($"Every genre has fewer rows (at most {largest}) than there are folds ({count}). Ask for at most {largest} folds.", nameof(count));
        }
    }

    private static List<string> SmallGenreWarnings(FeatureTable table, int count, IReadOnlyList<int> sizes, string unit)
    {
        List<string> warnings = [];
        for (int g = 0; g < sizes.Count; g++)
        {
            if (sizes[g] < count)
            {
                warnings.Add($"{table.Genres[g]} has {sizes[g]} {(sizes[g] == 1 ? unit[..^1] : unit)}, fewer than {count} folds: some folds test no row of it.");
            }
        }

        return warnings;
    }

    private static void AddMissingGenreWarnings(FeatureTable table, List<Fold> folds, List<string> warnings)
    {
        foreach (Fold fold in folds)
        {
            int[] train = CountGenres(table, fold.Train);
            int[] test = CountGenres(table, fold.Test);
            string[] unseen = [.. table.Genres.Where((_, g) => train[g] == 0 && test[g] > 0)];
            if (unseen.Length > 0)
            {
                warnings.Add($"{fold.Name}: no training row of {string.Join(", ", unseen)}, so none of its test rows can be right.");
            }
        }
    }

    private static void AddFolds(List<Fold> folds, int[] assignment, int count, int repeat, int repeats)
    {
        for (int f = 0; f < count; f++)
        {
            int number = f;
            string name = repeats == 1 ? Name("fold {0}", f + 1) : string.Format(CultureInfo.InvariantCulture, "repeat {0}, fold {1}", repeat + 1, f + 1);
            folds.Add(Cut(name, assignment.Length, i => assignment[i] == number));
        }
    }

    private static Fold Cut(string name, int rows, Func<int, bool> isTest, Func<int, bool>? takesPart = null)
    {
        List<int> train = [];
        List<int> test = [];
        for (int i = 0; i < rows; i++)
        {
            if (takesPart is null || takesPart(i))
            {
                (isTest(i) ? test : train).Add(i);
            }
        }

        return new Fold(name, [.. train], [.. test]);
    }

    private static int[] CountGenres(FeatureTable table, IReadOnlyList<int> rows)
    {
        int[] counts = new int[table.Genres.Count];
        foreach (int row in rows)
        {
            counts[table.GenreIndices[row]]++;
        }

        return counts;
    }
}
