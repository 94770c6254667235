using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using MathNet.Numerics.Statistics;
using MusicGenre.ML.Reports;
using MusicGenre.Neural;

namespace MusicGenre.ML.Tests;

public class ReportTests
{
    private const string Hostile = "<b>\"R&B\"</b> 'x' \u0001 \ud800";

    private FeatureTable _table = null!;
    private Folds _folds = null!;
    private IReadOnlyList<CrossValidationResult> _results = null!;
    private ReportOptions _options = null!;

    [OneTimeSetUp]
    public void CrossValidate()
    {
        _table = MakeTable();
        _folds = Folds.Stratified(_table, 3, seed: 7);
        _results = CrossValidation.Run(
            _table,
            [
                new MajorityClassTrainer(),
                new NeuralNetworkTrainer { HiddenUnits = [8], Epochs = 6, ValidationFraction = 0.2, Patience = 2, Seed = 1 },
                new LinearDiscriminantTrainer(),
                new NamedTrainer(Hostile),
            ],
            _folds);
        _options = new ReportOptions { Title = Hostile, TableName = Hostile, CommandLine = Hostile, Notes = [Hostile], Warnings = [Hostile] };
        FeatureTable named = _table.WithFamilies([.. _table.FeatureNames.Select(static (_, c) => c == 0 ? Hostile : "others")]);
        _options = _options with { Importances = [PermutationImportance.Run(_table, _results[2].Trainer!, _folds, named.Families, repeats: 2)], LearningCurves = [LearningCurve.Run(_table, _results[2].Trainer!, _folds)] };
    }

    [Test]
    public void Html_is_well_formed_and_stands_alone()
    {
        string html = Report.ToHtml(_options, _results);
        XElement root = Parse(html);

        Assert.That(html, Does.StartWith("<!DOCTYPE html>"));
        Assert.That(html, Does.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("url(").And.Not.Contain("@import"));
        string[] fetching = ["script", "link", "img", "iframe", "object", "use", "image", "base", "form"];
        Assert.That(root.Descendants().Select(static e => e.Name.LocalName).Intersect(fetching), Is.Empty);
        Assert.That(root.DescendantsAndSelf().Attributes().Where(static a => a.Name.LocalName is "src" or "href" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal)), Is.Empty);

        // HTML reads <td/> as an open tag: only its void elements, and SVG's, may end themselves.
        Assert.That(html, Does.Not.Match("<(td|th|p|div|span|dd|title|text|code)( [^>]*)?/>"));
    }

    [Test]
    public void Html_escapes_every_name()
    {
        string html = Report.ToHtml(_options, _results);
        string shown = "<b>\"R&B\"</b> 'x' \uFFFD \uFFFD";
        XElement root = Parse(html);

        Assert.That(html, Does.Not.Contain("<b>\"R&B"));
        Assert.That(root.Descendants("h1").Single().Value, Is.EqualTo(shown));
        Assert.That(root.Descendants("code").Single().Value, Is.EqualTo(shown));
        Assert.That(Trainers(root), Has.Some.EqualTo(shown));
        Assert.That(root.Descendants("dd").Select(static d => d.Value), Has.Some.Contains("folk & <i>blues</i> 14"));
    }

    [Test]
    public void Html_lists_every_trainer_best_first()
    {
        XElement root = Parse(Report.ToHtml(_results));
        string[] expected = [.. _results.OrderByDescending(static r => r.MacroF1.Mean).ThenByDescending(static r => r.Accuracy.Mean).ThenBy(static r => r.LogLoss.Mean)
            .Select(static r => r.TrainerName).Where(static n => n != Hostile)];

        Assert.That(Trainers(root).Where(static n => !n.Contains('&')), Is.EqualTo(expected));

        // Equals (the last of the four is a majority class too) stay in the caller's order; all others come in theirs, however they are given.
        Assert.That(Report.ToHtml(_results[2], _results[1], _results[0]), Is.EqualTo(Report.ToHtml(_results[0], _results[1], _results[2])));
    }

    [Test]
    public void Html_shows_the_figures_the_matrices_and_the_curves()
    {
        XElement root = Parse(Report.ToHtml(_results));
        CrossValidationResult best = new ReportData(_results, "results").Ranked[0];
        string[] row = [.. root.Descendants("table").First().Element("tbody")!.Elements("tr").First().Elements("td").Select(static td => td.Value)];
        Assert.That(row[0], Is.EqualTo(best.MacroF1.ToString()));
        Assert.That(row[2], Is.EqualTo(best.Accuracy.ToString()));
        Assert.That(row[3], Is.EqualTo(best.LogLoss.ToString()));

        XElement[] charts = [.. root.Descendants("svg")];
        string[] labels = [.. charts.Select(static s => s.Attribute("aria-label")!.Value)];
        Assert.That(labels.Count(static l => l.Contains("Box plots")), Is.EqualTo(1));
        Assert.That(labels.Count(static l => l.Contains("confusion matrix")), Is.EqualTo(3));
        Assert.That(labels.Count(static l => l.Contains("over the epochs, training and validation")), Is.EqualTo(2));

        Assert.That(labels.Count(static l => l.Contains("Reliability diagram") || l.Contains("Risk against coverage")), Is.EqualTo(2));
        Assert.That(Parse(Report.ToHtml(_options, _results)).Descendants("svg").Select(static s => s.Attribute("aria-label")!.Value), Has.One.Contains("Permutation importance of 2 families").And.One.Contains("Learning curve of"));

        // Every test row is in one cell of the best trainer's matrix.
        XElement matrix = charts.First(static s => s.Attribute("aria-label")!.Value.Contains("confusion matrix"));
        int sum = matrix.Descendants("text").Where(static t => t.Attribute("class")!.Value.StartsWith("cell", StringComparison.Ordinal) && t.Value != "·")
            .Sum(static t => int.Parse(t.Value, CultureInfo.InvariantCulture));
        Assert.That(sum, Is.EqualTo(_table.RowCount));

        string[] coordinates = [.. charts.SelectMany(static s => s.Descendants().Attributes()).Where(static a => a.Name.LocalName is "x" or "y" or "cx" or "cy" or "d" or "width").Select(static a => a.Value)];
        Assert.That(coordinates, Has.None.Contains("NaN").And.None.Contains("–").And.None.Contains("∞"));
    }

    [Test]
    public void Html_says_which_figure_ranks()
    {
        Assert.That(Report.ToHtml(_results), Does.Contain("Best macro F1 first").And.Contain("from ambient 40 to folk"));

        FeatureTable even = MakeTable(14);
        Folds folds = Folds.HoldOut(even, 0.25, 1);
        string html = Report.ToHtml(CrossValidation.Run(even, new LinearDiscriminantTrainer(), folds), CrossValidation.Run(even, new MajorityClassTrainer(), folds));
        Assert.That(html, Does.Contain("Best accuracy first.").And.Not.Contain("Best macro"));
        Assert.That(html, Does.Contain("One fold, so there is no spread to show."));
        Assert.That(() => Parse(html), Throws.Nothing);
    }

    [Test]
    public void Json_holds_the_results_to_the_bit()
    {
        using JsonDocument json = JsonDocument.Parse(Report.ToJson(_options, _results));
        JsonElement root = json.RootElement;
        Assert.That(root.GetProperty("seed").GetInt64(), Is.EqualTo(7));
        Assert.That(root.GetProperty("folds").GetInt32(), Is.EqualTo(3));
        Assert.That(root.GetProperty("trainers").GetArrayLength(), Is.EqualTo(_results.Count));

        CrossValidationResult result = _results.Single(static r => r.TrainerName == "DenseNet");
        JsonElement trainer = root.GetProperty("trainers").EnumerateArray().Single(static t => t.GetProperty("name").GetString() == "DenseNet");
        Assert.That(trainer.GetProperty("accuracy").GetProperty("mean").GetDouble(), Is.EqualTo(result.Accuracy.Mean));
        Assert.That(trainer.GetProperty("accuracy").GetProperty("interval95").GetDouble(), Is.EqualTo(result.Accuracy.Interval95));
        Assert.That(trainer.GetProperty("macroF1").GetProperty("std").GetDouble(), Is.EqualTo(result.MacroF1.StandardDeviation));
        Assert.That(trainer.GetProperty("logLoss").GetProperty("mean").GetDouble(), Is.EqualTo(result.LogLoss.Mean));
        Assert.That(trainer.GetProperty("fitSeconds").GetDouble(), Is.EqualTo(result.FitSeconds));
        Assert.That(trainer.GetProperty("predictSeconds").GetDouble(), Is.EqualTo(result.PredictSeconds));
        Assert.That(trainer.GetProperty("settings").GetProperty("HiddenUnits").GetString(), Is.EqualTo("8"));

        JsonElement[] folds = [.. trainer.GetProperty("folds").EnumerateArray()];
        Assert.That(folds.Select(static f => f.GetProperty("accuracy").GetDouble()), Is.EqualTo(result.Results.Select(static f => f.Metrics.Accuracy)));
        Assert.That(folds[1].GetProperty("confusionMatrix")[0][1].GetInt32(), Is.EqualTo(result.Results[1].Metrics.ConfusionMatrix[0][1]));
        Assert.That(folds[2].GetProperty("perGenre")[1].GetProperty("f1").GetDouble(), Is.EqualTo(result.Results[2].Metrics.PerGenre[1].F1));

        RowPrediction[] rows = [.. result.Results.SelectMany(static f => f.Predictions)];
        JsonElement[] predictions = [.. trainer.GetProperty("predictions").EnumerateArray()];
        Assert.That(predictions.Select(static p => p.GetProperty("file").GetString()), Is.EqualTo(rows.Select(r => _table.FileNames[r.Row])));
        Assert.That(predictions.Select(static p => p.GetProperty("label").GetString()), Is.EqualTo(rows.Select(r => _table.Labels[r.Row])));
        Assert.That(predictions.Select(static p => p.GetProperty("predicted").GetString()), Is.EqualTo(rows.Select(r => _table.Genres[r.Predicted])));
        Assert.That(predictions.SelectMany(static p => p.GetProperty("probabilities").EnumerateArray().Select(static v => v.GetDouble())), Is.EqualTo(rows.SelectMany(static r => r.Probabilities)));
        Assert.That(predictions.Select(static p => p.GetProperty("fold").GetInt32()), Is.EqualTo(result.Results.SelectMany(static f => f.Predictions.Select(_ => f.Index))));
    }

    [Test]
    public void Json_writes_null_for_what_is_no_number()
    {
        CrossValidationResult result = CrossValidation.Run(_table, new MajorityClassTrainer(), Folds.HoldOut(_table, 0.25, 1));
        using JsonDocument json = JsonDocument.Parse(Report.ToJson(result));
        Assert.That(json.RootElement.GetProperty("trainers")[0].GetProperty("accuracy").GetProperty("interval95").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void Files_hold_the_same_bytes_each_time_and_nothing_stays_beside_them()
    {
        string folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"report-{Guid.NewGuid():N}");
        try
        {
            string html = Path.Combine(folder, "report.html");
            string json = Path.Combine(folder, "report.json");
            Report.SaveHtml(html, _options, _results);
            byte[] first = File.ReadAllBytes(html);
            Report.SaveHtml(html, _options, _results);
            Report.SaveJson(json, _results[0], _results[1]);

            Assert.That(File.ReadAllBytes(html), Is.EqualTo(first));
            Assert.That(first[0], Is.EqualTo((byte)'<'), "no byte order mark");
            Assert.That(File.ReadAllText(json), Is.EqualTo(Report.ToJson(_results[0], _results[1])));
            Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "report.html", "report.json" }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Results_that_can_not_be_compared_are_refused()
    {
        CrossValidationResult other = CrossValidation.Run(_table, new MajorityClassTrainer(), Folds.Stratified(_table, 3, seed: 8));
        Assert.That(() => Report.ToHtml(_results[0], other), Throws.ArgumentException.With.Message.Contains("seed 8"));
        Assert.That(() => Report.ToJson(), Throws.ArgumentException.With.Message.Contains("at least one"));

        CrossValidationResult same = CrossValidation.Run(MakeTable(), new MajorityClassTrainer(), Folds.Stratified(MakeTable(), 3, seed: 7));
        Assert.That(() => Report.ToHtml(_results[0], same), Throws.Nothing, "equal tables and folds are the same");
    }

    [Test]
    public void Numbers_are_a_dash_where_there_is_none()
    {
        Assert.That(Format.Share(double.NaN), Is.EqualTo("–"));
        Assert.That(Format.Seconds(double.NaN), Is.EqualTo("–"));
        Assert.That(Format.Interval(new FoldStatistic(0.5, 0, 1)), Is.EqualTo("–"));
        Assert.That(Format.Share(0.74649), Is.EqualTo("0.746"));
    }

    [Test]
    public void Quantiles_are_numpys()
    {
        // numpy.quantile([1, 2, 4, 8], [0.25, 0.5, 0.75])
        double[] values = [1, 2, 4, 8];
        Assert.That(new[] { 0.25, 0.5, 0.75, 1 }.Select(q => SortedArrayStatistics.QuantileCustom(values, q, QuantileDefinition.R7)), Is.EqualTo(new[] { 1.75, 3, 5, 8 }).Within(1e-15));
    }

    [Test]
    public void Only_a_trainer_far_below_the_others_leaves_the_axis()
    {
        Assert.That(BoxPlotChart.WithinReach([[0.9, 0.7], [0.8, 0.65], [0.22, 0.2]]), Is.EqualTo(new[] { true, true, false }));
        Assert.That(BoxPlotChart.WithinReach([[0.80], [0.78], [0.60], [0.21]]), Is.EqualTo(new[] { true, true, true, false }), "one fold has no spread to measure by");
    }

    [TestCase(0.638, 0.936, 0.6, 0.95, 0.05)]
    [TestCase(0, 2.03, 0, 2.5, 0.5)]
    [TestCase(1, 1, 0.9, 1, 0.02)]
    [TestCase(0, 0, 0, 0.1, 0.02)]
    public void Axes_have_round_ticks_around_all_values(double low, double high, double expectedLow, double expectedHigh, double step)
    {
        Axis axis = new(low, high, 10, 110, 6);
        double[] ticks = [.. axis.Ticks];
        Assert.That(axis.Low, Is.EqualTo(expectedLow).Within(1e-12));
        Assert.That(axis.High, Is.EqualTo(expectedHigh).Within(1e-12));
        Assert.That(ticks[1] - ticks[0], Is.EqualTo(step).Within(1e-12));
        Assert.That(axis[axis.Low], Is.EqualTo(10));
        Assert.That(axis[ticks[^1]], Is.EqualTo(110).Within(1e-9));
    }

    private static XElement Parse(string html) => XDocument.Parse(html["<!DOCTYPE html>".Length..]).Root!;

    private static string[] Trainers(XElement root) =>
        [.. root.Descendants("table").First().Element("tbody")!.Elements("tr").Select(static tr => string.Concat(tr.Element("th")!.Nodes().OfType<XText>().Select(static t => t.Value)))];

    // Three clouds that overlap a little, made by a fixed congruential sequence.
    private static FeatureTable MakeTable(int first = 40)
    {
        int[] counts = [first, 14, 14];
        string[] genres = ["ambient", "folk & <i>blues</i>", "techno"];
        List<float> values = [];
        List<string> labels = [];
        uint state = 12345;
        for (int g = 0; g < counts.Length; g++)
        {
            for (int i = 0; i < counts[g]; i++)
            {
                for (int c = 0; c < 4; c++)
                {
                    state = (state * 1664525) + 1013904223;
                    values.Add((c == g ? 0.9f : 0) + ((state >> 8) / (float)(1 << 24)));
                }

                labels.Add(genres[g]);
            }
        }

        return new FeatureTable(["a", "b", "c", "d"], values.ToArray(), labels, [.. labels.Select(static (_, i) => $"track \"{i}\".wav")]);
    }

    private sealed class NamedTrainer(string name) : ITrainer
    {
        public string Name => name;

        public string Setting => "<&>";

        public GenreModel Fit(FeatureTable table, FitOptions? options = null, IProgress<EpochResult>? progress = null, CancellationToken cancellationToken = default) =>
            new MajorityClassTrainer().Fit(table, options, progress, cancellationToken);
    }
}
