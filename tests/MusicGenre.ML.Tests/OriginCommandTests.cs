using MusicGenre.CommandLine;
using MusicGenre.CommandLine.Output;
using MusicGenre.Neural.Training;

namespace MusicGenre.ML.Tests;

/// <summary><c>tune</c> and <c>reproduce</c> as a shell sees them.</summary>
[NonParallelizable]
public sealed class OriginCommandTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("origincli").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("tune")]
    [TestCase("tune", "a.csv", "--trainer", "majority")]
    [TestCase("tune", "a.csv", "--search", "luck")]
    [TestCase("tune", "a.csv", "--nested", "--out", "b.csv")]
    [TestCase("reproduce")]
    [TestCase("reproduce", "dense-csv")]
    [TestCase("reproduce", "dense-csv", "--data", "a.csv", "--splits", "0")]
    [TestCase("reproduce", "lstm-mfcc", "--data", "missing-folder")]
    [TestCase("reproduce", "cnn-spectrogram", "--data", "a", "--side", "3")]
    public async Task Wrong_use_is_refused_with_2_and_a_hint(params string[] args)
    {
        (int code, _, string error) = await Shell.RunAsync(args);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse), error);
        Assert.That(error, Does.Contain("--help"));
    }

    [TestCase("tune")]
    [TestCase("reproduce")]
    [TestCase("reproduce", "dense-csv")]
    [TestCase("reproduce", "dense-bottleneck")]
    [TestCase("reproduce", "dense-grid")]
    [TestCase("reproduce", "lstm-mfcc")]
    [TestCase("reproduce", "lstm-tuned")]
    [TestCase("reproduce", "cnn-spectrogram")]
    public async Task Help_has_examples(params string[] args)
    {
        (int code, string output, _) = await Shell.RunAsync([.. args, "--help"]);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain($"musicgenre {string.Join(' ', args)}"));
    }

    [Test]
    public async Task The_convolutional_net_is_searched_and_trained_on_a_folder_of_audio()
    {
        using AudioFiles files = new();
        for (int i = 0; i < 20; i++)
        {
            files.Add($"{(i % 2 == 0 ? "even" : "odd")}/{i}.wav", i, 0.5);
        }

        string trials = files.Path("trials.csv");
        (int code, string output, string error) = await Shell.RunAsync(
            "reproduce", "cnn-spectrogram", "--data", files.Folder, "--side", "14", "--epochs", "2", "--folds", "1", "--augment", "--trials", "3", "--out", trials);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("Filters").And.Contain("LearningRate").And.Contain("1 of 10 run"));
        Assert.That(File.ReadLines(trials).Count(static line => char.IsAsciiDigit(line[0])), Is.EqualTo(3));
        Assert.That(File.Exists(files.Path("trials.svg")));
    }

    [Test]
    public void A_live_line_never_wraps_and_keeps_what_matters_most()
    {
        EpochResult epoch = new(12, 100, 1.2345, 0.5, 1.5, 0.4, 1e-3, TimeSpan.FromSeconds(60));
        string[] forms = EpochLine.Forms("artists kept together", "fold 10", epoch);
        Assert.That(EpochLine.Fit(forms, 200), Is.EqualTo(
            "artists kept together, fold 10, epoch 12 of 100: loss 1.2345 accuracy 0.500, validation loss 1.5000 accuracy 0.400, 60.0 s, at most 7:20 left"));
        Assert.That(EpochLine.Fit(forms, 119), Is.EqualTo("artists kept together, fold 10, epoch 12 of 100: loss 1.235 acc 0.500, val 1.500 acc 0.400, 7:20 left"));
        Assert.That(EpochLine.Fit(forms, 79), Is.EqualTo("fold 10, epoch 12 of 100: loss 1.235 acc 0.500, val 1.500 acc 0.400, 7:20 left"));
        Assert.That(EpochLine.Fit(forms, 25), Is.EqualTo("fold 10, epoch 12 of 100:"));
    }

    [Test]
    public async Task Tune_prints_the_trials_and_goes_on_from_its_file()
    {
        string table = Path.Combine(_folder, "table.csv");
        string trials = Path.Combine(_folder, "trials.csv");
        FeatureCsv.Write(table, TestTables.Clouds());
        string[] args = ["tune", table, "--trainer", "knn", "--folds", "3", "--out", trials];
        (int code, _, string error) = await Shell.RunAsync([.. args, "--trials", "4"]);
        Assert.That(code, Is.Zero, error);
        (code, string output, error) = await Shell.RunAsync([.. args, "--trials", "6"]);
        Assert.That(code, Is.Zero, error);
        Assert.That(error, Does.Contain("trial 5 of 6").And.Not.Contain("trial 4 of 6"));
        Assert.That(output, Does.Contain("Bayesian, 6 trials: K "));
        Assert.That(File.ReadAllLines(trials), Has.Length.EqualTo(2 + 6));
        Assert.That(File.Exists(Path.Combine(_folder, "trials.svg")), Is.True);
    }

    [Test]
    public async Task Tune_nested_gives_the_honest_figure()
    {
        string table = Path.Combine(_folder, "table.csv");
        FeatureCsv.Write(table, TestTables.Clouds(rowsPerGenre: 12));
        (int code, string output, string error) = await Shell.RunAsync("tune", table, "--trainer", "svm", "--nested", "--trials", "3", "--folds", "3", "--inner-folds", "2", "--inner-repeats", "1");
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("search 3 of 3").And.Contain("nested: accuracy"));
    }
}
