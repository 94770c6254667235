using System.Diagnostics;
using System.Runtime.Versioning;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.ML.Tests;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Tests;

/// <summary>What the commands read from and write to: pipes, devices, folders, names that somebody else chose.</summary>
[NonParallelizable]
public sealed class FileCommandTests
{
    private AudioFiles _files = null!;

    [SetUp]
    public void Make()
    {
        _files = new AudioFiles();
        _files.Add("music/a/a.1.wav", 1, 0.3);
        _files.Add("music/b/b.1.wav", 2, 0.3);
    }

    [TearDown]
    public void Delete() => _files.Dispose();

    [Test]
    public async Task An_output_that_can_not_be_written_is_refused_before_the_work([Values("extract", "train", "baseline", "frames", "predict", "tune", "spectrogram", "audit", "export")] string command)
    {
        string folder = Directory.CreateDirectory(_files.Path("out.png")).FullName;
        string song = _files.Path("music/a/a.1.wav");
        string[] args = command switch
        {
            "extract" => ["extract", _files.Path("music"), "--out", folder],
            "train" => ["train", _files.Path("music"), "--out", folder],
            "baseline" => ["baseline", "--report", folder],
            "frames" => ["frames", song, "--out", folder],
            "predict" => ["predict", "none.model", song, "--out", folder],
            "tune" => ["tune", "none.csv", "--out", folder],
            "export" => ["export", "none.model", "--out", folder],
            "audit" => ["audit", _files.Path("music"), "--json", folder],
            _ => ["spectrogram", song, "--out", folder],
        };
        (int code, string output, string error) = await Shell.RunAsync(args);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(CommandHost.WrongUse));
            Assert.That(error, Does.Contain($"{folder} is a folder; the name of a file was expected").And.Not.Contain("tracks/s"));
            Assert.That(error, Does.StartWith("--"), "the option's name");
            Assert.That(output, Is.Empty);
        });
    }

    [Test]
    public async Task An_interrupted_run_is_overwritten_only_when_asked()
    {
        string path = _files.Path("t.csv");
        string[] extract = ["extract", _files.Path("music"), "--set", "means26", "--out", path];
        await Shell.RunAsync(extract);
        byte[] whole = File.ReadAllBytes(path);
        File.Move(path, path + ".part");
        (int code, _, string error) = await Shell.RunAsync(extract);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse));
        Assert.That(error, Does.Contain("--resume").And.Contain("--overwrite").And.Contain(path));
        Assert.That(File.ReadAllBytes(path + ".part"), Is.EqualTo(whole));

        (code, _, error) = await Shell.RunAsync([.. extract, "--overwrite"]);
        Assert.That((code, File.Exists(path + ".part")), Is.EqualTo((CommandHost.Success, false)), error);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(whole));
        (code, _, _) = await Shell.RunAsync([.. extract, "--overwrite", "--resume"]);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse));
    }

    [Test]
    public async Task Two_files_of_one_name_keep_their_rows_when_the_run_is_resumed()
    {
        string[] paths = [_files.Add("x/blues/blues.1.wav", 3, 0.3), _files.Add("y/blues/blues.1.wav", 4, 0.3), _files.Path("music/a/a.1.wav")];
        string path = _files.Path("t.csv");
        string list = string.Join('\n', paths);
        string[] extract = ["extract", "-", "--set", "means26", "--out", path];
        (int code, _, string error) = await Shell.RunWithInputAsync(list, extract);
        string[] whole = File.ReadAllLines(path);
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        Assert.That(whole.Skip(1).Select(l => l.Split(',')[0]), Is.EqualTo(new[] { paths[0], paths[1], "a.1.wav" }));

        // Truncated after the first of the two.
        File.Delete(path);
        File.WriteAllText(path + ".part", whole[0] + "\n" + whole[1] + "\n");
        await Shell.RunWithInputAsync(list, [.. extract, "--resume"]);
        Assert.That(File.ReadAllLines(path), Is.EqualTo(whole));

        (code, string output, error) = await Shell.RunWithInputAsync(list + "\n" + paths[1], "extract", "-", "--set", "means26");
        Assert.That((code, output), Is.EqualTo((CommandHost.WrongUse, "")));
        Assert.That(error, Does.Contain(paths[1] + " is given twice").And.Not.Contain("Parameter"));
    }

    [Test]
    [SupportedOSPlatform("linux")]
    public async Task A_device_as_output_stays_a_device_and_gets_no_companions()
    {
        (int code, _, string error) = await Shell.RunAsync("extract", _files.Path("music"), "--set", "means26", "--out", "/dev/null", "--errors", "/dev/null");
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        (code, _, error) = await Shell.RunAsync("frames", _files.Path("music/a/a.1.wav"), "--out", "/dev/null");
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        (code, _, error) = await Shell.RunAsync("frames", _files.Path("music/a/a.1.wav"), "--out", "/dev/full");
        Assert.That(code, Is.EqualTo(CommandHost.Failure), error);
        Assert.That(Directory.GetFiles("/dev").Where(static f => f.Contains("null.", StringComparison.Ordinal) || f.Contains("full.", StringComparison.Ordinal)), Is.Empty);
        Assert.That(Numerics.AtomicFile.IsWrittenInPlace("/dev/null"), Is.True);
    }

    [Test]
    [SupportedOSPlatform("linux")]
    public async Task A_link_as_output_stays_a_link()
    {
        Directory.CreateDirectory(_files.Path("store"));
        File.CreateSymbolicLink(_files.Path("t.csv"), "store/real.csv");
        (int code, _, string error) = await Shell.RunAsync("extract", _files.Path("music"), "--set", "means26", "--out", _files.Path("t.csv"));
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        Assert.That(new FileInfo(_files.Path("t.csv")).LinkTarget, Is.EqualTo("store/real.csv"));
        Assert.That(Directory.GetFiles(_files.Path("store")), Is.EqualTo(new[] { _files.Path("store/real.csv") }));
        Assert.That(FeatureCsv.Read(_files.Path("t.csv")).FeatureSet!.Name, Is.EqualTo("Means26"), "found beside the link, where it is looked for");
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    [CancelAfter(60_000)]
    public async Task A_pipe_in_a_folder_is_passed_by_and_one_that_is_named_is_read(CancellationToken cancellation)
    {
        await Process.Start("mkfifo", [_files.Path("music/b/pipe.wav")]).WaitForExitAsync(cancellation);
        (int code, _, string error) = await Shell.RunAsync("extract", _files.Path("music"), "--set", "means26", "--out", _files.Path("t.csv"));
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        FeatureTable table = FeatureCsv.Read(_files.Path("t.csv"));
        Assert.That(table.FileNames, Is.EqualTo(new[] { "a.1.wav", "b.1.wav" }));

        Task writer = Task.Run(() => File.WriteAllBytes(_files.Path("music/b/pipe.wav"), File.ReadAllBytes(_files.Path("music/b/b.1.wav"))), cancellation);
        (code, string rows, error) = await Shell.RunAsync("extract", _files.Path("music/b/pipe.wav"), "--set", "means26", "--out", _files.Path("p.csv"));
        await writer;
        Assert.That((code, rows), Is.EqualTo((CommandHost.Success, "")), error);
        Assert.That(FeatureCsv.Read(_files.Path("p.csv"), new FeatureCsvOptions { RequireLabels = false }).Row(0).ToArray(), Is.EqualTo(table.Row(1).ToArray()));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    [CancelAfter(60_000)]
    public async Task A_closed_standard_input_is_an_error_and_no_wait(CancellationToken cancellation)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec dotnet exec \"$0\" extract - --set means26 <&-", typeof(CommandHost).Assembly.Location]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        try
        {
            string error = await process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            Assert.That((process.ExitCode, error), Is.EqualTo((CommandHost.Failure, "The standard input is closed; a list of paths was expected there.\n")));
        }
        finally
        {
            process.Kill();
        }
    }

    [Test]
    public async Task No_report_is_written_where_none_is_wanted()
    {
        string path = _files.Path("small.csv");
        string folder = Environment.CurrentDirectory;
        FeatureCsv.Write(path, TestTables.Clouds(genres: 2));
        try
        {
            Environment.CurrentDirectory = _files.Folder;
            (int code, string output, string error) = await Shell.RunAsync("baseline", "--features", path, "--trainers", "knn", "--folds", "2", "--no-report");
            Assert.That(code, Is.EqualTo(CommandHost.Success), error);
            Assert.That(output, Does.Not.Contain("report"));
            Assert.That(File.Exists(_files.Path("report.html")), Is.False);
            (code, _, error) = await Shell.RunAsync("baseline", "--features", path, "--no-report", "--report", "r.html");
            Assert.That(code, Is.EqualTo(CommandHost.WrongUse), error);
        }
        finally
        {
            Environment.CurrentDirectory = folder;
        }
    }

    [Test]
    public void Tables_for_people_hold_no_formulas_and_their_numbers_stay_numbers()
    {
        string path = _files.Path("bad.csv");
        BadFile.Write(path, [new BadFile("=cmd|' /C calc'!A0.wav", "-1 is no length"), new BadFile("@a.wav", "\tx"), new BadFile("a=b.wav", "plain")]);
        Assert.That(
            File.ReadAllText(path),
            Is.EqualTo("filename,reason\n\"'=cmd|' /C calc'!A0.wav\",\"'-1 is no length\"\n\"'@a.wav\",\"'\tx\"\na=b.wav,plain\n"));

        FeatureTable table = new(["x"], [-1, 1, -2, 2], ["=a", "+b", "=a", "+b"]);
        GenreModel model = new NearestNeighborsTrainer().Fit(table);
        PredictionCsv.Write(path, model, [new PredictedTrack("-x.wav", "", model.Predict(table.Row(0)), [], IsRow: true)], rejectBelow: 0, hasWindows: false);
        Assert.That(File.ReadAllLines(path)[0].Split(','), Does.Contain("\"'=a\"").And.Contain("\"'+b\""));
        Assert.That(File.ReadAllLines(path)[1].Split(',')[..2], Is.EqualTo(new[] { "\"'-x.wav\"", "\"'=a\"" }));
        Assert.That(File.ReadAllLines(path)[1].Split(',')[2..].Select(double.Parse).Sum(), Is.EqualTo(1).Within(1e-12));
    }

    [TestCase("plain\tÄ音\n", "plain\tÄ音\n")]
    [TestCase("\u001b]0;title\u0007\u001b[2J", @"\x1B]0;title\x07\x1B[2J")]
    [TestCase("\u009b31m\u007f", @"\x9B31m\x7F")]
    [TestCase("exe\u202egpj.\u2066", @"exe\u202Egpj.\u2066")]
    public void Nothing_in_a_name_steers_the_terminal(string text, string shown) => Assert.That(Terminal.Visible(text), Is.EqualTo(shown));

    [Test]
    public async Task Names_are_printed_so_that_they_can_be_seen()
    {
        string path = _files.AddBytes("evil.csv", "filename,\u001b[31mred,\u001b[31mred,label\nx,1,2,a\n"u8.ToArray());
        (int code, _, string error) = await Shell.RunAsync("train", path, "--out", _files.Path("m.model"));
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
        Assert.That(error, Does.Contain(@"\x1B[31mred").And.Not.Contain('\u001b'));
    }
}
