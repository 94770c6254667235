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
            Assert.That(metrics.ConfusionMatrix, Is.EqualTo(new[,] { { 2, 1, 0 }, { 1, 1, 0 }, { 1, 0, 0 } }));
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
    public void Garbage_is_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => Metrics.Compute(Genres, [], [], []), Throws.ArgumentException);
            Assert.That(() => Metrics.Compute(Genres, [3], [0], [[1, 0, 0]]), Throws.ArgumentException.With.Message.Contains("3"));
            Assert.That(() => Metrics.Compute(Genres, [0], [0], [[double.NaN, 0, 0]]), Throws.ArgumentException.With.Message.Contains("NaN"));
        });
    }
}
