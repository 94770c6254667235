namespace MusicGenre.ML.Tests;

public sealed class BoostingTests
{
    private static readonly FeatureTable Steps = Stepped(ReferencePredictionTests.Table, 48);

    /// <summary>Bins of the same values, the same loss, gain and order of splits: the same model as scikit-learn's <c>HistGradientBoostingClassifier</c> (Reference/make_boosting.py).</summary>
    [Test]
    public void Probabilities_agree_with_scikit_learn()
    {
        Fold fold = Folds.FromFile(Steps, ReferencePredictionTests.PathOf("folds.csv"))[0];
        GradientBoostingTrainer trainer = new()
        {
            LearningRate = 0.2,
            NumberOfIterations = 15,
            NumberOfLeaves = 6,
            MinimumChildWeight = 2,
            L2Regularization = 1,
            FeatureFraction = 1,
            SubsampleFraction = 1,
            Preprocessing = [],
        };
        Dictionary<string, string[]> expected = ReferencePredictionTests.Read("boosting.csv");
        IReadOnlyList<GenrePrediction> predictions = trainer.Fit(Steps.SelectRows(fold.Train)).Predict(Steps.SelectRows(fold.Test));
        double[] distances =
        [
            .. predictions.Select((p, i) => p.RawProbabilities.ToArray()
                .Zip(ReferencePredictionTests.Stored(fold.Test[i], expected[Steps.FileNames[fold.Test[i]]]).Probabilities).Max(static q => Math.Abs(q.First - q.Second))).Order(),
        ];
        TestContext.Out.WriteLine(FormattableString.Invariant($"probabilities differ by {distances[^1]:0.0e0} at most, by {distances[distances.Length / 2]:0.0e0} in the median"));
        Assert.That(distances, Has.Length.EqualTo(expected.Count));
        Assert.That(distances[^1], Is.LessThan(5e-6));
    }

    /// <summary>Weights of no pattern, so that no two splits are equally good.</summary>
    private static FeatureTable Stepped(FeatureTable table, int levels)
    {
        float[] values = table.Values.ToArray();
        for (int c = 0; c < table.ColumnCount; c++)
        {
            float[] column = [.. Enumerable.Range(0, table.RowCount).Select(i => values[(i * table.ColumnCount) + c])];
            (double least, double greatest) = (column.Min(), column.Max());
            for (int i = 0; i < column.Length; i++)
            {
                values[(i * table.ColumnCount) + c] = (float)Math.Floor(levels * (column[i] - least) / (greatest - least));
            }
        }

        return new FeatureTable(table.FeatureNames, values, table.Labels, table.FileNames).SelectColumns([.. table.FeatureNames.Take(12)])
            .WithWeights([.. Enumerable.Range(0, table.RowCount).Select(static i => 0.5 + (i * 7919 % 1009 / 1009.0))]);
    }
}
