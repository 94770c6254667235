using System.Text.Json;
using MusicGenre.CommandLine;
using MusicGenre.CommandLine.Commands;

namespace MusicGenre.ML.Tests;

/// <summary>The command line as a shell sees it: exit codes, what goes to which stream, what is left on disk.</summary>
[NonParallelizable]
public sealed class CommandLineTests
{
    private string _folder = "";

    [SetUp]
    public void NewFolder() => _folder = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "cli" + Guid.NewGuid().ToString("N"))).FullName;

    private string At(string name) => Path.Combine(_folder, name);

    [TestCase("baseline", "--folds", "1")]
    [TestCase("baseline", "--trainers", "svm,oracle")]
    [TestCase("baseline", "--features", "a.csv", "--published")]
    [TestCase("baseline", "--split", "a", "--groups", "b")]
    [TestCase("baseline", "--groups", "artist")]
    [TestCase("baseline", "--seed", "many")]
    [TestCase("train", "a.csv")]
    [TestCase("predict", "a.model")]
    [TestCase("seed-dense", "--splits", "0")]
    [TestCase("sing")]
    [TestCase]
    public async Task Wrong_use_is_refused_with_2_and_a_hint(params string[] args)
    {
        (int code, _, string error) = await Shell.RunAsync(args);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse), error);
        Assert.That(error, Does.Contain("--help"));
    }

    [TestCase("--help")]
    [TestCase("baseline", "--help")]
    [TestCase("seed-dense", "--help")]
    [TestCase("train", "--help")]
    [TestCase("predict", "--help")]
    public async Task Help_has_examples(params string[] args)
    {
        (int code, string output, _) = await Shell.RunAsync(args);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("Examples:").And.Contain("  musicgenre "));
    }

    [Test]
    public async Task ML_NET_s_trainers_take_part_or_the_program_says_how_they_can()
    {
        FeatureCsv.Write(At("t.csv"), TestTables.Clouds(genres: 3, rowsPerGenre: 8));
        (int code, string output, string error) = await Shell.RunAsync(
            "baseline", "--mlnet", "--features", At("t.csv"), "--trainers", "majority", "--folds", "2", "--report", At("r.html"));
        if (KnownTrainers.HasMLNet)
        {
            Assert.That(code, Is.EqualTo(CommandHost.Success), error);
            Assert.That(output, Does.Contain("LightGbm").And.Contain("LbfgsMaximumEntropy").And.Contain("MajorityClass"));
        }
        else
        {
            Assert.That(code, Is.EqualTo(CommandHost.WrongUse));
            Assert.That(error, Does.Contain("-p:MLNet=true"));
        }
    }

    [Test]
    public async Task A_job_that_fails_gives_1_and_the_reason()
    {
        File.WriteAllText(At("bad.csv"), "filename,a,label\nx,1,p\ny,loud,q\n");
        (int code, _, string error) = await Shell.RunAsync("baseline", "--features", At("bad.csv"), "--report", At("r.html"));
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
        Assert.That(error, Does.Contain("line 3, column a").And.Contain("'loud'"));
        Assert.That(File.Exists(At("r.html")), Is.False);
        Assert.That((await Shell.RunAsync("baseline", "--features", At("none.csv"))).Code, Is.EqualTo(CommandHost.Failure));
    }

    [Test]
    public async Task Baseline_prints_one_table_best_first_and_writes_report_and_figures()
    {
        FeatureCsv.Write(At("t.csv"), TestTables.Clouds(genres: 3, rowsPerGenre: 12));
        (int code, string output, string error) = await Shell.RunAsync(
            "baseline", "--features", At("t.csv"), "--trainers", "majority,lda,knn", "--folds", "3", "--seed", "5", "--json", At("f.json"), "--report", At("r.html"));
        Assert.That(code, Is.Zero, error);
        Assert.That(output.IndexOf("MajorityClass ", StringComparison.Ordinal), Is.GreaterThan(output.IndexOf("LinearDiscriminant ", StringComparison.Ordinal)));
        Assert.That(output, Does.Contain(At("r.html")).And.Contain("fold 3"));
        Assert.That(output, Does.Not.Contain('\u001b'), "no colours in a pipe");

        using JsonDocument figures = JsonDocument.Parse(File.ReadAllText(At("f.json")));
        JsonElement first = figures.RootElement.GetProperty("trainers")[0];
        Assert.That(figures.RootElement.GetProperty("seed").GetInt64(), Is.EqualTo(5));
        Assert.That(first.GetProperty("accuracy").GetProperty("mean").GetDouble(), Is.InRange(0.5, 1));
        Assert.That(first.GetProperty("predictions").GetArrayLength(), Is.EqualTo(36));
    }

    [Test]
    public async Task Segments_of_a_track_stay_together_unless_told_otherwise()
    {
        FeatureCsv.Write(At("t.csv"), TestTables.Clouds(genres: 2, rowsPerGenre: 6, segments: 3));
        string[] common = ["baseline", "--features", At("t.csv"), "--trainers", "majority", "--folds", "3", "--report", At("r.html")];
        Assert.That((await Shell.RunAsync(common)).Output, Does.Contain("12 groups kept together"));
        Assert.That((await Shell.RunAsync([.. common, "--groups", "none"])).Output, Does.Contain("too good"));
    }

    [Test]
    public async Task Train_and_predict_go_together()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 10);
        FeatureCsv.Write(At("t.csv"), table);
        Assert.That((await Shell.RunAsync("train", At("t.csv"), "--trainer", "lda", "--out", At("m.model"))).Code, Is.Zero);
        (int code, string output, string error) = await Shell.RunAsync("predict", At("m.model"), At("t.csv"), "--out", At("p.csv"));
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("genre2.00009.wav").And.Contain("of 30 labelled rows are right"));
        Assert.That(File.ReadLines(At("p.csv")).Count(), Is.EqualTo(31));
    }

    [Test]
    public async Task The_published_net_is_run_over_many_splits()
    {
        (int code, string output, _) = await Shell.RunAsync("seed-dense", "--splits", "2");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("48,714").And.Contain("published: 0.675"));
    }
}
