namespace MusicGenre.ML.Tests;

/// <summary>Intervals and tests over folds, with Nadeau and Bengio's corrected variance; expected values from SciPy 1.10 (stats.t.ppf and stats.t.sf).</summary>
public sealed class FoldStatisticTests
{
    private static readonly double[] First = [.80, .75, .78, .82, .79, .77, .81, .74, .83, .76];
    private static readonly double[] Second = [.78, .74, .77, .79, .78, .77, .78, .74, .80, .75];

    [Test]
    public void Interval_and_p_value_are_those_of_the_corrected_variance()
    {
        FoldStatistic four = FoldStatistic.Of([1, 2, 3, 4], 1.0 / 3);
        FoldStatistic ten = FoldStatistic.Of(First, 1.0 / 9);
        FoldStatistic difference = FoldStatistic.Of(First.Zip(Second, static (a, b) => a - b), 1.0 / 9);
        Assert.Multiple(() =>
        {
            // By hand: s = sqrt(5/3), t(0.975, 3) = 3.182446, 1/4 + 1/3 = 7/12.
            Assert.That(four.Mean, Is.EqualTo(2.5));
            Assert.That(four.StandardDeviation, Is.EqualTo(Math.Sqrt(5.0 / 3)).Within(1e-15));
            Assert.That(four.Interval95, Is.EqualTo(3.182446305 * Math.Sqrt(5.0 / 3 * 7 / 12)).Within(1e-6));
            Assert.That(four.PValue, Is.EqualTo(0.08501637340085431).Within(1e-9));
            Assert.That(four.IsInsignificant, Is.True);
            Assert.That(ten.Interval95, Is.EqualTo(0.03146907948977585).Within(1e-9));
            Assert.That(difference.Interval95, Is.EqualTo(0.012249322578262748).Within(1e-9));

            // The uncorrected test (scipy.stats.ttest_1samp) would say 0.0030.
            Assert.That(difference.PValue, Is.EqualTo(0.021748474379588878).Within(1e-9));
            Assert.That(difference.IsInsignificant, Is.False);
            Assert.That(FoldStatistic.Of(First.Zip(Second, static (a, b) => b - a), 1.0 / 9).PValue, Is.EqualTo(difference.PValue).Within(1e-12), "two-sided");
        });
    }

    [Test]
    public void Repeats_do_not_shrink_the_interval_to_nothing()
    {
        // As J grows the half width tends to 1.96 s sqrt(n_test / n_train), not to 0.
        double[] many = [.. Enumerable.Repeat(First, 1000).SelectMany(static v => v)];
        FoldStatistic statistic = FoldStatistic.Of(many, 1.0 / 9);
        Assert.That(statistic.Interval95, Is.EqualTo(1.95996 * statistic.StandardDeviation / 3).Within(1e-4));

        FeatureTable table = TestTables.Clouds(rowsPerGenre: 10);
        CrossValidationResult once = CrossValidation.Run(table, new MajorityClassTrainer(), Folds.Stratified(table, 5, seed: 1));
        CrossValidationResult thrice = CrossValidation.Run(table, new MajorityClassTrainer(), Folds.Stratified(table, 5, seed: 1, repeats: 3));
        Assert.That(once.Accuracy.TestToTrainRatio, Is.EqualTo(0.25).Within(1e-12));
        Assert.That(thrice.Accuracy.TestToTrainRatio, Is.EqualTo(0.25).Within(1e-12));
        Assert.That(thrice.Accuracy.Count, Is.EqualTo(15));
    }

    [Test]
    public void Where_there_is_no_spread_there_is_no_test()
    {
        FoldStatistic one = FoldStatistic.Of([0.5], 0.25);
        FoldStatistic unknown = FoldStatistic.Of([0.5, 0.6]);
        Assert.Multiple(() =>
        {
            Assert.That(one.StandardDeviation, Is.Zero);
            Assert.That(one.Interval95, Is.NaN);
            Assert.That(one.PValue, Is.NaN);
            Assert.That(one.IsInsignificant, Is.False);
            Assert.That(unknown.Interval95, Is.NaN, "without the rows' ratio no variance is right");
            Assert.That(unknown.PValue, Is.NaN);
            Assert.That(FoldStatistic.Of([0, 0, 0], 0.5).PValue, Is.EqualTo(1));
            Assert.That(FoldStatistic.Of([0.25, 0.25, 0.25], 0.5).PValue, Is.Zero);
            Assert.That(FoldStatistic.Of([double.NaN, 1], 0.5).PValue, Is.NaN);
            Assert.That(() => FoldStatistic.Of([]), Throws.ArgumentException.With.Message.Contains("At least one"));

            // Two folds are a test: t = 0.5 / (sqrt(0.5) sqrt(1)) on one degree of freedom, p = 1 - 2 atan(t) / pi.
            Assert.That(FoldStatistic.Of([0, 1], 0.5).PValue, Is.EqualTo(1 - (2 / Math.PI * Math.Atan(0.5 / Math.Sqrt(0.5)))).Within(1e-9));
            Assert.That(one.ToString(), Is.EqualTo("0.500"));
            Assert.That(FoldStatistic.Of([0.5, 0.7], 0.5).ToString(), Is.EqualTo("0.600 ± 0.141"));
            Assert.That(FoldStatistic.Of([double.NaN]).ToString(), Is.EqualTo("–"));
        });
    }

    [Test]
    public void The_standard_error_by_groups_is_that_of_the_groups_sums()
    {
        // Always genre a: right on rows 1, 2, 3 and 5 of 6. Deviations from 2/3 summed by group: 1/3 + 1/3, 1/3 - 2/3, 1/3 - 2/3.
        FeatureTable table = new(["x"], new float[6], ["a", "a", "a", "b", "a", "b"], groups: ["g", "g", "h", "h", "i", "i"]);
        Folds folds = Folds.Predefined(table, ["1", "1", "2", "1", "2", "2"]);
        double expected = Math.Sqrt(3.0 / 2 * ((4.0 / 9) + (1.0 / 9) + (1.0 / 9))) / 6;
        Assert.That(CrossValidation.Run(table, new MajorityClassTrainer(), folds).ClusteredStandardError, Is.EqualTo(expected).Within(1e-12));

        // Rows that are groups of their own: the usual standard error of a fraction, with n - 1.
        FeatureTable rows = table.WithGroups(["1", "2", "3", "4", "5", "6"]);
        double fraction = Math.Sqrt(4.0 / 6 * (2.0 / 6) / 5);
        Assert.That(CrossValidation.Run(rows, new MajorityClassTrainer(), folds).ClusteredStandardError, Is.EqualTo(fraction).Within(1e-12));

        // Tested again and again, the rows stay six.
        Folds repeated = Folds.FromIndices(rows, [.. folds, .. folds]);
        Assert.That(CrossValidation.Run(rows, new MajorityClassTrainer(), repeated).ClusteredStandardError, Is.EqualTo(fraction).Within(1e-12));
    }

    [Test]
    public void A_difference_is_taken_fold_by_fold()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 20, columns: 3);
        Folds folds = Folds.Stratified(table, 5, seed: 1);
        CrossValidationResult a = CrossValidation.Run(table, new LinearDiscriminantTrainer(), folds);
        CrossValidationResult b = CrossValidation.Run(table, new NearestNeighborsTrainer { NumberOfNeighbors = 1 }, Folds.Stratified(table, 5, seed: 1));
        FoldStatistic difference = a.AccuracyDifference(b);
        double[] byHand = [.. Enumerable.Range(0, 5).Select(f => a.Results[f].Metrics.Accuracy - b.Results[f].Metrics.Accuracy)];
        Assert.That(difference, Is.EqualTo(FoldStatistic.Of(byHand, 0.25)));
        Assert.That(a.AccuracyDifference(a).PValue, Is.EqualTo(1));
        Assert.That(
            () => a.AccuracyDifference(CrossValidation.Run(table, new LinearDiscriminantTrainer(), Folds.Stratified(table, 5, seed: 2))),
            Throws.ArgumentException.With.Message.Contains("seed 2"));
        Assert.That(() => a.AccuracyDifference(CrossValidation.Run(table, new LinearDiscriminantTrainer(), Folds.Stratified(table, 4, seed: 1))), Throws.ArgumentException);
    }
}
