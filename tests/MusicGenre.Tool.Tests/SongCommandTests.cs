using System.Text.Json;
using MusicGenre.Audio;
using MusicGenre.ML;
using MusicGenre.ML.Tests;

namespace MusicGenre.Tool.Tests;

/// <summary>Songs that are longer than what a model learnt from, and answers that are not sure enough.</summary>
[NonParallelizable]
public sealed class SongCommandTests
{
    private AudioFiles _files = null!;

    [SetUp]
    public void MakeFolder()
    {
        _files = new AudioFiles();
        AudioFiles.SmallSet.Save(_files.Path("small.json"));
    }

    [TearDown]
    public void Delete() => _files.Dispose();

    [Test]
    public async Task A_song_is_predicted_window_by_window()
    {
        for (int i = 0; i < 12; i++)
        {
            _files.Add($"music/{(i % 2 == 0 ? "even" : "odd")}/{i:00}.wav", i, 0.4);
        }

        string song = _files.Add("song.wav", new AudioClip([.. Enumerable.Range(0, 3).SelectMany(static i => AudioFiles.Clip(i, 0.4).Samples.ToArray())], AudioFiles.Rate));
        await Shell.RunAsync("train", _files.Path("music"), "--set", _files.Path("small.json"), "--trainer", "logistic", "--out", _files.Path("m.model"));
        (int code, string output, string error) = await Shell.RunAsync("predict", _files.Path("m.model"), song, "--timeline", "--out", _files.Path("p.csv"), "--json", _files.Path("p.json"));
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        string[] windows = [.. output.Split('\n').Where(static l => l.StartsWith("  0:0", StringComparison.Ordinal))];
        Assert.That(windows.Select(static l => l[2..17]), Is.EqualTo(new[] { "0:00.0 - 0:00.4", "0:00.4 - 0:00.8", "0:00.8 - 0:01.2" }));

        string[][] rows = [.. File.ReadAllLines(_files.Path("p.csv")).Select(static l => l.Split(','))];
        Assert.That(rows[0], Is.EqualTo(new[] { "filename", "start", "duration", "predicted", "even", "odd" }));
        Assert.That(rows.Skip(1).Select(static r => double.Parse(r[1])), Is.EqualTo(new[] { 0, 0.4, 0.8 }));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_files.Path("p.json")));
        JsonElement track = json.RootElement.GetProperty("tracks")[0];
        GenreTimeline expected = GenreModel.Load(_files.Path("m.model")).PredictWindows(AudioFile.Read(song));
        Assert.That(Numbers(track), Is.EqualTo(expected.Prediction.RawProbabilities.ToArray()));
        Assert.That(track.GetProperty("windows").EnumerateArray().Select(Numbers), Is.EqualTo(expected.Windows.Select(static w => w.Prediction.RawProbabilities.ToArray())));
        Assert.That(rows.Skip(1).Select(static r => (double[])[double.Parse(r[4]), double.Parse(r[5])]), Is.EqualTo(expected.Windows.Select(static w => w.Prediction.RawProbabilities.ToArray())));

        // As a whole; and with an answer only where the model is sure, which it never is.
        await Shell.RunAsync("predict", _files.Path("m.model"), song, _files.Path("music"), "--window", "0", "--reject-below", "1", "--out", _files.Path("p.csv"), "--json", _files.Path("p.json"));
        Assert.That(File.ReadAllLines(_files.Path("p.csv")).Skip(1).Select(static l => l.Split(',')[1]), Is.EqualTo(Enumerable.Repeat("unknown", 13)));
        using JsonDocument whole = JsonDocument.Parse(File.ReadAllText(_files.Path("p.json")));
        Assert.That(whole.RootElement.GetProperty("tracks")[0].GetProperty("windows").GetArrayLength(), Is.EqualTo(1));
        Assert.That(whole.RootElement.GetProperty("tracks")[0].GetProperty("predicted").GetString(), Is.EqualTo("unknown"));
        Assert.That(whole.RootElement.GetProperty("window").ValueKind, Is.EqualTo(JsonValueKind.Null));

        static double[] Numbers(JsonElement element) => [.. element.GetProperty("probabilities").EnumerateArray().Select(static p => p.GetDouble())];
    }

    [Test]
    public async Task Training_on_songs_uses_windows()
    {
        _files.Add("songs/a/x.wav", 1, 62);
        _files.Add("songs/a/clip.wav", 2, 29.5);
        _files.Add("songs/b/y.wav", 3, 75);
        _files.Add("songs/b/clip.wav", 4, 29.5);
        (int code, string output, string error) = await Shell.RunAsync("train", _files.Path("songs"), "--set", _files.Path("small.json"), "--trainer", "knn", "--out", _files.Path("m.model"));
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        Assert.That(output, Does.Contain("7 rows").And.Contain("a 3, b 4").And.Contain("windows of 30 s").And.Contain("Figures count tracks"));
        Assert.That(GenreModel.Load(_files.Path("m.model")).Window, Is.EqualTo(30));

        await Shell.RunAsync("train", _files.Path("songs"), "--set", _files.Path("small.json"), "--trainer", "knn", "--segments", "1", "--out", _files.Path("m.model"));
        Assert.That(GenreModel.Load(_files.Path("m.model")).Window, Is.Null, "whole tracks of many lengths");
    }
}
