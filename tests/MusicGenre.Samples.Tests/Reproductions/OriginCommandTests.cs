using MusicGenre.ML.Tests;
using MusicGenre.Reproductions.Commands;
using MusicGenre.Tool;
using MusicGenre.Tool.Tests;

namespace MusicGenre.Samples.Tests.Reproductions;

/// <summary>The program <c>reproduce</c> as a shell sees it.</summary>
[NonParallelizable]
public sealed class OriginCommandTests
{
    [TestCase]
    [TestCase("dense-csv")]
    [TestCase("dense-csv", "--data", "a.csv", "--splits", "0")]
    [TestCase("lstm-mfcc", "--data", "missing-folder")]
    [TestCase("lstm-tuned", "--data", "a", "--out", "trials.csv")]
    [TestCase("seed-dense", "--splits", "0")]
    [TestCase("cnn-spectrogram", "--data", "a", "--side", "3")]
    public async Task Wrong_use_is_refused_with_2_and_a_hint(params string[] args)
    {
        (int code, _, string error) = await RunAsync(args);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse), error);
        Assert.That(error, Does.Contain("--help"));
    }

    [TestCase]
    [TestCase("dense-csv")]
    [TestCase("dense-bottleneck")]
    [TestCase("dense-grid")]
    [TestCase("lstm-mfcc")]
    [TestCase("lstm-tuned")]
    [TestCase("seed-dense")]
    [TestCase("cnn-spectrogram")]
    public async Task Help_has_examples(params string[] args)
    {
        (int code, string output, _) = await RunAsync([.. args, "--help"]);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain($"  reproduce {string.Join(' ', args)}"));
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
        (int code, string output, string error) = await RunAsync(
            "cnn-spectrogram", "--data", files.Folder, "--side", "14", "--epochs", "2", "--folds", "1", "--augment", "--trials", "3", "--out", trials);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("Filters").And.Contain("LearningRate").And.Contain("1 of 10 run"));
        Assert.That(File.ReadLines(trials).Count(static line => char.IsAsciiDigit(line[0])), Is.EqualTo(3));
        Assert.That(File.Exists(files.Path("trials.svg")));
    }

    [Test]
    public async Task The_published_net_is_run_over_many_splits()
    {
        (int code, string output, _) = await RunAsync("seed-dense", "--splits", "2");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("48,714").And.Contain("published: 0.675"));
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => Shell.RunAsync(ReproduceCommand.CreateRoot(), default, args);
}
