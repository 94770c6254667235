using System.Globalization;
using MusicGenre.Neural;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

public sealed class CrossValidationTests
{
    private static readonly FeatureTable Table = TestTables.Clouds(genres: 3, rowsPerGenre: 12);
    private static readonly IEnumerable<string> TrainerNames = TrainerCatalog.Aliases;
    private static readonly Folds Cut = Folds.Stratified(Table, 4, seed: 1);

    [Test]
    public void What_a_trainer_throws_comes_out_as_it_is([Values(1, 2, 4)] int threads)
    {
        CrossValidationOptions options = new() { MaxDegreeOfParallelism = threads };
        Assert.That(() => CrossValidation.Run(Table, new Failing(static _ => new ArithmeticException("diverged")), Cut, options), Throws.TypeOf<ArithmeticException>().With.Message.EqualTo("diverged"));
        Assert.That(() => CrossValidation.Run(Table, new LogisticRegressionTrainer { C = -1 }, Cut, options), Throws.InstanceOf<ArgumentException>().With.Message.Contains("C"));

        // Several failures: always the first of them, whichever happens to be first in time.
        using CountdownEvent begun = new(Math.Min(threads, 2));
        Failing each = new(table =>
        {
            begun.Signal(begun.CurrentCount > 0 ? 1 : 0);
            begun.Wait(TimeSpan.FromSeconds(10));
            return new ArithmeticException(string.Join(' ', table.FileNames));
        });
        string first = string.Join(' ', Table.SelectRows(Cut[0].Train).FileNames);
        Assert.That(() => CrossValidation.Run(Table, each, Cut, options), Throws.TypeOf<ArithmeticException>().With.Message.EqualTo(first));
    }

    [Test]
    public void A_track_in_several_rows_counts_once()
    {
        // Rows 0 to 2 are a track, as are 3 to 5, and so on: three genres of four tracks.
        string[] tracks = [.. Enumerable.Range(0, Table.RowCount).Select(static row => $"track {row / 3}")];
        CrossValidationResult rows = CrossValidation.Run(Table, new LogisticRegressionTrainer(), Folds.StratifiedGroups(Table.WithGroups(tracks), 4, seed: 1));
        CrossValidationResult perTrack = rows.PerTrack(tracks);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(perTrack.Results.Sum(static r => r.Predictions.Count), Is.EqualTo(12));
            Assert.That(rows.PerTrack([.. Enumerable.Range(0, Table.RowCount).Select(static row => $"{row}")]), Is.SameAs(rows));
            Assert.That(() => rows.PerTrack(tracks[1..]), Throws.ArgumentException.With.Message.Contains("35 tracks").And.Message.Contains("36 rows"));
        }

        foreach ((FoldResult fold, FoldResult whole) in perTrack.Results.Zip(rows.Results))
        {
            Assert.That(fold.Metrics.Accuracy, Is.EqualTo(fold.Predictions.Average(static p => p.Predicted == p.Label ? 1.0 : 0)));
            foreach (RowPrediction track in fold.Predictions)
            {
                RowPrediction[] windows = [.. whole.Predictions.Where(p => tracks[p.Row] == tracks[track.Row])];
                double[] expected = [.. Enumerable.Range(0, 3).Select(g => Math.Exp(windows.Average(w => Math.Log(Math.Max(w.Probabilities[g], 1e-6)))))];
                Assert.That(windows, Has.Length.EqualTo(3));
                Assert.That(track.Probabilities, Is.EqualTo(expected.Select(e => e / expected.Sum())).Within(1e-12));
                Assert.That(track.Predicted, Is.EqualTo(Array.IndexOf(expected, expected.Max())));
            }
        }
    }

    [Test]
    public void A_cancelled_cross_validation_says_so()
    {
        using CancellationTokenSource stop = new();
        Failing cancelling = new(_ =>
        {
            stop.Cancel();
            return new OperationCanceledException(stop.Token);
        });
        Assert.That(() => CrossValidation.Run(Table, cancelling, Cut, cancellationToken: stop.Token), Throws.InstanceOf<OperationCanceledException>());

        // An exception of cancelling that nobody here requested is the trainer's own.
        Assert.That(() => CrossValidation.Run(Table, new Failing(static _ => new OperationCanceledException("of the trainer")), Cut), Throws.InstanceOf<OperationCanceledException>().With.Message.EqualTo("of the trainer"));
    }

    [Test]
    public void A_training_that_diverges_is_a_failed_trial()
    {
        SearchSpace space = new(SearchRange.Integer("NumberOfNeighbors", 1, 6));
        TuningResult result = Tuner.Tune(
            Table, space, static s => s.Integer("NumberOfNeighbors") % 2 == 0 ? new Failing(static _ => new NotFiniteNumberException("diverged")) : new NearestNeighborsTrainer { NumberOfNeighbors = s.Integer("NumberOfNeighbors") }, Cut,
            new TunerOptions { Trials = 6, Method = SearchMethod.Grid });
        Assert.That(result.Trials.Select(static t => double.IsNaN(t.Score)), Is.EqualTo(new[] { false, true, false, true, false, true }));
        Assert.That(result.Recommended.Settings.Integer("NumberOfNeighbors") % 2, Is.EqualTo(1));

        // A setting that is out of range is a fault of the caller's space, not a trial.
        Assert.That(
            () => Tuner.Tune(Table, space, static _ => new LogisticRegressionTrainer { C = 0 }, Cut, new TunerOptions { Trials = 2 }),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains("C"));

        // Nested: a fold in which every training fails says so, and is not a trial of an outer search.
        TunedTrainer tuned = new(space, static _ => new Failing(static _ => new ArithmeticException("diverged"))) { Trials = 2, InnerFolds = 2 };
        Assert.That(() => CrossValidation.Run(Table, tuned, Cut), Throws.TypeOf<ArithmeticException>().With.Message.Contains("every training failed"));
    }

    [Test]
    public void A_net_that_really_diverges_is_told_as_such()
    {
        NeuralNetworkTrainer net = new() { HiddenUnits = [16], Epochs = 30, Optimizer = new Sgd(1e30) };
        Assert.That(() => CrossValidation.Run(Table, net, Cut), Throws.InstanceOf<ArithmeticException>());
        TuningResult result = Tuner.Tune(
            Table, new SearchSpace(SearchRange.Categorical("rate", "sane", "mad")), s => s.Choice("rate") == "mad" ? net : new LinearDiscriminantTrainer(), Cut,
            new TunerOptions { Trials = 2, Method = SearchMethod.Grid });
        Assert.That(result.Trials.Select(static t => double.IsNaN(t.Score)), Is.EqualTo(new[] { false, true }));
    }

    [TestCase(0)]
    [TestCase(2)]
    public void Scores_that_are_probabilities_in_some_folds_only_give_no_log_loss_anywhere(int foldWithout)
    {
        CrossValidationResult result = CrossValidation.Run(Table, "pipeline", Cut, f => Predictions(f, withProbabilities: f != Cut[foldWithout]));
        Assert.Multiple(() =>
        {
            Assert.That(result.LogLoss.Mean, Is.NaN);
            Assert.That(result.Pooled.LogLoss, Is.NaN);
            Assert.That(result.Pooled.Accuracy, Is.EqualTo(1));
            Assert.That(result.Results.Select(static r => r.Metrics.LogLoss), Is.All.NaN);
            Assert.That(result.Results.Select(static r => r.Metrics.Top3Accuracy), Is.All.NaN);
            Assert.That(result.Results.SelectMany(static r => r.Predictions).Select(static p => p.Probabilities), Is.All.Empty);
            Assert.That(result.Results.Select(static r => (r.Index, r.FitSeconds, r.PredictSeconds)), Is.EqualTo(Enumerable.Range(0, 4).Select(static f => (f, 2.0, 3.0))));
            Assert.That(Report.ToHtml(result), Does.Not.Contain("NaN"));
            Assert.That(Report.ToJson(result), Does.Contain("\"logLoss\":null"));
        });

        CrossValidationResult all = CrossValidation.Run(Table, "pipeline", Cut, static f => Predictions(f, withProbabilities: true));
        Assert.That(all.LogLoss.Mean, Is.EqualTo(-Math.Log(0.5)).Within(1e-12));
        Assert.That(CrossValidation.Run(Table, "pipeline", Cut, static f => Predictions(f, withProbabilities: false)).LogLoss.Mean, Is.NaN);
    }

    [Test]
    public void Predictions_that_do_not_fit_a_fold_fail_there_by_name()
    {
        int asked = 0;
        Assert.Multiple(() =>
        {
            Assert.That(
                () => CrossValidation.Run(Table, "pipeline", Cut, f => ++asked == 2 ? new FoldPredictions([.. Predictions(f, true).Rows.Skip(1), Predictions(f, false).Rows[^1]]) : Predictions(f, true)),
                Throws.ArgumentException.With.Message.Contains("fold 2").And.Message.Contains("other rows came"));
            Assert.That(asked, Is.EqualTo(2), "in the fold where it happens");
            Assert.That(
                () => CrossValidation.Run(Table, "pipeline", Cut, static f => f == Cut[2] ? new FoldPredictions([.. Predictions(f, true).Rows.Select(static (r, i) => i == 1 ? r with { Probabilities = [] } : r)]) : Predictions(f, true)),
                Throws.ArgumentException.With.Message.Contains("fold 3").And.Message.Contains("others have none"));
            Assert.That(() => CrossValidation.Run(Table, "pipeline", Folds.Stratified(TestTables.Clouds(), 3), static f => Predictions(f, true)), Throws.ArgumentException.With.Message.Contains("another table"));
        });
    }

    [TestCaseSource(nameof(TrainerNames))]
    public void Labels_at_random_can_not_be_predicted(string name)
    {
        // 100 test rows of four genres that no feature tells apart: 0.25, standard deviation 0.043. A test row that reaches the training would show.
        FeatureTable clouds = TestTables.Clouds(genres: 1, rowsPerGenre: 200, columns: 4, seed: 5);
        SeededRandom random = new(11, 0);
        FeatureTable noise = new(clouds.FeatureNames, clouds.Values, [.. Enumerable.Range(0, 200).Select(_ => $"{random.Next(4)}")], clouds.FileNames);
        Assert.That(CrossValidation.Run(noise, TrainerCatalog.Create(name, 1), Folds.HoldOut(noise, 0.5, seed: 1)).Accuracy.Mean, Is.EqualTo(0.25).Within(0.13));
    }

    [Test]
    public void Segments_of_a_track_on_both_sides_show_in_the_figure_and_kept_together_they_do_not()
    {
        // Every track is a point with a random label, its segments are almost the same point: what is learnt is the track.
        FeatureTable tracks = TestTables.Clouds(genres: 1, rowsPerGenre: 60, columns: 6);
        SeededRandom random = new(3, 0);
        string[] genreOfTrack = [.. Enumerable.Range(0, 60).Select(_ => random.Next(2) == 0 ? "a" : "b")];
        FeatureTable segments = new(
            tracks.FeatureNames,
            [.. Enumerable.Range(0, 240).SelectMany(i => tracks.Row(i / 4).ToArray().Select(v => v + (0.01f * (float)random.NextNormal())))],
            [.. Enumerable.Range(0, 240).Select(i => genreOfTrack[i / 4])],
            [.. Enumerable.Range(0, 240).Select(i => FormattableString.Invariant($"t.{i / 4:000}.{i % 4}.wav"))]);
        NearestNeighborsTrainer neighbors = new() { NumberOfNeighbors = 1 };
        Assert.That(CrossValidation.Run(segments, neighbors, Folds.Stratified(segments, 5, seed: 1)).Accuracy.Mean, Is.GreaterThan(0.95));
        Assert.That(CrossValidation.Run(segments, neighbors, Folds.StratifiedGroups(segments, 5, seed: 1)).Accuracy.Mean, Is.EqualTo(0.5).Within(0.2));
    }

    [Test]
    public void The_culture_changes_nothing()
    {
        (string, string, string, string) before = Everything();
        CultureInfo old = CultureInfo.CurrentCulture;
        CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NegativeSign = "~";
        odd.NumberFormat.NumberGroupSeparator = ".";
        try
        {
            CultureInfo.CurrentCulture = odd;
            Assert.That(FormattableString.CurrentCulture($"{-1.5}"), Is.EqualTo("~1,5"));
            Assert.That(Everything(), Is.EqualTo(before));
        }
        finally
        {
            CultureInfo.CurrentCulture = old;
        }

        static (string Csv, string Result, string Html, string Json) Everything()
        {
            using StringWriter csv = new();
            FeatureCsv.Write(csv, Table);
            FeatureTable table = FeatureCsv.Read(new StringReader(csv.ToString()), "table");
            CrossValidationResult result = CrossValidation.Run(table, "pipeline", Folds.HoldOut(table, 0.25, seed: -3, repeats: 2), static f => Predictions(f, true));
            return (csv.ToString(), $"{result}{result.Folds}{result.Pooled}", Report.ToHtml(result), Report.ToJson(result));
        }
    }

    private static FoldPredictions Predictions(Fold fold, bool withProbabilities) => new(
        [.. fold.Test.Select(row => new RowPrediction(
            row, Table.GenreIndices[row], Table.GenreIndices[row], withProbabilities ? [.. Enumerable.Range(0, 3).Select(g => g == Table.GenreIndices[row] ? 0.5 : 0.25)] : []))],
        2,
        3);

    private sealed class Failing(Func<FeatureTable, Exception> failure) : ITrainer
    {
        public string Name => "Failing";

        public GenreModel Fit(FeatureTable table, FitOptions? options = null, IProgress<EpochResult>? progress = null, CancellationToken cancellationToken = default) => throw failure(table);
    }
}
