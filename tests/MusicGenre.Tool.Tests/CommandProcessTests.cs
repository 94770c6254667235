using System.Diagnostics;
using System.Globalization;
using MusicGenre.ML;
using MusicGenre.ML.Tests;

namespace MusicGenre.Tool.Tests;

/// <summary>The command line as its own process: signals, and a reader that goes away. Nothing is waited for but what the process says.</summary>
[Platform(Exclude = "Win", Reason = "signals and pipes as Unix has them")]
public sealed class CommandProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private AudioFiles _files = null!;

    [SetUp]
    public void MakeFolder()
    {
        _files = new AudioFiles();
        _files.Add("a/0.wav", 1);
        _files.Add("b/1.wav", 2);
        FeatureCsv.Write(_files.Path("t.csv"), TestTables.Clouds());
    }

    [TearDown]
    public void Delete() => _files.Dispose();

    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    public async Task A_second_signal_ends_the_program_at_once_and_quietly(string signal, int code)
    {
        // A table that never comes: whoever reads it is deaf to the first signal.
        string pipe = _files.Path("pipe.csv");
        await RunAsync("mkfifo", pipe);
        using Process program = Start("train", pipe, "--out", _files.Path("m.model"));
        await using FileStream writer = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write)).WaitAsync(Patience);
        await KillAsync(program, signal);
        Assert.That(await program.StandardError.ReadLineAsync().WaitAsync(Patience), Does.StartWith("stopping"));
        await KillAsync(program, signal);
        await program.WaitForExitAsync().WaitAsync(Patience);
        Assert.That(program.ExitCode, Is.EqualTo(code));
        Assert.That(await program.StandardError.ReadToEndAsync(), Is.Empty);
    }

    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task The_first_signal_keeps_what_is_there(string signal)
    {
        // The second track is a pipe, so that its row can't be written before its samples are.
        string late = _files.Path("late.wav");
        await RunAsync("mkfifo", late);
        using Process program = Start("extract", "-", "--set", "means26", "--threads", "1");
        await program.StandardInput.WriteAsync($"{_files.Path("a/0.wav")}\n{late}\n");
        program.StandardInput.Close();
        Assert.That(await program.StandardOutput.ReadLineAsync().WaitAsync(Patience), Does.StartWith("filename,"));
        Assert.That(await program.StandardOutput.ReadLineAsync().WaitAsync(Patience), Does.Contain("0.wav"));
        await KillAsync(program, signal);
        Assert.That(await program.StandardError.ReadLineAsync().WaitAsync(Patience), Does.StartWith("stopping"));

        // If it has come to the pipe, it waits there for a writer, deaf to signals; if not, the writer waits for a reader.
        Task writer = Task.Run(() => new FileStream(late, FileMode.Open, FileAccess.Write).Dispose());
        await program.WaitForExitAsync().WaitAsync(Patience);
        await new FileStream(late, FileMode.Open, FileAccess.ReadWrite).DisposeAsync();
        await writer.WaitAsync(Patience);
        Assert.That(program.ExitCode, Is.EqualTo(CommandHost.Failure));
        Assert.That(await program.StandardError.ReadToEndAsync(), Does.Contain("stopped.").And.Not.Contain("   at "));
        Assert.That(await program.StandardOutput.ReadToEndAsync(), Is.Empty);
    }

    [Test]
    public async Task Extract_ends_with_its_reader()
    {
        // The second track is a pipe, so that its row can't be written before its samples are; the third is reported if the work gets that far.
        string late = _files.Path("late.wav");
        await RunAsync("mkfifo", late);
        using Process program = Start("extract", "-", "--set", "means26", "--threads", "1");
        await program.StandardInput.WriteAsync($"{_files.Path("a/0.wav")}\n{late}\n{_files.Path("missing.wav")}\n");
        program.StandardInput.Close();
        Assert.That(await program.StandardOutput.ReadLineAsync().WaitAsync(Patience), Does.StartWith("filename,"));
        Assert.That(await program.StandardOutput.ReadLineAsync().WaitAsync(Patience), Does.Contain("0.wav"));
        program.StandardOutput.Close();

        // The next row finds no reader.
        await Task.Run(() => File.WriteAllBytes(late, File.ReadAllBytes(_files.Path("b/1.wav")))).WaitAsync(Patience);
        await program.WaitForExitAsync().WaitAsync(Patience);
        string error = await program.StandardError.ReadToEndAsync();
        Assert.That(program.ExitCode, Is.EqualTo(CommandHost.Success), error);
        Assert.That(error, Does.Not.Contain("missing.wav"));
    }

    [TestCase("--help")]
    [TestCase("baseline", "--features", "t.csv", "--trainers", "majority", "--folds", "2", "--report", "never")]
    [TestCase("tune", "t.csv", "--trainer", "knn", "--trials", "1", "--folds", "2", "--out", "never")]
    [TestCase("predict", "m.model", "t.csv", "t.csv", "--out", "p.csv")]
    [TestCase("train", "t.csv", "--trainer", "lda", "--out", "n.model")]
    [TestCase("frames", "a/0.wav", "--out", "f.csv")]
    [TestCase("spectrogram", "a/0.wav", "--out", "s.svg")]
    public async Task Every_command_ends_with_its_reader(params string[] args)
    {
        new LinearDiscriminantTrainer().Fit(FeatureCsv.Read(_files.Path("t.csv"))).Save(_files.Path("m.model"));
        using Process program = Start(args);
        program.StandardOutput.Close();
        await program.WaitForExitAsync().WaitAsync(Patience);
        Assert.That(program.ExitCode, Is.EqualTo(CommandHost.Success), await program.StandardError.ReadToEndAsync());
        Assert.That(File.Exists(_files.Path("never")), Is.False, "the work went on");
        Assert.That(File.Exists(_files.Path("p.csv")), Is.EqualTo(args.Contains("p.csv")), "files are written before the lines about them");
    }

    private Process Start(params string[] args)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "musicgenre.dll"), .. args])
        {
            WorkingDirectory = _files.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static Task KillAsync(Process program, string signal) => RunAsync("kill", $"-{signal}", program.Id.ToString(CultureInfo.InvariantCulture));

    private static async Task RunAsync(string name, params string[] args)
    {
        using Process process = Process.Start(name, args);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.That(process.ExitCode, Is.Zero, name);
    }
}
