using MusicGenre.ML;
using MusicGenre.ML.Tests;
using MusicGenre.Tests;

namespace MusicGenre.Tool.Tests;

/// <summary><c>tune</c> as a shell sees it.</summary>
[NonParallelizable]
public sealed class TuneCommandTests : FolderFixture
{
    [TestCase]
    [TestCase("a.csv", "--trainer", "majority")]
    [TestCase("a.csv", "--search", "luck")]
    [TestCase("a.csv", "--nested", "--out", "b.csv")]
    public async Task Wrong_use_is_refused_with_2_and_a_hint(params string[] args)
    {
        (int code, _, string error) = await Shell.RunAsync(["tune", .. args]);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse), error);
        Assert.That(error, Does.Contain("--help"));
    }

    [Test]
    public async Task Tune_prints_the_trials_and_goes_on_from_its_file()
    {
        string table = Path.Combine(Folder.Path, "table.csv");
        string trials = Path.Combine(Folder.Path, "trials.csv");
        FeatureCsv.Write(table, TestTables.Clouds());
        string[] args = ["tune", table, "--trainer", "knn", "--folds", "3", "--out", trials];
        (int code, _, string error) = await Shell.RunAsync([.. args, "--trials", "4"]);
        Assert.That(code, Is.Zero, error);
        (code, string output, error) = await Shell.RunAsync([.. args, "--trials", "6"]);
        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Contain("trial 5 of 6").And.Not.Contain("trial 4 of 6"));
        Assert.That(output, Does.Contain("Bayesian, 6 trials: NumberOfNeighbors "));
        Assert.That(File.ReadAllLines(trials), Has.Length.EqualTo(2 + 6));
        Assert.That(File.Exists(Path.Combine(Folder.Path, "trials.svg")), Is.True);
    }

    [Test]
    public async Task Tune_nested_gives_the_honest_figure()
    {
        string table = Path.Combine(Folder.Path, "table.csv");
        FeatureCsv.Write(table, TestTables.Clouds(rowsPerGenre: 12));
        (int code, string output, string error) = await Shell.RunAsync("tune", table, "--trainer", "svm", "--nested", "--trials", "3", "--folds", "3", "--inner-folds", "2", "--inner-repeats", "1");
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("search 3 of 3").And.Contain("nested: accuracy"));
    }
}
