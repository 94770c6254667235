namespace MusicGenre.ML.Tests;

public sealed class MetricsTests
{
    // Worked out by hand for three genres and six rows.
    private static readonly string[] Genres = ["a", "b", "c"];

    private static Metrics Example() => Metrics.Compute(
        Genres,
        [0, 0, 0, 1, 1, 2],
        [0, 0, 1, 1, 0, 0],
        [[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.4, 0.5, 0.1], [0.2, 0.7, 0.1], [0.5, 0.3, 0.2], [1.0, 0.0, 0.0]]);

    [Test]
    public void Figures_are_those_worked_out_by_hand()
    {
        Metrics metrics = Example();
        double logLoss = -(Math.Log(0.8) + Math.Log(0.6) + Math.Log(0.4) + Math.Log(0.7) + Math.Log(0.3) + Math.Log(Metrics.MinimumProbability)) / 6;

        // Bins by the predicted genre's probability: .8, .6, two at .5, .7, and 1.0.
        double calibration = (0.2 + 0.4 + 1.0 + 0.3 + 1.0) / 6;
        Assert.Multiple(() =>
        {
            Assert.That(metrics.Accuracy, Is.EqualTo(0.5));
            Assert.That(metrics.ConfusionMatrix, Is.EqualTo((int[][])[[2, 1, 0], [1, 1, 0], [1, 0, 0]]));
            Assert.That(metrics.PerGenre[0].Precision, Is.EqualTo(0.5));
            Assert.That(metrics.PerGenre[0].Recall, Is.EqualTo(2.0 / 3));
            Assert.That(metrics.PerGenre[2].F1, Is.Zero);
            Assert.That(metrics.MacroPrecision, Is.EqualTo((0.5 + 0.5 + 0) / 3).Within(1e-15));
            Assert.That(metrics.MacroRecall, Is.EqualTo(((2.0 / 3) + 0.5 + 0) / 3).Within(1e-15));
            Assert.That(metrics.MacroF1, Is.EqualTo(((4.0 / 7) + 0.5 + 0) / 3).Within(1e-15));
            Assert.That(metrics.LogLoss, Is.EqualTo(logLoss).Within(1e-12));
            Assert.That(metrics.Top3Accuracy, Is.EqualTo(1));
            Assert.That(metrics.ExpectedCalibrationError, Is.EqualTo(calibration).Within(1e-12));
        });
    }

    [Test]
    public void Ties_share_the_third_place()
    {
        string[] ten = [.. Enumerable.Range(0, 10).Select(i => $"g{i}")];
        Metrics metrics = Metrics.Compute(ten, [4], [0], [[.. Enumerable.Repeat(0.1, 10)]]);
        Assert.That(metrics.Top3Accuracy, Is.EqualTo(0.3).Within(1e-12));
    }

    [Test]
    public void Calibration_is_judged_bin_by_bin()
    {
        // 0.95 and 1.0 fall into one bin: (1 right - 1.95), 0.5 and 0.59 into another: (1 - 1.09), 0.4 alone: (1 - 0.4).
        Metrics metrics = Metrics.Compute(
            Genres,
            [0, 1, 0, 1, 0],
            [0, 0, 0, 0, 0],
            [[0.95, 0.05, 0], [1, 0, 0], [0.5, 0.5, 0], [0.59, 0.41, 0], [0.4, 0.3, 0.3]]);
        Assert.That(metrics.ExpectedCalibrationError, Is.EqualTo((0.95 + 0.09 + 0.6) / 5).Within(1e-12));
        Assert.That(metrics.RowCount, Is.EqualTo(5));
    }

    [Test]
    public void The_third_place_counts_and_the_fourth_does_not()
    {
        string[] five = ["a", "b", "c", "d", "e"];
        double[] p = [0.1, 0.15, 0.2, 0.25, 0.3];
        double Top3(int label) => Metrics.Compute(five, [label], [4], [p]).Top3Accuracy;
        Assert.That(Enumerable.Range(0, 5).Select(Top3), Is.EqualTo(new[] { 0.0, 0, 1, 1, 1 }));

        // Two share the third place, and three the second and third.
        Assert.That(Metrics.Compute(five, [0], [4], [[0.15, 0.15, 0.1, 0.25, 0.35]]).Top3Accuracy, Is.EqualTo(0.5));
        Assert.That(Metrics.Compute(five, [0], [4], [[0.2, 0.2, 0.2, 0, 0.4]]).Top3Accuracy, Is.EqualTo(2.0 / 3).Within(1e-15));
    }

    [Test]
    public void Without_probabilities_there_are_hits_alone()
    {
        RowPrediction[] rows = [new(0, 0, 0, []), new(1, 1, 2, []), new(2, 1, 1, [])];
        Metrics metrics = Metrics.Compute(Genres, rows);
        Assert.Multiple(() =>
        {
            Assert.That(metrics.Accuracy, Is.EqualTo(2.0 / 3));
            Assert.That(new[] { metrics.LogLoss, metrics.Top3Accuracy, metrics.ExpectedCalibrationError }, Is.All.NaN);
            Assert.That(metrics.PerGenre.Select(static g => (g.Genre, g.Support)), Is.EqualTo(new[] { ("a", 1), ("b", 2), ("c", 0) }));
            Assert.That(metrics.ToString(), Is.EqualTo("accuracy 0.667, macro F1 0.556, log-loss NaN, top-3 NaN, calibration error NaN (3 rows)"));
            Assert.That(Metrics.Compute(Genres, [rows[0] with { Probabilities = [1, 0, 0] }]).LogLoss, Is.Zero);
            Assert.That(() => Metrics.Compute(Genres, [rows[0] with { Probabilities = [1, 0, 0] }, rows[1]]), Throws.ArgumentException.With.Message.Contains("Row 1"));
        });
    }

    [Test]
    public void Genres_that_neither_occur_nor_are_predicted_do_not_count()
    {
        Metrics metrics = Metrics.Compute(["a", "b", "unheard"], [0, 1], [0, 1], null);
        Assert.That((metrics.MacroPrecision, metrics.MacroRecall, metrics.MacroF1), Is.EqualTo((1.0, 1.0, 1.0)));

        // One that is predicted but does not occur counts, with nothing right.
        Assert.That(Metrics.Compute(["a", "b", "unheard"], [0, 1], [0, 2], null).MacroPrecision, Is.EqualTo(1.0 / 3).Within(1e-15));
    }

    [Test]
    public void Garbage_is_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => Metrics.Compute(Genres, [], [], []), Throws.ArgumentException);
            Assert.That(() => Metrics.Compute(Genres, [3], [0], [[1, 0, 0]]), Throws.ArgumentException.With.Message.Contains("3"));
            Assert.That(() => Metrics.Compute(Genres, [0], [0], [[double.NaN, 0, 0]]), Throws.ArgumentException.With.Message.Contains("NaN"));
            Assert.That(() => Metrics.Compute(Genres, [0], [0], [[1.5, 0, 0]]), Throws.ArgumentException.With.Message.Contains("1.5"));
            Assert.That(() => Metrics.Compute(Genres, [0], [0], [[-0.5, 1, 0.5]]), Throws.ArgumentException.With.Message.Contains("-0.5"));
            Assert.That(() => Metrics.Compute(Genres, [0], [0], [[1, 0]]), Throws.ArgumentException.With.Message.Contains("Row 0"));
            Assert.That(() => Metrics.Compute(Genres, [0, 1], [0, 1], [[1, 0, 0], null!]), Throws.ArgumentException.With.Message.Contains("Row 1"), "a row is not left out in silence");
            Assert.That(() => Metrics.Compute(Genres, [0], [-1], [[1, 0, 0]]), Throws.ArgumentException.With.Message.Contains("-1"));
            Assert.That(() => Metrics.Compute(Genres, [0], [3], [[1, 0, 0]]), Throws.ArgumentException.With.Message.Contains("outside 0..2"));
            Assert.That(() => Metrics.Compute(Genres, [0, 1], [0], null), Throws.ArgumentException.With.Message.Contains("2, 1"));
            Assert.That(() => Metrics.Compute(Genres, [0, 1], [0, 1], [[1, 0, 0]]), Throws.ArgumentException.With.Message.Contains("2, 2, 1"));
        });
    }
}
