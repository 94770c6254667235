using MusicGenre.ML;
using MusicGenre.ML.Tests;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Tests;

[NonParallelizable]
public sealed class ComparisonTests
{
    [Test]
    public void The_table_marks_what_can_not_be_told_from_the_best_and_says_how()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 20, columns: 3);
        Trainer[] trainers = [new LinearDiscriminantTrainer(), new LogisticRegressionTrainer(), new MajorityClassTrainer()];
        string[] lines = Printed(CrossValidation.Run(table, trainers, Folds.Stratified(table, 5, seed: 1)));
        Assert.That(lines[^1], Is.EqualTo(FoldStatistic.Legend).And.Contain("Nadeau and Bengio").And.Contain("*: not significantly different from the best"));
        Assert.That(lines.Skip(1).Take(3).Select(static l => l.Contains(" * ", StringComparison.Ordinal)), Is.EqualTo(new[] { false, true, false }), string.Join('\n', lines));

        string[] single = Printed(CrossValidation.Run(table, trainers, Folds.HoldOut(table, 0.25, seed: 1)));
        Assert.That(string.Concat(single.Skip(1)), Does.Not.Contain("±").And.Not.Contain("*").And.Not.Contain("Nadeau"));
    }

    [Test]
    public void The_figure_that_ranks_comes_first_and_is_named()
    {
        FeatureTable even = TestTables.Clouds(genres: 2, rowsPerGenre: 20, columns: 3);
        FeatureTable uneven = even.SelectRows([.. Enumerable.Range(0, even.RowCount).Where(i => even.GenreIndices[i] == 0 || i < 29)]);
        Assert.That(uneven.GenreCounts(), Is.EqualTo(new[] { 20, 9 }));
        foreach ((FeatureTable table, string heads, string description) in new[] { (even, "accuracy 95 % macro F1", "Best accuracy first."), (uneven, "macro F1 95 % accuracy", "Best macro F1 first") })
        {
            CrossValidationResult[] results =
            [
                .. CrossValidation.Run(table, [new MajorityClassTrainer(), new LogisticRegressionTrainer { MaximumNumberOfIterations = 1 }], Folds.Stratified(table, 3, seed: 1)),
            ];
            string[] lines = Printed(results);
            Assert.That(string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)), Does.StartWith("trainer " + heads));
            Assert.That(lines[3], Does.StartWith(description));
            Assert.That(lines[^1], Does.StartWith("warning: LogisticRegression: L-BFGS did not converge").And.EndsWith("(in 3 of 3 folds)"));
        }
    }

    private static string[] Printed(IReadOnlyList<CrossValidationResult> results)
    {
        using StringWriter text = new();
        TextWriter before = Console.Out;
        Console.SetOut(text);
        try
        {
            Comparison.Print(results);
        }
        finally
        {
            Console.SetOut(before);
        }

        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
