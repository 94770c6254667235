using FsCheck;
using FsCheck.Fluent;
using MusicGenre.ML.Validation.Partitioning;
using MusicGenre.Numerics;
using MusicGenre.Tests;

namespace MusicGenre.ML.Tests;

public sealed class FoldsTests
{
    private static readonly string[] StratifiedExpected = ["1 4 10 11", "2 3 7 8", "0 5 6 9"];
    private static readonly string[] GroupedExpected = ["2414313223144132231341424143132231441322", "1332442234111143224423313324422341111432"];
    private const string HoldOutExpected = "1 8 10";

    private static FeatureTable Labelled(string[] labels, string[]? groups = null) =>
        new(["x"], new float[labels.Length], labels, groups: groups);

    private static int[] Sorted(IEnumerable<int> rows) => [.. rows.Order()];

    [Test]
    public void Stratified_folds_are_a_partition_with_even_genres()
    {
        Gen<string[]> labels = Gen.Choose(20, 200).SelectMany(n => Gen.Elements("a", "b", "c", "d").ArrayOf(n));
        Prop.ForAll(labels.ToArbitrary(), Gen.Choose(2, 6).ToArbitrary(), (l, k) =>
        {
            FeatureTable table = Labelled(l);
            Folds folds = Folds.Stratified(table, k, seed: 3);
            bool partition = Sorted(folds.SelectMany(f => f.Test)).SequenceEqual(Enumerable.Range(0, l.Length))
                && folds.All(f => Sorted(f.Train.Concat(f.Test)).SequenceEqual(Enumerable.Range(0, l.Length)));
            bool even = Enumerable.Range(0, table.Genres.Count).All(g => folds.TestCounts.Max(c => c[g]) - folds.TestCounts.Min(c => c[g]) <= 1)
                && folds.Max(f => f.Test.Count) - folds.Min(f => f.Test.Count) <= 1;
            return partition && even;
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Grouped_folds_never_cut_a_group()
    {
        Gen<(string Label, int Group)[]> rows = Gen.Choose(60, 200).SelectMany(n =>
            Gen.Elements("a", "b", "c").SelectMany(l => Gen.Choose(0, 25).Select(g => (l, g))).ArrayOf(n));
        Prop.ForAll(rows.ToArbitrary(), Gen.Choose(2, 5).ToArbitrary(), (r, k) =>
        {
            FeatureTable table = Labelled([.. r.Select(x => x.Label)], [.. r.Select(x => $"g{x.Group}")]);
            Folds folds = Folds.StratifiedGroups(table, k, seed: 5);
            return folds.All(f => !f.Train.Select(i => table.Groups[i]).Intersect(f.Test.Select(i => table.Groups[i])).Any())
                && folds.All(f => f.Test.Count > 0)
                && Sorted(folds.SelectMany(f => f.Test)).SequenceEqual(Enumerable.Range(0, r.Length));
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Groups_of_one_are_spread_as_evenly_as_rows()
    {
        FeatureTable table = TestTables.Clouds(genres: 5, rowsPerGenre: 20, segments: 3);
        Folds folds = Folds.StratifiedGroups(table, 10, seed: 1);
        Assert.That(folds.TestCounts.SelectMany(c => c), Has.All.EqualTo(6));
    }

    [Test]
    public void Folds_are_the_same_on_every_machine()
    {
        FeatureTable table = Labelled([.. Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? "a" : "b")]);
        Folds folds = Folds.Stratified(table, 3, seed: 42);

        // Written down once; a change here changes every published figure.
        Assert.That(folds.Select(f => string.Join(' ', f.Test)), Is.EqualTo(StratifiedExpected));
        Assert.That(string.Join(' ', Folds.HoldOut(table, 0.25, seed: 42)[0].Test), Is.EqualTo(HoldOutExpected));
    }

    [Test]
    public void Another_seed_and_another_repeat_give_other_folds()
    {
        FeatureTable table = TestTables.Clouds();
        Folds repeated = Folds.Stratified(table, 5, seed: 1, repeats: 2);
        Assert.That(repeated, Has.Count.EqualTo(10));
        Assert.That(repeated[0].Test, Is.Not.EqualTo(repeated[5].Test));
        Assert.That(Folds.Stratified(table, 5, seed: 2)[0].Test, Is.Not.EqualTo(repeated[0].Test));
        Assert.That(Folds.Stratified(table, 5, seed: 1)[0].Test, Is.EqualTo(repeated[0].Test));
    }

    [Test]
    public void Hold_out_keeps_the_shares()
    {
        FeatureTable table = Labelled([.. Enumerable.Range(0, 103).Select(i => i % 10 == 0 ? "rare" : "common")]);
        Folds folds = Folds.HoldOut(table, 0.2, seed: 1);
        Assert.That(folds[0].Test, Has.Count.EqualTo(21));
        Assert.That(folds.TestCounts[0][table.Genres.ToList().IndexOf("rare")], Is.InRange(2, 3));
    }

    [Test]
    public void What_can_not_be_cut_is_said()
    {
        FeatureTable table = Labelled(["a", "a", "a", "a", "b", "b"], ["g", "g", "h", "h", "g", "h"]);
        Assert.Multiple(() =>
        {
            Assert.That(() => Folds.Stratified(table, 5), Throws.ArgumentException.With.Message.Contains("at most 4"));
            Assert.That(() => Folds.Stratified(table, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Folds.StratifiedGroups(table, 3), Throws.ArgumentException.With.Message.Contains("2 groups"));
            Assert.That(() => Folds.HoldOut(table, 1.5), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Folds.Stratified(Labelled(["a", "", "b"]), 2), Throws.ArgumentException.With.Message.Contains("Row 2"));
            Assert.That(Folds.Stratified(table, 3).Warnings, Has.Some.Contains("b has 2 rows, fewer than 3 folds"));
        });
    }

    [Test]
    public void Predefined_folds_and_splits_are_taken_as_they_are()
    {
        FeatureTable table = Labelled(["a", "b", "a", "b", "a"]);
        Folds split = Folds.Predefined(table, ["train", "valid", "test", "test", null]);
        Assert.That(split, Has.Count.EqualTo(1));
        Assert.That(split[0].Train, Is.EqualTo(new[] { 0, 1 }));
        Assert.That(split[0].Test, Is.EqualTo(new[] { 2, 3 }));
        Assert.That(split.Warnings, Has.Some.Contains("1 of 5 rows are in no fold"));

        Folds numbered = Folds.Predefined(table, ["10", "9", "9", "10", "9"]);
        Assert.That(numbered.Select(f => f.Name), Is.EqualTo(new[] { "fold 9", "fold 10" }));
    }

    [Test]
    public void Grouped_folds_are_the_same_on_every_machine()
    {
        FeatureTable table = Labelled([.. Enumerable.Range(0, 40).Select(i => "abc"[i * i % 7 % 3].ToString())], [.. Enumerable.Range(0, 40).Select(i => $"g{i * i % 23}")]);
        Folds folds = Folds.StratifiedGroups(table, 4, seed: 7, repeats: 2);

        // Written down once, as above: for each repeat, the fold of every row.
        string[] assigned = [.. folds.Chunk(4).Select(repeat => string.Concat(Enumerable.Range(0, 40).Select(row => Array.FindIndex(repeat, f => f.Test.Contains(row)) + 1)))];
        Assert.That(assigned, Is.EqualTo(GroupedExpected));
    }

    [Test]
    public void No_group_would_be_better_off_in_another_fold()
    {
        Gen<(int Genre, int Group)[]> rows = Gen.Choose(12, 60).SelectMany(static n => Gen.Choose(0, 2).SelectMany(static g => Gen.Choose(0, 14).Select(group => (g, group))).ArrayOf(n));
        Prop.ForAll(rows.ToArbitrary(), Gen.Choose(2, 4).ToArbitrary(), static (r, count) =>
        {
            int[] labels = [.. r.Select(static x => x.Genre)];
            int[] names = [.. r.Select(static x => x.Group).Distinct()];
            int[] groups = [.. r.Select(x => Array.IndexOf(names, x.Group))];
            int groupCount = groups.Max() + 1;
            if (groupCount < count)
            {
                return;
            }

            int[] fold = GroupPartition.Assign(labels, 3, groups, groupCount, count, new SeededRandom(1));
            double cost = Unevenness(labels, fold, count);
            for (int group = 0; group < groupCount; group++)
            {
                int from = fold[Array.IndexOf(groups, group)];
                for (int to = 0; to < count; to++)
                {
                    int[] moved = [.. fold.Select((f, i) => groups[i] == group ? to : f)];
                    Assert.That(!moved.Contains(from) || Unevenness(labels, moved, count) > cost - 1e-9, $"group {group} from fold {from} to {to}");
                }
            }
        }).QuickCheckThrowOnFailure();

        // The squared fractions of each genre, and of all rows, summed over the folds: least where every fold has its part of everything.
        static double Unevenness(int[] labels, int[] fold, int count) => Enumerable.Range(0, count).Sum(f =>
            labels.Distinct().Sum(g => Square(labels.Where((l, i) => l == g && fold[i] == f).Count() / (double)labels.Count(l => l == g)))
            + Square(fold.Count(x => x == f) / (double)fold.Length));

        static double Square(double x) => x * x;
    }

    [Test]
    public void Groups_that_can_be_spread_evenly_are()
    {
        // Each genre in groups of 4, 3, 3 and 2 rows: 6 and 6 regardless of the order that a seed draws.
        string[] groups = [.. "aaaabbbcccdd".Select(static g => g.ToString())];
        FeatureTable table = Labelled([.. Enumerable.Repeat("x", 12), .. Enumerable.Repeat("y", 12)], [.. groups, .. groups.Select(static g => g + "2")]);
        for (int seed = 0; seed < 20; seed++)
        {
            Assert.That(Folds.StratifiedGroups(table, 2, seed).TestCounts.SelectMany(static c => c), Has.All.EqualTo(6), $"seed {seed}");
        }
    }

    [Test]
    public void Folds_say_what_they_are()
    {
        FeatureTable table = Labelled(["a", "b", "a", "b", "a", "b", "a", "b"], ["g", "g", "h", "h", "i", "i", "j", "j"]);
        Folds two = Folds.Stratified(table, 2, seed: 5);
        Folds repeated = Folds.Stratified(table, 2, seed: 5, repeats: 2);
        Folds held = Folds.HoldOut(table, 0.25, seed: 42);
        Folds random = Folds.HoldOut(table, 0.375, seed: 1, stratified: false, repeats: 2);
        Folds grouped = Folds.StratifiedGroups(table, 2);
        Assert.Multiple(() =>
        {
            Assert.That(two.Description, Is.EqualTo("2 stratified folds, seed 5"));
            Assert.That(two.Select(static f => f.Name), Is.EqualTo(new[] { "fold 1", "fold 2" }));
            Assert.That((two.Seed, two.Count, two.Warnings.Count), Is.EqualTo((5L, 2, 0)));
            Assert.That(two.TestCounts, Is.EqualTo(new int[][] { [2, 2], [2, 2] }));
            Assert.That(two.TrainCounts, Is.EqualTo(new int[][] { [2, 2], [2, 2] }));
            Assert.That(two.Genres, Is.EqualTo(new[] { "a", "b" }));
            Assert.That(repeated.Description, Is.EqualTo("2 stratified folds x 2 repeats, seed 5"));
            Assert.That(repeated.Select(static f => f.Name), Is.EqualTo(new[] { "repeat 1, fold 1", "repeat 1, fold 2", "repeat 2, fold 1", "repeat 2, fold 2" }));
            Assert.That(held.Description, Is.EqualTo("stratified hold-out, 0.25 for the test, seed 42"));
            Assert.That(held.Single().Name, Is.EqualTo("hold-out"));
            Assert.That(held.TestToTrainRatio, Is.EqualTo(1.0 / 3).Within(1e-15));
            Assert.That(random.Description, Is.EqualTo("random hold-out, 0.38 for the test x 2, seed 1"));
            Assert.That(random.Select(static f => f.Name), Is.EqualTo(new[] { "split 1", "split 2" }));
            Assert.That(random[0].Test, Is.Not.EqualTo(random[1].Test));
            Assert.That(random.Select(static f => f.Test.Count), Is.All.EqualTo(3));
            Assert.That(grouped.Description, Is.EqualTo("2 stratified folds, seed 0, 4 groups kept together"));
            Assert.That(Folds.Predefined(table, ["x", "x", "x", "x", "x", "x", "y", "y"]).TestToTrainRatio, Is.EqualTo((3 + (1.0 / 3)) / 2).Within(1e-15));
            Assert.That(
                Folds.Predefined(table, ["1", "1", "2", "2", "2", "2", "a long name", ""], "mine").ToString().ReplaceLineEndings("\n"),
                Is.EqualTo(
                    "mine\n"
                    + "                     train    test     a     b\n"
                    + "fold 1                   5       2     1     1\n"
                    + "fold 2                   3       4     2     2\n"
                    + "fold a long name         6       1     1     0\n"
                    + "warning: 1 of 8 rows are in no fold and were left out."));
        });
    }

    [Test]
    public void Genres_that_a_fold_lacks_are_named()
    {
        FeatureTable table = Labelled(["a", "a", "b", "c", "c", "c"], ["g", "h", "h", "i", "j", "k"]);
        Assert.Multiple(() =>
        {
            Assert.That(Folds.Predefined(table, ["1", "2", "2", "1", "2", "3"]).Warnings, Is.EqualTo(new[] { "fold 2: no training row of b, so none of its test rows can be right." }));
            Assert.That(Folds.Stratified(table, 2).Warnings, Is.EqualTo(new[] { "b has 1 row, fewer than 2 folds: some folds test no row of it." }));
            Assert.That(Folds.StratifiedGroups(table, 3).Warnings, Has.Some.EqualTo("a has 2 groups, fewer than 3 folds: some folds test no row of it.").And.Some.StartsWith("b has 1 group, fewer than 3 folds"));
            Assert.That(Folds.StratifiedGroups(table, 3).Warnings, Has.Some.Contains("no training row of b"));
            Assert.That(Folds.HoldOut(Labelled(["a", "a", "a", "b"]), 0.5, seed: 1, stratified: false, repeats: 20).Warnings, Has.Some.Contains("no training row of b"));
        });
    }

    [Test]
    public void Shares_and_counts_at_their_ends()
    {
        FeatureTable table = Labelled(["a", "b", "a"]);
        Assert.Multiple(() =>
        {
            foreach (double share in new[] { 0, 1, -0.1, double.NaN })
            {
                Assert.That(() => Folds.HoldOut(table, share), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("between 0 and 1"));
            }

            Assert.That(() => Folds.HoldOut(table, 0.1), Throws.ArgumentException.With.Message.Contains("0.1 of 3 rows leaves one side empty"));
            Assert.That(() => Folds.HoldOut(table, 0.9), Throws.ArgumentException.With.Message.Contains("one side empty"));
            Assert.That(() => Folds.HoldOut(table, 0.5, repeats: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Folds.Stratified(table, 2, repeats: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Folds.Stratified(table, 4), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("number of rows, 3"));
            Assert.That(Folds.Stratified(Labelled(["a", "a", "a"]), 3), Has.Count.EqualTo(3), "as many folds as rows");
            Assert.That(Folds.StratifiedGroups(Labelled(["a", "a", "a"], ["x", "y", "y"]), 2), Has.Count.EqualTo(2), "as many folds as groups");
            Assert.That(() => Folds.HoldOut(Labelled(["a", "", "b"]), 0.5), Throws.ArgumentException.With.Message.Contains("Row 2 (row 2) has no genre"));
            Assert.That(() => Folds.StratifiedGroups(Labelled(["", "a"]), 2), Throws.ArgumentException.With.Message.Contains("Row 1"));
            Assert.That(() => Folds.Predefined(Labelled(["a", ""]), ["1", "2"]), Throws.ArgumentException.With.Message.Contains("Row 2"));
        });
    }

    [TestCase("Train", "Test", "Train", "test", "TRAIN")]
    [TestCase("training", "testing", "val", "Test", "validation")]
    [TestCase(" train", "test ", "Valid", "TEST", "train")]
    public void Names_of_splits_are_the_same_in_any_case(params string[] names)
    {
        Folds split = Folds.Predefined(Labelled(["a", "b", "a", "b", "a"]), names);
        Assert.That(split, Has.Count.EqualTo(1));
        Assert.That(split[0].Name, Is.EqualTo("test"));
        Assert.That(split[0].Train, Is.EqualTo(new[] { 0, 2, 4 }));
        Assert.That(split[0].Test, Is.EqualTo(new[] { 1, 3 }));
    }

    [TestCase("test is missing", "train", "Valid", "train", "valid", "train")]
    [TestCase("test is missing", "train", "train", "train", "train", "train")]
    [TestCase("train is missing", "Test", "valid", "test", "valid", "test")]
    [TestCase("train and test is missing", "valid", "valid", "valid", "valid", "valid")]
    [TestCase("found extra beside train, test", "train", "test", "extra", "test", "train")]
    [TestCase("found 1, 2 beside test", "1", "2", "TEST", "1", "2")]
    [TestCase("at least two folds, or train and test, are needed; the names are: a", "a", "A", " a", "a", "A")]
    [TestCase("at least two folds", "", " ", "", "", "")]
    public void Names_that_are_no_partition_are_refused_by_name(string message, params string[] names) =>
        Assert.That(() => Folds.Predefined(Labelled(["a", "b", "a", "b", "a"]), names), Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void Names_of_folds_are_the_same_in_any_case()
    {
        Folds folds = Folds.Predefined(Labelled(["a", "b", "a", "b", "a"]), ["North", "south", "NORTH", "South", " "]);
        Assert.That(folds.Select(static f => f.Name), Is.EqualTo(new[] { "fold North", "fold south" }));
        Assert.That(folds[0].Test, Is.EqualTo(new[] { 0, 2 }));
        Assert.That(folds[0].Train, Is.EqualTo(new[] { 1, 3 }));
        Assert.That(folds.Warnings, Has.Some.Contains("1 of 5 rows are in no fold"));
        Assert.That(() => Folds.Predefined(Labelled(["a", "b"]), ["1"]), Throws.ArgumentException.With.Message.Contains("1 fold names were given for 2 rows"));
    }

    [Test]
    public void Split_files_are_read_and_their_faults_named()
    {
        string folder = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "splits" + TestContext.CurrentContext.Random.Next())).FullName;
        string file = Path.Combine(folder, "folds.csv");
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 2, segments: 2);
        File.WriteAllText(file, "filename,fold\ngenre0.00000.wav,1\ngenre0.00001.wav,2\ngenre1.00000.wav,1\ngenre1.00001.wav,2\n");
        Folds folds = Folds.FromFile(table, file);
        Assert.That(folds.Select(f => f.Test.Count), Is.EqualTo(new[] { 4, 4 }), "segments go with their track");

        File.WriteAllText(file, "filename,fold\ngenre0.00000.wav,1\ngenre0.00000.wav,2\n");
        Assert.That(() => Folds.FromFile(table, file), Throws.TypeOf<TableFormatException>().With.Message.Contains("line 3").And.Message.Contains("named twice"));
        File.WriteAllText(file, "filename,fold\nother.wav,1\n");
        Assert.That(() => Folds.FromFile(table, file), Throws.TypeOf<TableFormatException>().With.Message.Contains("none of its 1 names"));
        File.WriteAllText(Path.Combine(folder, "train_x.txt"), "genre0.00000.wav\n");
        Assert.That(() => Folds.FromFile(table, folder), Throws.TypeOf<TableFormatException>().With.Message.Contains("test_x.txt"));
        Assert.That(() => Folds.FromFile(table, Path.Combine(folder, "nowhere")), Throws.TypeOf<TableFormatException>());
    }

    [Test]
    public void The_fault_filtered_partition_is_found()
    {
        FeatureTable table = TestTables.Published("kaggle_features_30_sec.csv");
        Folds folds = Folds.FromFile(table, SharedData.Require("splits"));
        Assert.That(folds, Has.Count.EqualTo(1));
        Assert.That(folds[0].Train, Has.Count.EqualTo(443 + 197));
        Assert.That(folds[0].Test, Has.Count.EqualTo(290));

        Folds stratified = Folds.FromFile(table, SharedData.Require("splits", "test_stratified.txt"));
        Assert.That(stratified[0].Test, Has.Count.EqualTo(250));
    }

    [Test]
    public void Lists_of_rows_are_folds()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 10);
        Folds drawn = Folds.Stratified(table, 5, seed: 3);
        Folds given = Folds.FromIndices(table, [.. drawn.Take(2)], "two of five");
        Assert.That(given.Select(static f => f.Test), Is.EqualTo(drawn.Take(2).Select(static f => f.Test)));
        Assert.That(given.Description, Is.EqualTo("two of five"));
        Assert.That(given.Warnings, Is.Empty);
        Assert.That(Folds.FromIndices(table, [new Fold("one", [20, 0, 10], [1])])[0].Train, Is.EqualTo((int[])[0, 10, 20]));
        Assert.That(Folds.FromIndices(table, [new Fold("one", [0], [10])]).Warnings, Has.Some.Contains("genre1"));

        Assert.That(() => Folds.FromIndices(table, []), Throws.ArgumentException.With.Message.Contains("no folds"));
        Assert.That(() => Folds.FromIndices(table, [new Fold("one", [0], [])]), Throws.ArgumentException.With.Message.Contains("0 test rows"));
        Assert.That(() => Folds.FromIndices(table, [new Fold("one", [0, 30], [1])]), Throws.ArgumentException.With.Message.Contains("row 30").And.Message.Contains("0 to 29"));
        Assert.That(() => Folds.FromIndices(table, [new Fold("one", [0, 1], [1])]), Throws.ArgumentException.With.Message.Contains("row 1 was given twice"));
    }

    [Test]
    public void Artists_stay_on_one_side()
    {
        FeatureTable table = GroupFile.Apply(TestTables.Published("kaggle_features_30_sec.csv"), SharedData.Require("splits", "gtzan_artist_index.tsv"), null, out int unknown);
        Assert.That(unknown, Is.EqualTo(81));
        Folds folds = Folds.StratifiedGroups(table, 10, seed: 1);
        foreach (Fold fold in folds)
        {
            Assert.That(fold.Train.Select(i => table.Groups[i]).Intersect(fold.Test.Select(i => table.Groups[i])), Is.Empty);
        }

        // No fold is further from the others than the largest artist makes it.
        for (int g = 0; g < table.Genres.Count; g++)
        {
            int largest = Enumerable.Range(0, table.RowCount).Where(i => table.GenreIndices[i] == g).GroupBy(i => table.Groups[i]).Max(a => a.Count());
            int[] counts = [.. folds.TestCounts.Select(c => c[g])];
            Assert.That(counts.Max() - counts.Min(), Is.LessThanOrEqualTo(Math.Max(largest, 4)), table.Genres[g]);
        }
    }
}
