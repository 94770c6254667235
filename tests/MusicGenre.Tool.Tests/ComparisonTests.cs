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
