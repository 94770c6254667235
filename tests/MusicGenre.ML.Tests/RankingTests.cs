namespace MusicGenre.ML.Tests;

public sealed class RankingTests
{
    [TestCase(20, 10, false)]
    [TestCase(21, 10, true)]
    public void Macro_F1_ranks_where_the_smallest_genre_has_fewer_than_half_the_rows_of_the_largest(int large, int small, bool byMacroF1)
    {
        FeatureTable table = new(["x"], new float[large + small], [.. Enumerable.Repeat("large", large), .. Enumerable.Repeat("small", small)]);
        Folds folds = Folds.Stratified(table, 2, seed: 1);

        // One knows the large genre alone, the other one the small genre and a quarter of the large one.
        CrossValidationResult majority = Judge("majority", static (_, _) => 0);
        CrossValidationResult both = Judge("both", static (row, label) => label == 1 || row % 4 == 0 ? label : 1);
        Assert.That(both.Accuracy.Mean, Is.LessThan(majority.Accuracy.Mean));
        Assert.That(both.MacroF1.Mean, Is.GreaterThan(majority.MacroF1.Mean));
        Ranking ranking = Ranking.Of([majority, both]);
        Assert.That(ranking.IsByMacroF1, Is.EqualTo(byMacroF1));
        Assert.That(ranking.Results[0], Is.SameAs(byMacroF1 ? both : majority));
        Assert.That(ranking.Figure(both), Is.EqualTo(byMacroF1 ? both.MacroF1 : both.Accuracy));
        Assert.That(ranking.DifferenceToBest(1).Mean, Is.Negative);
        Assert.That(ranking.Description, byMacroF1 ? Does.StartWith("Best macro F1 first").And.Contain("from large 21 to small 10") : Is.EqualTo("Best accuracy first."));

        CrossValidationResult Judge(string name, Func<int, int, int> predict) => CrossValidation.Run(
            table, name, folds, fold => new FoldPredictions([.. fold.Test.Select(row => new RowPrediction(row, table.GenreIndices[row], predict(row, table.GenreIndices[row]), []))]));
    }

    [Test]
    public void Equals_keep_their_order_and_none_is_refused()
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 8);
        Folds folds = Folds.Stratified(table, 2, seed: 1);
        CrossValidationResult[] same = [CrossValidation.Run(table, new MajorityClassTrainer(), folds), CrossValidation.Run(table, new MajorityClassTrainer(), folds)];
        Ranking ranking = Ranking.Of(same);
        Assert.That(ranking.Results, Is.EqualTo(same));
        Assert.That(ranking.IsTied(0), Is.False);
        Assert.That(ranking.IsTied(1), Is.True);
        Assert.That(() => Ranking.Of([]), Throws.ArgumentException);
        Assert.That(() => Ranking.Of([same[0], CrossValidation.Run(table, new MajorityClassTrainer(), Folds.Stratified(table, 2, seed: 2))]), Throws.ArgumentException.With.Message.Contains("different folds"));
    }
}
