using System.Diagnostics;
using System.Runtime.Versioning;
using MusicGenre.Features;
using MusicGenre.ML.Tests;

namespace MusicGenre.Tool.Tests;

/// <summary>The samples for clusters, on engines as they are: a Slurm of one node, and GNU parallel.</summary>
[NonParallelizable]
[Platform(Exclude = "Win", Reason = "shell scripts")]
[UnsupportedOSPlatform("windows")]
public sealed class ClusterTests
{
    private AudioFiles _files = null!;

    [SetUp]
    public void MakeFolder()
    {
        _files = new AudioFiles();
        for (int i = 0; i < 40; i++)
        {
            _files.Add($"music/{(i % 2 == 0 ? "even" : "odd")}/{i:00}.wav", i, 0.4);
        }
    }

    [TearDown]
    public void Delete() => _files.Dispose();

    [Test]
    public async Task A_Slurm_array_with_a_killed_task_and_a_corrupt_file_gives_the_bytes_of_a_single_run()
    {
        if (!Environment.IsPrivilegedProcess || !new[] { "slurmctld", "slurmd", "munged" }.All(IsInstalled))
        {
            Assert.Ignore("skipped: this machine has no Slurm and munge that this user may start.");
        }

        // The last track of the part whose task is killed. Its decoder hangs the first time that Slurm runs it, so that the task is killed in the middle of its work, however fast that is; then it fails.
        string bad = Enumerable.Range(0, 1000).Select(static i => $"odd/z{i}.mp3").First(static path => new Shard(4, 8).Holds(path));
        _files.AddBytes($"music/{bad}", new byte[3000]);
        string decoder = _files.AddBytes("ffmpeg", "#!/bin/sh\n[ -n \"$SLURM_JOB_ID\" ] && mkdir \"$0.hung\" 2> /dev/null && exec sleep 600\nexit 1\n"u8.ToArray());
        File.SetUnixFileMode(decoder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (int code, string output) = await RunAsync("try-slurm", _files.Path("music"), "8", "--set", "means26", "--ffmpeg", decoder);
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("task 4 was killed with ").And.Contain("the merged table has the bytes of the single run").And.Contain("40 rows of 40 tracks").And.Contain(bad));
        Assert.That(Directory.Exists(decoder + ".hung"), Is.True, "the task was in the middle of its work");
    }

    [Test]
    public async Task GNU_parallel_gives_the_bytes_of_a_single_run()
    {
        if (!IsInstalled("parallel"))
        {
            Assert.Ignore("skipped: this machine has no GNU parallel.");
        }

        await Shell.RunAsync("extract", _files.Path("music"), "--set", "means26", "--out", _files.Path("single.csv"));
        (int code, string output) = await RunAsync("parallel-extract.sh", ":", _files.Path("music"), _files.Path("tables"), "3", "--set", "means26");
        Assert.That(code, Is.Zero, output);
        await Shell.RunAsync(["merge", .. Directory.GetFiles(_files.Path("tables"), "*.csv"), "--out", _files.Path("merged.csv")]);
        Assert.That(File.ReadAllBytes(_files.Path("merged.csv")), Is.EqualTo(File.ReadAllBytes(_files.Path("single.csv"))));
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<(int Code, string Output)> RunAsync(string script, params string[] args)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "cluster");
        ProcessStartInfo start = new("bash", [Path.Combine(folder, script), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MUSICGENRE"] = $"dotnet {typeof(CommandHost).Assembly.Location}";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
