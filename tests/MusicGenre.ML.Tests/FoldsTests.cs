using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Features;
using MusicGenre.Tests;

namespace MusicGenre.ML.Tests;

public sealed class FoldsTests
{
    private static readonly string[] StratifiedExpected = ["1 4 10 11", "2 3 7 8", "0 5 6 9"];
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
        Assert.That(() => Folds.FromFile(table, file), Throws.TypeOf<FeatureFormatException>().With.Message.Contains("line 3").And.Message.Contains("named twice"));
        File.WriteAllText(file, "filename,fold\nother.wav,1\n");
        Assert.That(() => Folds.FromFile(table, file), Throws.TypeOf<FeatureFormatException>().With.Message.Contains("none of its 1 names"));
        File.WriteAllText(Path.Combine(folder, "train_x.txt"), "genre0.00000.wav\n");
        Assert.That(() => Folds.FromFile(table, folder), Throws.TypeOf<FeatureFormatException>().With.Message.Contains("test_x.txt"));
        Assert.That(() => Folds.FromFile(table, Path.Combine(folder, "nowhere")), Throws.TypeOf<FeatureFormatException>());
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
