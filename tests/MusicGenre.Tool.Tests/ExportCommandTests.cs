using MusicGenre.ML;
using MusicGenre.ML.Tests;
using MusicGenre.Tests;

namespace MusicGenre.Tool.Tests;

/// <summary><c>musicgenre export</c>.</summary>
[NonParallelizable]
public sealed class ExportCommandTests
{
    private AudioFiles _files = null!;

    [SetUp]
    public void MakeFolder() => _files = new AudioFiles();

    [TearDown]
    public void Delete() => _files.Dispose();

    [Test]
    public async Task Features_of_extract_give_the_genres_of_predict_in_onnxruntime()
    {
        OnnxRuntimeNode.Require();
        AudioFiles.SmallSet.Save(_files.Path("small.json"));
        for (int i = 0; i < 12; i++)
        {
            _files.Add($"music/{(i % 2 == 0 ? "even" : "odd")}/{i:00}.wav", i, 0.4);
        }

        await RunAsync("train", _files.Path("music"), "--set", _files.Path("small.json"), "--no-evaluation", "--out", _files.Path("m.model"));
        await RunAsync("extract", _files.Path("music"), "--set", _files.Path("small.json"), "--out", _files.Path("t.csv"));
        await RunAsync("predict", _files.Path("m.model"), _files.Path("music"), "--out", _files.Path("p.csv"));
        string output = await RunAsync("export", _files.Path("m.model"), "--out", _files.Path("m.onnx"));
        Assert.That(output, Does.Contain("m.onnx").And.Contain("float32 [N, 6]").And.Contain("float32 [N, 2]"));

        OnnxRuntimeNode.Answer answer = OnnxRuntimeNode.Predict(_files.Folder, [(_files.Path("m.onnx"), FeatureCsv.Read(_files.Path("t.csv")))])[0];
        string[][] predicted = [.. File.ReadAllLines(_files.Path("p.csv")).Skip(1).Select(static l => l.Split(','))];
        Assert.That(answer.Error, Is.Null);
        Assert.That(answer.Label, Is.EqualTo(predicted.Select(static p => p[1])));
        Assert.That(answer.Probabilities, Is.EqualTo(predicted.SelectMany(static p => p[2..].Select(double.Parse))).Within(1e-5));
    }

    [Test]
    public async Task A_model_is_written_with_what_it_asks_for_or_refused()
    {
        new LogisticRegressionTrainer().Fit(TestTables.Clouds()).Save(_files.Path("m.model"));
        (int code, string output, _) = await Shell.RunAsync("export", _files.Path("m.model"), "--out", _files.Path("m.onnx"));
        Assert.That(code, Is.EqualTo(CommandHost.Success));
        Assert.That(output, Does.Contain("LogisticRegression written to ").And.Contain("input: features, float32 [N, 6]").And.Contain("label, string [N]; probabilities, float32 [N, 4]"));

        string damaged = _files.AddBytes("d.model", File.ReadAllBytes(_files.Path("m.model"))[..^1]);
        byte[] before = File.ReadAllBytes(_files.Path("m.onnx"));
        (code, output, string error) = await Shell.RunAsync("export", damaged, "--out", _files.Path("m.onnx"));
        Assert.That((code, output), Is.EqualTo((CommandHost.Failure, "")));
        Assert.That(error, Does.Contain("d.model").And.Contain("cut off"));
        Assert.That(File.ReadAllBytes(_files.Path("m.onnx")), Is.EqualTo(before));
    }

    [Test]
    public async Task A_classifier_without_operators_is_named()
    {
        ClassifierKinds.Register(Coin.KindName, static (_, features, genres) => new Coin(features, genres));
        new CoinTrainer().Fit(TestTables.Clouds()).Save(_files.Path("m.model"));
        (int code, string output, string error) = await Shell.RunAsync("export", _files.Path("m.model"), "--out", _files.Path("m.onnx"));
        Assert.That((code, output), Is.EqualTo((CommandHost.Failure, "")));
        Assert.That(error, Does.Contain($"'{Coin.KindName}'").And.Not.Contain("unexpected"));
        Assert.That(File.Exists(_files.Path("m.onnx")), Is.False);
    }

    private static async Task<string> RunAsync(params string[] args)
    {
        (int code, string output, string error) = await Shell.RunAsync(args);
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        return output;
    }
}
