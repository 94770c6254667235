using System.Text.Json;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

/// <summary>What a model relies on, whether it knows when it is wrong, and whether more tracks would help.</summary>
public sealed class ExplanationTests
{
    [Test]
    public void Reliability_and_risk_agree_with_scikit_learn()
    {
        RowPrediction[] rows = [.. ReferencePredictionTests.Read("logistic.csv").Select(static (entry, i) => ReferencePredictionTests.Stored(i, entry.Value))];
        ReliabilityDiagram diagram = ReliabilityDiagram.Compute(rows);
        ReliabilityBin[] filled = [.. diagram.Bins.Where(static b => b.Count > 0)];
        RiskCoverageCurve curve = RiskCoverageCurve.Compute(rows);
        JsonElement expected = JsonDocument.Parse(File.ReadAllText(ReferencePredictionTests.PathOf("calibration.json"))).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(filled.Select(static b => b.Accuracy), Is.EqualTo(Numbers(expected.GetProperty("accuracy"))).Within(1e-12));
            Assert.That(filled.Select(static b => b.Confidence), Is.EqualTo(Numbers(expected.GetProperty("confidence"))).Within(1e-12));
            Assert.That(diagram.ExpectedCalibrationError, Is.EqualTo(Metrics.Compute(ReferencePredictionTests.Table.Genres, rows).ExpectedCalibrationError).Within(1e-12));
            Assert.That(curve.Area, Is.EqualTo(expected.GetProperty("area").GetDouble()).Within(1e-12));
            foreach (double[] bound in expected.GetProperty("bounds").EnumerateArray().Select(Numbers))
            {
                RiskCoveragePoint point = curve.At(bound[0]);
                Assert.That((double[])[point.Count, point.Accuracy, point.Coverage], Is.EqualTo(new[] { bound[1], bound[2], bound[1] / rows.Length }).Within(1e-12));
            }
        });

        static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(static v => v.GetDouble())];
    }

    [Test]
    public void Rows_of_one_probability_are_answered_together()
    {
        RowPrediction[] rows = [Row(0.9, isRight: true), Row(0.6, isRight: false), Row(0.9, isRight: false), Row(0.8, isRight: true)];
        RiskCoverageCurve curve = RiskCoverageCurve.Compute(rows);
        Assert.Multiple(() =>
        {
            Assert.That(curve.Points, Is.EqualTo(new[] { new RiskCoveragePoint(0.9, 2, 0.5, 0.5), new RiskCoveragePoint(0.8, 3, 0.75, 2.0 / 3), new RiskCoveragePoint(0.6, 4, 1, 0.5) }));
            Assert.That(curve.Area, Is.EqualTo((0.5 + (1.0 / 2) + (1.0 / 3) + (2.0 / 4)) / 4).Within(1e-15), "of the two at 0.9 the wrong one is first in every other order");
            Assert.That(curve.ForAccuracy(0.6), Is.EqualTo(curve.Points[1]));
            Assert.That(curve.ForAccuracy(0.5), Is.EqualTo(curve.Points[2]));
            Assert.That(curve.ForAccuracy(0.99), Is.Null);
            Assert.That((curve.At(1).Count, curve.At(1).Accuracy), Is.EqualTo((0, double.NaN)));
            Assert.That(ReliabilityDiagram.Compute([Row(1, isRight: true)]).Bins[^1].Count, Is.EqualTo(1));
            Assert.That(() => RiskCoverageCurve.Compute([]), Throws.ArgumentException);
            Assert.That(() => ReliabilityDiagram.Compute([new RowPrediction(7, 0, 0, [])]), Throws.ArgumentException.With.Message.Contains("row 7"));
        });
    }

    [Test]
    public void A_prediction_that_is_not_sure_enough_is_unknown()
    {
        GenrePrediction prediction = new LinearDiscriminantTrainer().Fit(TestTables.Clouds()).Predict(TestTables.Clouds().Row(0));
        Assert.That(prediction.Probability, Is.EqualTo(prediction[prediction.Genre]).And.EqualTo(prediction.Probabilities[0].Value));
        Assert.That(prediction.GenreOrUnknown(0), Is.EqualTo(prediction.Genre));
        Assert.That(prediction.GenreOrUnknown(prediction.Probability), Is.EqualTo(prediction.Genre));
        Assert.That(prediction.GenreOrUnknown(Math.BitIncrement(prediction.Probability)), Is.EqualTo("unknown"));
        Assert.That(() => prediction.GenreOrUnknown(double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Only_the_family_that_tells_the_genre_is_important()
    {
        // Two columns of one family tell the genre together, by the sign of their product; three others are noise.
        SeededRandom random = new(4);
        List<float> values = [];
        List<string> labels = [];
        for (int i = 0; i < 160; i++)
        {
            (double x, double y) = (random.Next(2) == 0 ? -1 : 1, random.Next(2) == 0 ? -1 : 1);
            labels.Add(x * y > 0 ? "same" : "other");
            values.AddRange([(float)(x + (0.1 * random.NextNormal())), 0, (float)(y + (0.1 * random.NextNormal())), 0, 0]);
            foreach (int noise in (int[])[1, 3, 4])
            {
                values[^(5 - noise)] = (float)(0.3 * random.NextNormal());
            }
        }

        FeatureTable table = new(["x", "n1", "y", "n2", "n3"], [.. values], labels, families: ["pair", "noise", "pair", "noise", "third"]);
        Folds folds = Folds.Stratified(table, 4, seed: 1);
        Trainer trainer = new SupportVectorMachineTrainer { C = 10, Preprocessing = [] };
        PermutationImportance importance = PermutationImportance.Run(table, trainer, folds, table.Families, options: new CrossValidationOptions { MaxDegreeOfParallelism = 1 });
        PermutationImportance alone = PermutationImportance.Run(table, trainer, folds, table.FeatureNames, options: new CrossValidationOptions { MaxDegreeOfParallelism = 3 });
        Assert.Multiple(() =>
        {
            Assert.That(importance.Accuracy, Is.EqualTo(CrossValidation.Run(table, trainer, folds).Accuracy));
            Assert.That(importance.Families.Select(static f => (f.Name, f.ColumnCount)).First(), Is.EqualTo(("pair", 2)));
            Assert.That(importance.Families[0].AccuracyDrop.Mean, Is.EqualTo(0.5).Within(0.12), "of two even genres half are right by chance");
            Assert.That(importance.Families[0].LogLossIncrease.Mean, Is.GreaterThan(0.5));
            Assert.That(importance.Families.Skip(1).Select(static f => f.AccuracyDrop.Mean), Is.All.EqualTo(0).Within(0.02));
            Assert.That(alone.Families.Take(2).Select(static f => f.Name), Is.EquivalentTo(new[] { "x", "y" }));
            Assert.That(PermutationImportance.Run(table, trainer, folds, table.Families).ToString(), Is.EqualTo(importance.ToString()), "any number of threads");
            Assert.That(() => PermutationImportance.Run(table, trainer, folds, ["a"]), Throws.ArgumentException);
            Assert.That(() => PermutationImportance.Run(table, trainer, folds, repeats: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void Columns_are_called_what_they_measure()
    {
        FeatureTable gtzan = Gtzan.LoadGenreFeatures();
        string[] expected = ["chroma_stft", "rms", "spectral_centroid", "spectral_bandwidth", "spectral_rolloff", "zero_crossing_rate", "mfcc"];
        Assert.That(PermutationImportance.DescriptorsOf(gtzan).Distinct(), Is.EqualTo(expected.Concat(gtzan.Families.Distinct().Where(static f => f != "statistics"))));
        FeatureTable unknown = new(["mfcc1_mean", "mfcc13_delta_var", "tempo", "lbp_3", "2_mean", "spectral_rolloff_std"], new float[6]);
        Assert.That(PermutationImportance.DescriptorsOf(unknown), Is.EqualTo(new[] { "mfcc", "mfcc", "tempo", "lbp", "2", "spectral_rolloff" }));
    }

    [Test]
    public void A_learning_curve_ends_where_cross_validation_is()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 20, segments: 2);
        Folds folds = Folds.StratifiedGroups(table, 4, seed: 1);
        Trainer trainer = new LinearDiscriminantTrainer();
        LearningCurve curve = LearningCurve.Run(table, trainer, folds);
        LearningCurve few = LearningCurve.Run(table, trainer, folds, [1, 99]);
        CrossValidationResult whole = CrossValidation.Run(table, trainer, folds);
        Assert.Multiple(() =>
        {
            Assert.That(curve.Points.Select(static p => p.TracksPerGenre), Is.EqualTo(new[] { 5, 10, 15 }));
            Assert.That(curve.Points.Select(static p => p.TrainingRows), Is.EqualTo(new[] { 30, 60, 90 }), "with both segments of each track");
            Assert.That(curve.Points[^1].Accuracy, Is.EqualTo(whole.Accuracy));
            Assert.That(curve.Points[^1].MacroF1, Is.EqualTo(whole.MacroF1));
            Assert.That(few.Points.Select(static p => p.TrainingRows), Is.EqualTo(new[] { 6, 90 }), "all where there are fewer");
            Assert.That(few.Points[0].Accuracy.Mean, Is.LessThan(few.Points[1].Accuracy.Mean));
            Assert.That(() => LearningCurve.Run(table, trainer, folds, [0]), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => LearningCurve.Run(table, trainer, folds, []), Throws.ArgumentException);
        });
    }

    private static RowPrediction Row(double probability, bool isRight) => new(0, isRight ? 0 : 1, 0, [probability, 1 - probability]);
}
