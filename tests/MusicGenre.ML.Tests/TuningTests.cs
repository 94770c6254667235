using MusicGenre.Features;
using MusicGenre.Neural;

namespace MusicGenre.ML.Tests;

public sealed class TuningTests
{
    private const int Seeds = 20;

    private static readonly object[] TestFunctions =
    [
        new TestFunction("Branin", 30, [(-5, 10), (0, 15)], static x =>
            Math.Pow(x[1] - (5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0]) + (5 / Math.PI * x[0]) - 6, 2) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x[0])) + 10),
        new TestFunction("Six-hump camel", 30, [(-2, 2), (-1, 1)], static x =>
            ((4 - (2.1 * x[0] * x[0]) + (Math.Pow(x[0], 4) / 3)) * x[0] * x[0]) + (x[0] * x[1]) + ((-4 + (4 * x[1] * x[1])) * x[1] * x[1])),
        new TestFunction("Hartmann 3", 30, [(0, 1), (0, 1), (0, 1)], Hartmann3),
    ];

    // A resumed search, a fault in its file: all on this space.
    private static readonly SearchSpace Mixed = new(
        SearchRange.Integer("units", 8, 64, 8), SearchRange.Real("dropout", 0, 0.5), SearchRange.LogReal("rate", 1e-4, 1e-1), SearchRange.Categorical("kind", "a", "b", "c"));

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tuning").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(TestFunctions))]
    public void Bayesian_search_beats_random_search_at_equal_trials(TestFunction function)
    {
        double bayesian = Median(seed => function.Search(SearchMethod.Bayesian, seed));
        double random = Median(seed => function.Search(SearchMethod.Random, seed));
        TestContext.Out.WriteLine($"{function}, {function.Trials} trials, median of the least value over {Seeds} seeds: Bayesian {bayesian:0.0000}, random {random:0.0000}");
        Assert.That(bayesian, Is.LessThan(random));
    }

    [Test]
    public void The_test_functions_have_their_published_minima()
    {
        TestFunction[] functions = [.. TestFunctions.Cast<TestFunction>()];
        Assert.Multiple(() =>
        {
            Assert.That(functions[0].Value([Math.PI, 2.275]), Is.EqualTo(0.397887).Within(1e-6));
            Assert.That(functions[1].Value([0.0898, -0.7126]), Is.EqualTo(-1.0316).Within(1e-4));
            Assert.That(functions[2].Value([0.114614, 0.555649, 0.852547]), Is.EqualTo(-3.86278).Within(1e-5));
        });
    }

    [TestCase(SearchMethod.Bayesian)]
    [TestCase(SearchMethod.Random)]
    [TestCase(SearchMethod.Grid)]
    public void A_search_that_was_interrupted_goes_on_as_if_it_had_not_been(SearchMethod method)
    {
        string file = Path.Combine(_folder, "trials.csv");
        TunerOptions options = new() { Trials = 16, Method = method, Seed = 3, TrialsFile = file, Description = "a bowl" };
        TuningResult whole = Tuner.Maximize(Mixed, Bowl, options with { TrialsFile = null });

        using CancellationTokenSource stop = new();
        int calls = 0;
        List<int> told = [];
        Assert.That(
            () => Tuner.Maximize(
                Mixed,
                s =>
                {
                    if (++calls == 9)
                    {
                        stop.Cancel();
                        stop.Token.ThrowIfCancellationRequested();
                    }

                    return Bowl(s);
                },
                options,
                new Told(told),
                stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(told, Is.EqualTo(Enumerable.Range(1, 8)));
        Assert.That(() => Tuner.Maximize(Mixed, Bowl, options, cancellationToken: stop.Token), Throws.InstanceOf<OperationCanceledException>(), "cancelled before it goes on");

        calls = 0;
        TuningResult second = Tuner.Maximize(Mixed, s => Bowl(s, ref calls), options);
        Assert.That(calls, Is.EqualTo(whole.Trials.Count - 8));
        Assert.That(second.Trials.Select(t => (t.Settings.ToString(), t.Score)), Is.EqualTo(whole.Trials.Select(t => (t.Settings.ToString(), t.Score))));
        Assert.That(second.Recommended.Number, Is.EqualTo(whole.Recommended.Number));
    }

    [Test]
    public void A_file_of_another_search_or_a_damaged_one_is_refused_with_its_line()
    {
        string file = Path.Combine(_folder, "trials.csv");
        TunerOptions options = new() { Trials = 5, Method = SearchMethod.Random, TrialsFile = file };
        Tuner.Maximize(Mixed, Bowl, options);
        Assert.That(() => Tuner.Maximize(Mixed, Bowl, options with { Seed = 1 }), Throws.TypeOf<TableFormatException>().With.Message.Contains("another search"));

        string[] lines = File.ReadAllLines(file);
        foreach ((string from, string to) in (ReadOnlySpan<(string, string)>)[(",a,", ",x,"), (",b,", ",x,"), (",c,", ",x,")])
        {
            int line = Array.FindIndex(lines, 2, l => l.Contains(from, StringComparison.Ordinal));
            if (line >= 0)
            {
                string[] damaged = [.. lines];
                damaged[line] = damaged[line].Replace(from, to, StringComparison.Ordinal);
                File.WriteAllLines(file, damaged);
                Assert.That(
                    () => Tuner.Maximize(Mixed, Bowl, options),
                    Throws.TypeOf<TableFormatException>().With.Property(nameof(TableFormatException.Line)).EqualTo(line + 1));
            }
        }
    }

    [Test]
    public void A_small_space_is_searched_to_its_end_and_no_settings_twice([Values] SearchMethod method)
    {
        SearchSpace space = new(SearchRange.Integer("a", 1, 3), SearchRange.Categorical("b", "x", "y"));
        TuningResult result = Tuner.Maximize(space, s => s.Integer("a") + (s.Choice("b") == "y" ? 10 : 0), new TunerOptions { Trials = 50, Method = method });
        Assert.That(result.Trials.Select(t => t.Settings.ToString()), Is.Unique);
        Assert.That(result.Trials, Has.Count.EqualTo(6));
        Assert.That(result.Best.Settings.ToString(), Is.EqualTo("a 3, b y"));
    }

    [Test]
    public void A_grid_holds_both_ends_of_every_range()
    {
        TuningResult result = Tuner.Maximize(
            new SearchSpace(SearchRange.LogReal("c", 0.1, 1000), SearchRange.Real("d", 0, 1)), static _ => 0, new TunerOptions { Trials = 17, Method = SearchMethod.Grid });
        Assert.That(result.Trials, Has.Count.EqualTo(16));
        double third = Math.Pow(10, 4.0 / 3);
        Assert.That(result.Trials.Select(t => t.Settings.Number("c")).Distinct(), Is.EqualTo((double[])[0.1, 0.1 * third, 0.1 * third * third, 1000]).Within(1e-9));
    }

    [Test]
    public void A_training_that_fails_is_a_trial_that_failed_and_the_search_goes_on()
    {
        TuningResult result = Tuner.Maximize(Mixed, s => s.Choice("kind") == "a" ? throw new ArithmeticException() : Bowl(s), new TunerOptions { Trials = 20, Seed = 2 });
        Assert.That(result.Trials.Count(t => double.IsNaN(t.Score)), Is.InRange(1, 19));
        Assert.That(result.Recommended.Settings.Choice("kind"), Is.Not.EqualTo("a"));
        Assert.That(result.ToTable(50), Does.Contain("failed"));
        Assert.That(() => Tuner.Maximize(Mixed, static _ => double.NaN, new TunerOptions { Trials = 3 }), Throws.InstanceOf<ArithmeticException>());
    }

    [Test]
    public void The_drawing_is_well_formed_and_has_every_trial()
    {
        TuningResult result = Tuner.Maximize(Mixed, Bowl, new TunerOptions { Trials = 12, Method = SearchMethod.Random });
        System.Xml.Linq.XDocument svg = System.Xml.Linq.XDocument.Parse(result.ToSvg());
        int points = svg.Descendants().Count(e => (string?)e.Attribute("class") == "point");
        Assert.That(points, Is.EqualTo(12 * (Mixed.Count + 1)));

        TuningResult wide = Tuner.Maximize(new SearchSpace(SearchRange.LogReal("c", 1e-4, 1e4)), s => s.Number("c"), new TunerOptions { Trials = 3, Method = SearchMethod.Grid });
        Assert.That(System.Xml.Linq.XDocument.Parse(wide.ToSvg()).Descendants().Select(e => e.Value), Has.Some.EqualTo("0.0001").And.Some.EqualTo("10000"));
        Assert.That($"{wide.Best.Settings}", Is.EqualTo("c 10000"));
    }

    [Test]
    public void A_tuned_trainer_sees_the_training_rows_alone_and_keeps_groups_together()
    {
        FeatureTable table = TestTables.Clouds(rowsPerGenre: 10, segments: 2);
        List<string> names = [];
        TunedTrainer tuned = new(new SearchSpace(SearchRange.Integer("NumberOfNeighbors", 1, 9)), s => new Spy(s.Integer("NumberOfNeighbors"), names)) { Trials = 3, InnerFolds = 3 };
        int[] outer = [.. Enumerable.Range(0, table.RowCount).Where(i => i % 20 < 14)];
        FeatureTable training = table.SelectRows(outer);
        tuned.Fit(training, new FitOptions { MaxDegreeOfParallelism = 1 });

        HashSet<string> allowed = [.. training.FileNames];
        string[][] fits = [.. names.Select(n => n.Split('|'))];
        Assert.That(fits, Has.Length.EqualTo((3 * 3) + 1));
        Assert.That(fits.SelectMany(f => f).Distinct(), Is.SubsetOf(allowed));
        Assert.That(fits.SkipLast(1).SelectMany(f => f.CountBy(TrackName.Track)).Select(g => g.Value), Is.All.EqualTo(2));
    }

    private static double Bowl(TrialSettings s) =>
        -Math.Pow((s.Integer("units") - 40) / 64.0, 2) - Math.Pow(s.Number("dropout") - 0.2, 2) - Math.Pow(Math.Log10(s.Number("rate")) + 3, 2) - (s.Choice("kind") == "b" ? 0 : 0.3);

    private static double Bowl(TrialSettings s, ref int calls)
    {
        calls++;
        return Bowl(s);
    }

    private static double Median(Func<int, double> search)
    {
        double[] values = [.. Enumerable.Range(1, Seeds).Select(search).Order()];
        return (values[(Seeds / 2) - 1] + values[Seeds / 2]) / 2;
    }

    private static double Hartmann3(double[] x)
    {
        double[] alpha = [1, 1.2, 3, 3.2];
        double[,] a = { { 3, 10, 30 }, { 0.1, 10, 35 }, { 3, 10, 30 }, { 0.1, 10, 35 } };
        double[,] p = { { 3689, 1170, 2673 }, { 4699, 4387, 7470 }, { 1091, 8732, 5547 }, { 381, 5743, 8828 } };
        return -Enumerable.Range(0, 4).Sum(i => alpha[i] * Math.Exp(-Enumerable.Range(0, 3).Sum(j => a[i, j] * Math.Pow(x[j] - (1e-4 * p[i, j]), 2))));
    }

    /// <summary>A function whose minimum is sought, and where.</summary>
    public sealed record TestFunction(string Name, int Trials, (double Low, double High)[] Bounds, Func<double[], double> Value)
    {
        public double Search(SearchMethod method, int seed)
        {
            SearchSpace space = new([.. Bounds.Select((b, i) => SearchRange.Real($"x{i}", b.Low, b.High))]);
            TuningResult result = Tuner.Maximize(
                space, s => -Value([.. Enumerable.Range(0, Bounds.Length).Select(i => s.Number($"x{i}"))]), new TunerOptions { Trials = Trials, Method = method, Seed = seed });
            return -result.Best.Score;
        }

        public override string ToString() => Name;
    }

    private sealed class Told(List<int> numbers) : IProgress<Trial>
    {
        public void Report(Trial value) => numbers.Add(value.Number);
    }

    private sealed class Spy(int k, List<string> fits) : ITrainer
    {
        public string Name => "Spy";

        public GenreModel Fit(FeatureTable table, FitOptions? options = null, IProgress<EpochResult>? progress = null, CancellationToken cancellationToken = default)
        {
            fits.Add(string.Join('|', table.FileNames));
            return new NearestNeighborsTrainer { NumberOfNeighbors = k }.Fit(table, options, progress, cancellationToken);
        }
    }
}
