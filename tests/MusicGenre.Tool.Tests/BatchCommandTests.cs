using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml.Linq;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.ML.Tests;
using MusicGenre.Tool.Drawing;

namespace MusicGenre.Tool.Tests;

/// <summary>The commands that read audio, as a shell sees them.</summary>
[NonParallelizable]
public sealed class BatchCommandTests
{
    private AudioFiles _files = null!;

    [SetUp]
    public void MakeFolder()
    {
        _files = new AudioFiles();
        for (int i = 0; i < 18; i++)
        {
            _files.Add($"music/{(i % 2 == 0 ? "even" : "odd")}/{i:00}.wav", i, 0.4);
        }

        _files.AddBytes("music/odd/bad.wav", [1, 2, 3]);
        _files.AddBytes("music/even/worse.wav", []);
    }

    [TearDown]
    public void Delete() => _files.Dispose();

    [Test]
    public async Task A_folder_learns_from_the_full_genre_set_unless_one_genre_is_left()
    {
        _files.Add("two/long/a.wav", 1, 13);
        _files.Add("two/short/b.wav", 2, 1);
        (int code, string error) = await RunAsync("", "train", _files.Path("two"), "--out", _files.Path("m.model"));
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse));
        Assert.That(error, Does.Contain("needs at least 256").And.Contain("1 row of one genre, long, is left"));
        Assert.That(File.Exists(_files.Path("m.model")), Is.False);

        _files.Add("two/short/c.wav", 3, 12.5);
        (code, error) = await RunAsync("", "train", _files.Path("two"), "--out", _files.Path("m.model"));
        Assert.That(code, Is.EqualTo(CommandHost.Failure), "one file could not be used: " + error);
        GenreModel model = GenreModel.Load(_files.Path("m.model"));
        Assert.That(model.FeatureSet, Is.EqualTo(FeatureSets.GenreFull));
        Assert.That(model.TrainerName, Is.EqualTo("DiscriminantRidge"));
    }

    [Test]
    public async Task Bad_files_are_listed_and_the_exit_code_tells()
    {
        (int code, string error) = await RunAsync("", "extract", _files.Path("music"), "--set", "means26", "--out", _files.Path("t.csv"), "--errors", _files.Path("bad.csv"));
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(CommandHost.Failure));
            Assert.That(error, Does.Contain("2 files could not be used").And.Contain("worse.wav").And.Contain("empty"));
            Assert.That(File.ReadAllLines(_files.Path("bad.csv")).Select(l => l.Split(',')[0]), Is.EqualTo(new[] { "filename", _files.Path("music/even/worse.wav"), _files.Path("music/odd/bad.wav") }));
            Assert.That(FeatureCsv.Read(_files.Path("t.csv")).RowCount, Is.EqualTo(18));
            Assert.That(File.Exists(_files.Path("t.csv.part")), Is.False);
        });
    }

    [Test]
    public async Task A_list_of_paths_gives_the_rows_of_the_folder()
    {
        string[] paths = [.. Directory.GetFiles(_files.Path("music"), "??.wav", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        (int listCode, _) = await RunAsync(string.Join('\n', paths) + "\n\n", "extract", "-", "--set", "means26", "--threads", "3", "--out", _files.Path("list.csv"));
        (int folderCode, _) = await RunAsync("", "extract", _files.Path("music"), "--set", "means26", "--threads", "1", "--out", _files.Path("folder.csv"));
        FeatureTable list = FeatureCsv.Read(_files.Path("list.csv"));
        FeatureTable folder = FeatureCsv.Read(_files.Path("folder.csv"));
        Assert.That((listCode, folderCode), Is.EqualTo((CommandHost.Success, CommandHost.Failure)));
        Assert.That(list.Values.ToArray(), Is.EqualTo(folder.Values.ToArray()));
        Assert.That(list.Labels, Is.EqualTo(folder.Labels));
        Assert.That(list.Groups.Distinct().Count(), Is.EqualTo(18));
    }

    [Test]
    public async Task An_interrupted_table_is_resumed()
    {
        string[] extract = ["extract", _files.Path("music"), "--set", "means26", "--segments", "2", "--out", _files.Path("t.csv")];
        await RunAsync("", extract);
        byte[] expected = File.ReadAllBytes(_files.Path("t.csv"));
        File.Delete(_files.Path("t.csv"));
        File.WriteAllBytes(_files.Path("t.csv.part"), expected[..(expected.Length / 2)]);
        (_, string error) = await RunAsync("", [.. extract, "--resume"]);
        Assert.That(File.ReadAllBytes(_files.Path("t.csv")), Is.EqualTo(expected));
        Assert.That(error, Does.Contain("there already"));
    }

    [Test]
    public async Task A_folder_is_trained_from_and_files_are_predicted()
    {
        (int trained, _) = await RunAsync("", "train", _files.Path("music"), "--set", "small.json", "--out", _files.Path("m.model"));
        Assert.That(trained, Is.EqualTo(CommandHost.WrongUse), "there is no such set");
        AudioFiles.SmallSet.Save(_files.Path("small.json"));
        (trained, _) = await RunAsync("", "train", _files.Path("music"), "--set", _files.Path("small.json"), "--padding", "reflect", "--trainer", "knn", "--out", _files.Path("m.model"));
        Assert.That(trained, Is.EqualTo(CommandHost.Failure), "two files are bad, the model is there");
        Assert.That(GenreModel.Load(_files.Path("m.model")).FeatureSet, Is.EqualTo(AudioFiles.SmallSet.WithPadding(Padding.Reflect)));

        string song = _files.Path("music/even/04.wav");
        (int code, _) = await RunAsync("", "predict", _files.Path("m.model"), song, _files.Path("music/odd/05.wav"), "--out", _files.Path("p.csv"));
        string[] lines = File.ReadAllLines(_files.Path("p.csv"));
        Assert.That(code, Is.EqualTo(CommandHost.Success));
        Assert.That(lines.Select(l => string.Join(',', l.Split(',')[..2])), Is.EqualTo(new[] { "filename,predicted", song + ",even", _files.Path("music/odd/05.wav") + ",odd" }));
        (code, _) = await RunAsync("", "predict", _files.Path("m.model"), song, _files.Path("music/odd/bad.wav"));
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
    }

    [Test]
    public async Task Frames_are_those_of_the_library()
    {
        string song = _files.Path("music/even/04.wav");
        (int code, _) = await RunAsync("", "frames", song, "--descriptor", "mfcc", "--parameter", "count=3", "--out", _files.Path("f.csv"));
        float[,] expected = FrameDescriptors.Mfcc(Audio.AudioFile.Read(song), count: 3);
        string[] lines = File.ReadAllLines(_files.Path("f.csv"));
        Assert.That(code, Is.EqualTo(CommandHost.Success));
        Assert.That(lines[0], Is.EqualTo("frame,time,mfcc1,mfcc2,mfcc3"));
        Assert.That(lines, Has.Length.EqualTo(1 + expected.GetLength(1)));
        Assert.That(lines[4].Split(',')[2..].Select(float.Parse), Is.EqualTo(new[] { expected[0, 3], expected[1, 3], expected[2, 3] }));
    }

    [Test]
    public async Task Frames_that_overflow_are_named_and_nothing_is_written()
    {
        float[] samples = new float[22050];
        samples[11025] = 1e18f;
        string song = _files.Path("loud.wav");
        Audio.WavWriter.Write(song, new Audio.AudioClip(samples, 22050));
        (int code, string error) = await RunAsync("", "frames", song, "--descriptor", "spectral_flatness", "--out", _files.Path("loud.csv"));
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(CommandHost.Failure));
            Assert.That(error, Does.Contain("Frame 20 (0.464 s) of spectral_flatness").And.Contain("too large"));
            Assert.That(File.Exists(_files.Path("loud.csv")), Is.False);
        });
    }

    [TestCase("frames", "f.csv")]
    [TestCase("spectrogram", "s.png")]
    public async Task A_small_file_takes_no_gigabytes(string command, string output)
    {
        // 8 MB of silence at 87 Hz, which the file system does not store; at 22,050 Hz they would be 4.3 GB.
        const int Bytes = 8 << 20;
        string song = _files.Path("slow.wav");
        using (FileStream stream = new(song, FileMode.Create))
        {
            using BinaryWriter writer = new(stream);
            writer.Write("RIFF"u8);
            writer.Write(36 + Bytes);
            writer.Write("WAVEfmt "u8);
            writer.Write([16, 0, 0, 0, 1, 0, 1, 0, 87, 0, 0, 0, 174, 0, 0, 0, 2, 0, 16, 0]);
            writer.Write("data"u8);
            writer.Write(Bytes);
            writer.Flush();
            stream.SetLength(stream.Position + Bytes);
        }

        (int code, string error) = await RunAsync("", command, song, "--out", _files.Path(output));
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
        Assert.That(error, Does.Contain("1063039118 samples at 22050 Hz").And.Contain("at most"));
    }

    [Test]
    public async Task A_spectrogram_shows_a_tone_where_it_is([Values("log", "mel")] string scale)
    {
        // 440 Hz: the lightest row of the plot.
        float[] tone = [.. Enumerable.Range(0, 22050).Select(static i => 0.5f * MathF.Sin(2 * MathF.PI * 440 * i / 22050))];
        string song = _files.Add("tone.wav", new Audio.AudioClip(tone, 22050));
        await RunAsync("", "spectrogram", song, "--scale", scale, "--width", "200", "--height", "300", "--out", _files.Path("s.svg"));
        (int code, _) = await RunAsync("", "spectrogram", song, "--scale", scale, "--width", "200", "--height", "300", "--out", _files.Path("s.png"));
        Assert.That(code, Is.EqualTo(CommandHost.Success));
        Assert.That(XDocument.Load(_files.Path("s.svg")).Root!.Value, Does.Contain("time (s)").And.Contain("frequency (Hz)").And.Contain("level (dB)"));

        byte[] png = File.ReadAllBytes(_files.Path("s.png"));
        int width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
        byte[] pixels = Decode(png, width);
        int lightest = Enumerable.Range(0, 300).MaxBy(y => pixels[((((SpectrogramPlot.Top + y) * width) + SpectrogramPlot.Left + 100) * 3) + 1]);
        double place = 1 - ((lightest + 0.5) / 300);
        double expected = scale == "log" ? Math.Log(440 / 30.0) / Math.Log(11025 / 30.0) : Features.MelScale.FromHz(440) / Features.MelScale.FromHz(11025);
        Assert.That(place, Is.EqualTo(expected).Within(0.01));
    }

    private static byte[] Decode(byte[] png, int width)
    {
        // After the signature and the header chunk is the one chunk of data.
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using ZLibStream zlib = new(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using MemoryStream raw = new();
        zlib.CopyTo(raw);
        byte[] lines = raw.ToArray();
        int stride = width * 3;
        byte[] pixels = new byte[lines.Length / (stride + 1) * stride];
        for (int i = 0; i < pixels.Length; i++)
        {
            byte left = i % stride < 3 ? (byte)0 : pixels[i - 3];
            pixels[i] = (byte)(lines[(i / stride * (stride + 1)) + 1 + (i % stride)] + left);
        }

        return pixels;
    }

    private static async Task<(int Code, string Error)> RunAsync(string input, params string[] args)
    {
        (int code, _, string error) = await Shell.RunWithInputAsync(input, args);
        return (code, error);
    }
}
