using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MusicGenre.ML;
using MusicGenre.Tests;
using MusicGenre.Tool;
using MusicGenre.Tool.Tests;
using MusicGenre.Tool.Web;

namespace MusicGenre.Web.Tests;

/// <summary><c>musicgenre serve</c> from the command line.</summary>
[NonParallelizable]
public sealed class ServeCommandTests : FolderFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestCase("INT", false)]
    [TestCase("TERM", true)]
    [Platform(Exclude = "Win", Reason = "signals as Unix has them")]
    public async Task A_signal_ends_the_server_and_leaves_nothing(string signal, bool own)
    {
        List<string> args = [Path.Combine(AppContext.BaseDirectory, "musicgenre.dll"), "serve", "--port", "0"];
        if (own)
        {
            FeatureTable table = Gtzan.LoadFeatures().SelectRows([.. Enumerable.Range(0, 554).Where(static i => i % 5 == 0)]);
            FeatureCsv.Write(Folder["t.csv"], table);
            new LinearDiscriminantTrainer().Fit(table).Save(Folder["m.model"]);
            args.AddRange([Folder["m.model"], "--table", Folder["t.csv"]]);
        }

        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true };
        string temporary = Directory.CreateDirectory(Folder["tmp"]).FullName;
        start.Environment["TMPDIR"] = temporary;
        using Process program = Process.Start(start)!;
        await program.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        string? line = await program.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.That(line, Does.StartWith("http://127.0.0.1:").And.EndsWith("(Ctrl-C ends it)"));
        using HttpClient client = new() { BaseAddress = new Uri(line!.Split(' ')[0]) };
        JsonElement model = JsonDocument.Parse(await client.GetStringAsync("/model")).RootElement;
        Assert.That(model.GetProperty("name").GetString(), Is.EqualTo(own ? "m.model" : "the shipped GTZAN table"));
        Assert.That(model.GetProperty("trainingTracks").GetInt32(), Is.EqualTo(own ? 111 : 550));
        using Process kill = Process.Start("kill", [$"-{signal}", program.Id.ToString(CultureInfo.InvariantCulture)]);
        await program.WaitForExitAsync().WaitAsync(Patience);
        Assert.That(program.ExitCode, Is.EqualTo(CommandHost.Success), await program.StandardError.ReadToEndAsync());
        Assert.That(Directory.EnumerateFileSystemEntries(temporary).Where(static p => Path.GetFileName(p).StartsWith("musicgenre", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("--host", "nowhere.example")]
    [TestCase("--port", "70000")]
    [TestCase("--table", "t.csv")]
    public async Task Wrong_use_is_refused_before_anything_is_done(params string[] args)
    {
        (int code, _, string error) = await Shell.RunAsync(["serve", .. args]);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse));
        Assert.That(error, Does.Contain(args[0]).And.Contain(" serve --help"));
    }

    [Test]
    public async Task A_port_that_is_taken_is_an_error_in_one_line()
    {
        await using GenreServer first = await Served.StartAsync();
        (int code, _, string error) = await Shell.RunAsync("serve", "--port", first.Address.Port.ToString(CultureInfo.InvariantCulture));
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
        Assert.That(error.Trim(), Does.Contain("address already in use").And.Not.Contain("unexpected").And.Not.Contain("\n"));
    }

    [Test]
    public async Task A_table_of_other_columns_is_not_the_models()
    {
        FeatureTable table = Gtzan.LoadFeatures();
        FeatureCsv.Write(Folder["t.csv"], table.SelectColumns(["tempo", "rms_mean"]));
        new LinearDiscriminantTrainer().Fit(table).Save(Folder["m.model"]);
        (int code, _, string error) = await Shell.RunAsync("serve", Folder["m.model"], "--table", Folder["t.csv"], "--port", "0");
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
        Assert.That(error, Does.Contain("lacks 55 of the model's 57"));
    }
}
