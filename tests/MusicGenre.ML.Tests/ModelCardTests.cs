using MusicGenre.Features;

namespace MusicGenre.ML.Tests;

/// <summary>What a model says of its own origin.</summary>
public sealed class ModelCardTests
{
    private static readonly FeatureTable Table = TestTables.Clouds(genres: 3, rowsPerGenre: 8, columns: 2);
    private static readonly LogisticRegressionTrainer Trainer = new() { Seed = 7 };

    private static readonly ModelCard Full = ModelCard.Of(Trainer, Table) with
    {
        TrackCount = 24,
        Created = new DateTimeOffset(2026, 1, 31, 13, 5, 9, TimeSpan.FromHours(2)),
        Evaluation = ModelEvaluation.Of(CrossValidation.Run(Table, Trainer, Folds.Stratified(Table, 4, 1))),
    };

    [Test]
    public void A_card_travels_with_its_model_and_changes_no_prediction()
    {
        GenreModel model = Trainer.Fit(Table);
        Assert.That(model.Card, Is.Null);
        GenreModel loaded = GenreModel.FromBytes(model.WithCard(Full).ToBytes());
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Card!.ToJson(), Is.EqualTo(Full.ToJson()));
            Assert.That(loaded.Card!.ToString(), Is.EqualTo(Full.ToString()));
            Assert.That(loaded.Card!.Evaluation!.Accuracy, Is.EqualTo(Full.Evaluation!.Accuracy), "to the bit");
            Assert.That(loaded.WithCard(null).ToBytes(), Is.EqualTo(model.ToBytes()));
            Assert.That(Trainer.Fit(Table).WithCard(ModelCard.Of(Trainer with { Seed = 7 }, Table)).ToBytes(), Is.EqualTo(model.WithCard(ModelCard.Of(Trainer, Table)).ToBytes()), "without a date the same bytes");
            Assert.That(Full.ToString(), Does.Contain("2026-01-31 11:05:09 UTC").And.Contain("rows         24 of 24 tracks").And.Contain("Seed 7").And.Contain("4 stratified folds"));
            Assert.That(Full.GenreCounts.Select(static g => g.Value), Is.EqualTo(new[] { 8, 8, 8 }));
        });
    }

    [Test]
    public void The_hash_is_of_everything_that_is_learnt_from()
    {
        string[] groups = [.. Table.Groups];
        groups[3] = "other";
        FeatureTable[] changed =
        [
            Table, Table.WithGroups(groups), Table.SelectColumns(["f2", "f1"]), Table.SelectRows([.. Enumerable.Range(1, 23)]), Table.WithWeights([.. Enumerable.Repeat(2.0, 24)]),
            new(["f1", "f3"], Table.Values, Table.Labels, Table.FileNames), new(Table.FeatureNames, [1, .. Table.Values[1..]], Table.Labels, Table.FileNames),
            new(Table.FeatureNames, Table.Values, [.. Table.Labels.Reverse()], Table.FileNames), new(Table.FeatureNames, Table.Values, Table.Labels, Table.FileNames, lengths: new long[24]),
        ];
        Assert.That(changed.Select(static t => t.ComputeSha256()), Is.Unique);
        Assert.That(Table.SelectRows([.. Enumerable.Range(0, 24)]).ComputeSha256(), Is.EqualTo(Table.ComputeSha256()));
    }

    [TestCase("\"rows\": 24", "\"rows\": -1", "negative")]
    [TestCase("\"rows\": 24", "\"rows\": 1e99", "whole number")]
    [TestCase("\"rows\": 24", "\"row\": 24", "is missing")]
    [TestCase("\"tableSha256\": \"", "\"tableSha256\": \"z", "hexadecimal")]
    [TestCase("\"accuracy\": ", "\"accuracy\": 9", "0 to 1")]
    [TestCase("2026-01-31T", "yesterday", "no date")]
    [TestCase("\"settings\": [", "\"settings\": [7,", "an object was expected")]
    [TestCase("{", "[[[[[[[[[[[[[[", "no JSON")]
    [TestCase("\"trainer\": \"", "\"trainer\": \"\\ud800", "the card")]
    public void A_card_that_is_none_is_refused(string right, string wrong, string message)
    {
        string json = Full.ToJson();
        int place = json.IndexOf(right, StringComparison.Ordinal);
        string hostile = json[..place] + wrong + json[(place + right.Length)..];
        Assert.That(() => ModelCard.FromJson(hostile), Throws.TypeOf<FeatureFormatException>().With.Message.Contains(message));
        byte[] file = ModelFile.Of("majority-class", 1, 2, static w => w.Write([0.5, 0.5]), card: hostile);
        Assert.That(() => GenreModel.FromBytes(file), Throws.TypeOf<ModelFormatException>().With.Message.Contains(message));
    }

    [Test]
    public void The_most_confused_pairs_are_counted_both_ways()
    {
        int[] labels = [0, 0, 0, 1, 1, 2, 2, 2, 2];
        int[] predicted = [0, 1, 2, 0, 1, 0, 0, 1, 2];
        IReadOnlyList<ConfusedPair> pairs = ConfusedPair.MostOf(Metrics.Compute(["a", "b", "c"], labels, predicted, probabilities: null));
        Assert.That(pairs, Is.EqualTo(new ConfusedPair[] { new("a", "c", 1, 2), new("a", "b", 1, 1), new("b", "c", 0, 1) }));
        Assert.That(pairs[0].ToString(), Is.EqualTo("a and c 3 (a as c 1, c as a 2)"));
        Assert.That(ConfusedPair.MostOf(Metrics.Compute(["a", "b", "c"], labels, labels, probabilities: null)), Is.Empty);
    }
}
