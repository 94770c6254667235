using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using MusicGenre.ML;
using MusicGenre.ML.Tests;
using MusicGenre.Tool.Commands;

namespace MusicGenre.Tool.Tests;

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
    [TestCase("train", "--help")]
    [TestCase("predict", "--help")]
    [TestCase("show", "--help")]
    [TestCase("export", "--help")]
    [TestCase("tune", "--help")]
    [TestCase("audit", "--help")]
    public async Task Help_has_examples(params string[] args)
    {
        (int code, string output, _) = await Shell.RunAsync(args);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("Examples:").And.Contain("  musicgenre "));
    }

    [Test]
    public async Task A_baseline_goes_on_with_the_folds_that_it_kept()
    {
        FeatureCsv.Write(At("t.csv"), TestTables.Clouds(genres: 3, rowsPerGenre: 8));
        string[] command = ["baseline", "--features", At("t.csv"), "--trainers", "logistic,lda", "--folds", "3", "--no-report", "--resume", At("folds.jsonl")];
        (int code, string output, string error) = await Shell.RunAsync([.. command, "--json", At("first.json")]);
        Assert.That(code, Is.Zero, error);

        // Killed in the fourth of six folds.
        string[] lines = await File.ReadAllLinesAsync(At("folds.jsonl"));
        await File.WriteAllTextAsync(At("folds.jsonl"), string.Join('\n', lines[..4]) + "\n" + lines[4][..20]);
        (code, string again, error) = await Shell.RunAsync([.. command, "--json", At("second.json")]);
        Assert.That(code, Is.Zero, error);
        Assert.That(WithoutTimes(again).Replace("second.json", "first.json"), Is.EqualTo(WithoutTimes(output)));
        Assert.That(File.ReadAllLines(At("folds.jsonl")), Has.Length.EqualTo(7).And.SupersetOf(lines[..4]));

        (code, _, error) = await Shell.RunAsync([.. command, "--seed", "9"]);
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
        Assert.That(error, Does.Contain("folds.jsonl").And.Contain("another cut"));

        // The last two columns are the seconds of a fit and of a prediction.
        static string WithoutTimes(string text) => Regex.Replace(text, @" +\d+\.\d{3} +\d+\.\d{4}$", "", RegexOptions.Multiline);
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
        Assert.That((await Shell.RunAsync([.. common, "--groups", "none"])).Output, Does.Contain("optimistically biased"));
    }

    [Test]
    public async Task The_command_trains_the_net_that_the_library_trains()
    {
        FeatureCsv.Write(At("t.csv"), TestTables.Clouds(genres: 3, rowsPerGenre: 12));
        (int code, _, string error) = await Shell.RunAsync("train", At("t.csv"), "--trainer", "dense", "--seed", "3", "--out", At("m.model"));
        Assert.That(code, Is.Zero, error);
        Assert.That(GenreModel.Load(At("m.model")).WithCard(null).ToBytes(), Is.EqualTo(TrainerCatalog.Create("dense", 3).Fit(FeatureCsv.Read(At("t.csv"))).ToBytes()));
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
    public async Task A_table_that_cannot_be_predicted_is_left_out_like_a_song()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 10);
        FeatureCsv.Write(At("t.csv"), table);
        new LinearDiscriminantTrainer().Fit(table).Save(At("m.model"));
        File.WriteAllText(At("other.csv"), "filename,strange\nx.wav,1\n");
        File.WriteAllText(At("bad.csv"), "filename,strange\nx.wav,loud\n");
        (int code, string output, string error) = await Shell.RunAsync("predict", At("m.model"), At("none.csv"), At("bad.csv"), At("other.csv"), At("t.csv"), "--errors", At("e.csv"));
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
        Assert.That(output, Does.Contain("of 30 labelled rows are right"), "only the table's own labels");
        Assert.That(error, Does.Contain("3 files could not be used").And.Contain("lacks").And.Contain("'loud'").And.Not.Contain("(Parameter"));
        Assert.That(File.ReadAllLines(At("e.csv")).Select(static l => Path.GetFileName(l.Split(',')[0])), Is.EqualTo(new[] { "filename", "none.csv", "bad.csv", "other.csv" }));
    }

    [Test]
    public async Task A_label_that_the_model_does_not_know_is_told()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 10);
        FeatureCsv.Write(At("t.csv"), table);
        new LinearDiscriminantTrainer().Fit(table).Save(At("m.model"));
        File.WriteAllText(At("typo.csv"), File.ReadAllText(At("t.csv")).Replace(",genre1\n", ",Genre1\n", StringComparison.Ordinal));
        (int code, string output, _) = await Shell.RunAsync("predict", At("m.model"), At("typo.csv"));
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("of 20 labelled rows are right").And.Contain("10 rows have a label that is no genre of the model (Genre1)"));
    }

    [Test]
    public async Task More_folds_than_rows_are_the_option_s_fault([Values("baseline", "tune")] string command)
    {
        FeatureCsv.Write(At("t.csv"), TestTables.Clouds(genres: 2, rowsPerGenre: 4));
        string[] args = command == "tune" ? ["tune", At("t.csv"), "--folds", "99"] : ["baseline", "--features", At("t.csv"), "--folds", "99"];
        (int code, _, string error) = await Shell.RunAsync(args);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse));
        Assert.That(error, Does.StartWith("--folds: ").And.Not.Contain("Parameter"));
    }

    private static IEnumerable<TestCaseData> Failures()
    {
        InvalidOperationException bug = new("the cause\nin two lines");
        yield return new TestCaseData(new AggregateException(new OperationCanceledException(), new AggregateException(new ArgumentException("C must be above 0.", "c"))), "C must be above 0.").SetArgDisplayNames("wrapped");
        yield return new TestCaseData(new System.Reflection.TargetInvocationException(new IOException("no space left")), "no space left").SetArgDisplayNames("invoked");
        yield return new TestCaseData(new HttpRequestException("no such host"), "no such host").SetArgDisplayNames("network");
        yield return new TestCaseData(new TaskCanceledException("it took too long"), "it took too long").SetArgDisplayNames("timeout");
#pragma warning disable CA2201 // What the runtime throws is what is tested.
        yield return new TestCaseData(new OutOfMemoryException(), "there is not enough memory for this.").SetArgDisplayNames("memory");
#pragma warning restore CA2201
        yield return new TestCaseData(bug, "unexpected: InvalidOperationException: the cause in two lines (--verbose shows details)").SetArgDisplayNames("bug");
    }

    [TestCaseSource(nameof(Failures))]
    public async Task Whatever_happens_is_one_line_and_verbose_tells_the_rest(Exception failure, string line)
    {
        RootCommand root = CommandHost.CreateRoot();
        Command job = new("job");
        job.SetAction((_, _) => throw failure);
        root.Add(job);
        (int code, string output, string error) = await Shell.RunAsync(root, default, "job");
        Assert.That((code, output, error), Is.EqualTo((CommandHost.Failure, "", line + Environment.NewLine)));

        (code, _, error) = await Shell.RunAsync(root, default, "job", "--verbose");
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
        Assert.That(error, Does.Contain(failure.GetType().FullName).And.Contain("   at "));
    }

    [Test]
    public async Task What_was_stopped_says_so()
    {
        RootCommand root = CommandHost.CreateRoot();
        Command job = new("job");
        using CancellationTokenSource stop = new();
        job.SetAction(async (_, cancellation) =>
        {
            await stop.CancelAsync();
            Parallel.For(0, 10, new ParallelOptions { CancellationToken = cancellation }, static _ => { });
            return 0;
        });
        root.Add(job);
        (int code, _, string error) = await Shell.RunAsync(root, stop.Token, "job");
        Assert.That((code, error), Is.EqualTo((CommandHost.Failure, "stopped." + Environment.NewLine)));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "there is no device without an end")]
    public async Task A_file_without_an_end_is_refused_for_what_it_is()
    {
        FeatureTable table = TestTables.Clouds();
        FeatureCsv.Write(At("t.csv"), table);
        new LinearDiscriminantTrainer().Fit(table).Save(At("m.model"));
        Assert.That((await Shell.RunAsync("predict", "/dev/zero", At("t.csv"))).Error, Does.Contain("no model file"));
        Assert.That((await Shell.RunAsync("extract", _folder, "--set", "/dev/zero")).Error, Does.Contain("at most"));
        Assert.That((await Shell.RunAsync("baseline", "--features", "/dev/zero")).Error, Does.Contain("/dev/zero"));
        Assert.That((await Shell.RunAsync("baseline", "--features", At("t.csv"), "--groups", "/dev/zero")).Error, Does.Contain("/dev/zero"));
        Assert.That((await Shell.RunAsync("baseline", "--features", At("t.csv"), "--split", "/dev/zero")).Error, Does.Contain("/dev/zero"));

        // A model with bytes after its end.
        using Stream endless = new FileStream(At("long.model"), FileMode.Create);
        endless.Write(File.ReadAllBytes(At("m.model")));
        endless.SetLength(1L << 40);
        endless.Flush();
        Assert.That((await Shell.RunAsync("predict", At("long.model"), At("t.csv"))).Error, Does.Contain("added behind the model's end"));
    }
}
