using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

/// <summary>Wrong labels are found, and right ones left alone.</summary>
public sealed class LabelAuditTests
{
    private static readonly SupportVectorMachineTrainer Trainer = new() { C = 10 };

    /// <summary>Where the genres hardly overlap, every swapped label is found, and hardly any other suspected.</summary>
    [Test]
    public void Swapped_labels_of_separate_genres_are_found_with_the_genre_they_had()
    {
        FeatureTable table = TestTables.Clouds(genres: 4, rowsPerGenre: 40, columns: 12, seed: 3);
        (FeatureTable swapped, int[] wrong) = Swap(table, 8, seed: 1);
        LabelAuditResult audit = LabelAudit.Run(swapped, Trainer, Folds.Stratified(swapped, 5, seed: 1));
        int[] found = [.. audit.Issues.Select(static i => i.Row)];
        Assert.Multiple(() =>
        {
            Assert.That(found.Intersect(wrong).Count(), Is.GreaterThanOrEqualTo(7));
            Assert.That(found.Except(wrong).Count(), Is.LessThanOrEqualTo(1));
            Assert.That(audit.Issues.Where(i => wrong.Contains(i.Row)).Select(static i => i.Suggested), Is.EqualTo(audit.Issues.Where(i => wrong.Contains(i.Row)).Select(i => table.Labels[i.Row])));
            Assert.That(audit.Issues.Select(static i => i.GivenProbability), Is.Ordered.And.All.LessThanOrEqualTo(0.125));
            Assert.That(audit.EstimatedNoise, Is.EqualTo(8.0 / table.RowCount).Within(0.03));
            Assert.That(LabelAudit.Run(table, Trainer, Folds.Stratified(table, 5, seed: 1)).Issues, Has.Count.LessThanOrEqualTo(1), "no label is wrong");
        });
    }

    /// <summary>The definition, on probabilities that are given: thresholds 0.7 and 0.617, the confident joint, one row that is of no genre with confidence.</summary>
    [Test]
    public void The_confident_joint_follows_its_definition()
    {
        double[] first = [0.9, 0.8, 0.75, 0.4, 0.3, 0.1];
        FeatureTable table = new(["f"], [1, 2, 3, 4, 5, 6], ["a", "a", "b", "a", "b", "b"]);
        Folds folds = Folds.FromIndices(table, [new Fold("all but none", [0], [1, 2, 3, 4, 5]), new Fold("the first", [1, 2], [0])]);
        CrossValidationResult given = CrossValidation.Run(table, "given", folds, fold => new FoldPredictions(
            [.. fold.Test.Select(r => new RowPrediction(r, table.GenreIndices[r], first[r] >= 0.5 ? 0 : 1, [first[r], 1 - first[r]]))]));
        LabelAuditResult audit = LabelAudit.Of(given, new LabelAuditOptions { LargestGivenProbability = 1 });
        Assert.Multiple(() =>
        {
            Assert.That(audit.Thresholds, Is.EqualTo(new[] { 2.1 / 3, 1.85 / 3 }).Within(1e-12));
            Assert.That(audit.ConfidentJoint, Is.EqualTo(new int[][] { [2, 0], [1, 2] }));
            Assert.That(audit.Issues, Is.EqualTo(new[] { new LabelIssue(2, "row 3", "b", "a", 1 - 0.75, 0.75) }));
            Assert.That(audit.EstimatedNoise, Is.EqualTo((3 * 1 / 3.0) / 6).Within(1e-12));
            Assert.That(LabelAudit.Of(given, new LabelAuditOptions { LargestGivenProbability = 0.2 }).Issues, Is.Empty, "its genre still has 0.25");
        });
    }

    [Test]
    public void Rows_of_one_track_are_judged_together()
    {
        FeatureTable table = new(["f"], [1, 2, 3, 4, 5, 6], ["a", "a", "b", "b", "b", "b"]);
        double[] first = [0.9, 0.7, 0.9, 0.9, 0.1, 0.3];
        Folds folds = Folds.FromIndices(table, [new Fold("all but none", [0], [1, 2, 3, 4, 5]), new Fold("the first", [1, 2], [0])]);
        CrossValidationResult given = CrossValidation.Run(table, "given", folds, fold => new FoldPredictions(
            [.. fold.Test.Select(r => new RowPrediction(r, table.GenreIndices[r], first[r] >= 0.5 ? 0 : 1, [first[r], 1 - first[r]]))]));
        LabelAuditResult audit = LabelAudit.Of(given, new LabelAuditOptions { Tracks = ["x", "x", "y", "y", "z", "z"] });
        Assert.Multiple(() =>
        {
            Assert.That(audit.JudgedCount, Is.EqualTo(3));
            Assert.That(audit.Thresholds, Is.EqualTo(new[] { 0.8, 0.45 }).Within(1e-12));
            Assert.That(audit.Issues.Select(static i => (i.Row, i.FileName, i.Suggested)), Is.EqualTo(new[] { (2, "y", "a") }));
            Assert.That(() => LabelAudit.Of(given, new LabelAuditOptions { Tracks = ["x"] }), Throws.ArgumentException.With.Message.Contains("6 rows"));
        });
    }

    [Test]
    public void Folds_without_probabilities_are_refused()
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 4);
        CrossValidationResult given = CrossValidation.Run(
            table, "given", Folds.Stratified(table, 2), fold => new FoldPredictions([.. fold.Test.Select(r => new RowPrediction(r, table.GenreIndices[r], 0, []))]));
        Assert.That(() => LabelAudit.Of(given), Throws.ArgumentException.With.Message.Contains("no probabilities"));
    }

    /// <summary>The shipped table with a twentieth of its labels swapped: at least so many found, at least so many of the suspected wrong (docs/audit.md has the figures).</summary>
    [Test]
    public void Swapped_labels_of_music_are_found_within_bounds()
    {
        FeatureTable table = Gtzan.LoadFeatures();
        (FeatureTable swapped, int[] wrong) = Swap(table, table.RowCount / 20, seed: 2);
        LabelAuditResult audit = LabelAudit.Run(swapped, Trainer, Folds.Stratified(swapped, 5, seed: 1));
        double recall = audit.Issues.Count(i => wrong.Contains(i.Row)) / (double)wrong.Length;
        double precision = audit.Issues.Count(i => wrong.Contains(i.Row)) / (double)audit.Issues.Count;
        TestContext.Out.WriteLine($"precision {precision:0.00}, recall {recall:0.00}, {audit.Issues.Count} suspected");
        Assert.That(recall, Is.InRange(0.4, 0.95));
        Assert.That(precision, Is.InRange(0.3, 0.9));
    }

    private static (FeatureTable Table, int[] Wrong) Swap(FeatureTable table, int count, long seed)
    {
        SeededRandom random = new(seed);
        int[] wrong = [.. Enumerable.Range(0, table.RowCount).Select(row => (row, Key: random.NextDouble())).OrderBy(static r => r.Key).Take(count).Select(static r => r.row).Order()];
        string[] labels = [.. table.Labels];
        foreach (int row in wrong)
        {
            int other = (int)(random.NextDouble() * (table.Genres.Count - 1));
            labels[row] = table.Genres[other < table.GenreIndices[row] ? other : other + 1];
        }

        return (new FeatureTable(table.FeatureNames, table.Values, labels, table.FileNames, table.Groups, table.Lengths, table.FeatureSet, table.Families), wrong);
    }
}
