using System.Globalization;

namespace MusicGenre.ML.Tests;

public sealed class ClassWeightsTests
{
    private static readonly string[] Weighted = ["logistic", "lda", "krr", "lda-krr", "svm", "forest", "extratrees", "boosting", "dense", "voting"];

    /// <summary>Two genres that overlap, 90 rows and 10.</summary>
    private static readonly FeatureTable Uneven = TestTables.Clouds(genres: 2, rowsPerGenre: 90, columns: 3, seed: 4).SelectRows([.. Enumerable.Range(0, 100)]);

    [TestCaseSource(nameof(Weighted))]
    public void Equal_weights_change_no_bit(string name)
    {
        Dictionary<string, double> ones = Uneven.Genres.ToDictionary(static g => g, static _ => 1.0);
        Assert.That((Create(name) with { ClassWeights = ClassWeights.Of(ones) }).Fit(Uneven).ToBytes(), Is.EqualTo(Create(name).Fit(Uneven).ToBytes()));
    }

    /// <summary>Without weights the trainers predict what they predicted before they could have any (Reference/unweighted.csv holds what they gave on 2026-11-21; kernel ridge regression's is of the day after, when its distances became doubles: 3e-7).</summary>
    [TestCaseSource(nameof(Weighted))]
    public void Without_weights_the_predictions_are_the_stored_ones(string name)
    {
        double[] expected = [.. File.ReadLines(ReferencePredictionTests.PathOf("unweighted.csv")).Single(l => l.StartsWith(name + ",", StringComparison.Ordinal)).Split(',').Skip(1).Select(static c => double.Parse(c, CultureInfo.InvariantCulture))];
        double[] actual = [.. Create(name).Fit(Uneven).Predict(Noise.SelectRows([0, 1, 2, 3, 4])).Select(static p => p.RawProbabilities[1])];
        TestContext.Out.WriteLine(string.Join(',', [name, .. actual.Select(static p => p.ToString("0.000000000", CultureInfo.InvariantCulture))]));

        // A net multiplies the rounding of another processor over its epochs.
        Assert.That(actual, Is.EqualTo(expected).Within(name is "dense" or "voting" ? 1e-3 : 1e-7));
    }

    [TestCaseSource(nameof(Weighted))]
    public void A_heavy_genre_is_more_probable(string name)
    {
        double Rare(ClassWeights weights) => (Overlapping(name) with { ClassWeights = weights }).Fit(Uneven).Predict(Noise).Average(p => p[Uneven.Genres[1]]);
        double plain = Rare(ClassWeights.None);
        double balanced = Rare(ClassWeights.Balanced);
        TestContext.Out.WriteLine($"{name}: mean probability {plain} without weights, {balanced} balanced");
        Assert.That(balanced, Is.GreaterThan(plain));
    }

    // Support vectors below C know no C, and leaves of one genre know no weights: both need rows that the model does not separate.
    private static Trainer Overlapping(string name) => Create(name) switch
    {
        SupportVectorMachineTrainer machine => machine with { C = 0.05 },
        RandomForestTrainer forest => forest with { MinimumExampleCountPerLeaf = 10 },
        Trainer trainer => trainer,
    };

    [Test]
    public void Balanced_is_that_of_the_explicit_weights_rows_by_genres_and_rows_of_the_genre()
    {
        IReadOnlyList<int> counts = Uneven.GenreCounts();
        ClassWeights weights = ClassWeights.Of(Uneven.Genres.Select((g, i) => (g, i)).ToDictionary(static p => p.g, p => Uneven.RowCount / (2.0 * counts[p.i])));
        Assert.That(
            (Create("logistic") with { ClassWeights = weights }).Fit(Uneven).ToBytes(), Is.EqualTo((Create("logistic") with { ClassWeights = ClassWeights.Balanced }).Fit(Uneven).ToBytes()));
    }

    [Test]
    public void A_weight_of_two_is_every_row_twice()
    {
        // The optimum is unique, and rows twice have the same mean and deviation.
        FeatureTable twice = Uneven.SelectRows([.. Enumerable.Range(0, Uneven.RowCount).SelectMany(static i => new[] { i, i })]);
        Dictionary<string, double> twos = Uneven.Genres.ToDictionary(static g => g, static _ => 2.0);
        GenreModel weighted = new LogisticRegressionTrainer { ClassWeights = ClassWeights.Of(twos) }.Fit(Uneven);
        GenreModel doubled = new LogisticRegressionTrainer().Fit(twice);
        double worst = weighted.Predict(Uneven).Zip(doubled.Predict(Uneven)).Max(static p => p.First.RawProbabilities.ToArray().Zip(p.Second.RawProbabilities.ToArray()).Max(static q => Math.Abs(q.First - q.Second)));
        Assert.That(worst, Is.LessThan(1e-5));
    }

    [TestCaseSource(nameof(Weighted))]
    public void Weights_of_rows_are_those_of_their_genres_where_rows_of_a_genre_weigh_the_same(string name)
    {
        // Class weights are the priors' alone in a discriminant analysis, so that its rows can weigh all the same only.
        double[] weights = [.. Uneven.GenreIndices.Select(g => name == "lda" || g == 0 ? 1.0 : 3.0)];
        ClassWeights ofGenres = ClassWeights.Of(new Dictionary<string, double> { [Uneven.Genres[1]] = name == "lda" ? 1 : 3 });
        Assert.That(Create(name).Fit(Uneven.WithWeights(weights)).ToBytes(), Is.EqualTo((Create(name) with { ClassWeights = ofGenres }).Fit(Uneven).ToBytes()));
    }

    [TestCase("logistic")]
    [TestCase("lda")]
    public void A_row_of_weight_two_is_the_row_twice(string name)
    {
        // Unscaled, as the scaler knows no weights.
        Trainer trainer = Create(name) with { Preprocessing = [] };
        double[] weights = [.. Enumerable.Range(0, Uneven.RowCount).Select(static i => i % 3 == 0 ? 2.0 : 1.0)];
        int[] rows = [.. Enumerable.Range(0, Uneven.RowCount).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        GenreModel doubled = trainer.Fit(Uneven.SelectRows(rows));
        GenreModel weighted = trainer.Fit(Uneven.WithWeights(weights));
        GenreModel plain = trainer.Fit(Uneven);

        // The discriminants have a closed form, the regression stops near its optimum.
        Assert.That(Distance(weighted, doubled), Is.LessThan(name == "lda" ? 1e-12 : 1e-5));
        Assert.That(Distance(plain, doubled), Is.GreaterThan(1e-3), "the weights matter");

        static double Distance(GenreModel a, GenreModel b) => a.Predict(Uneven).Zip(b.Predict(Uneven)).Max(static p => Math.Abs(p.First.RawProbabilities[0] - p.Second.RawProbabilities[0]));
    }

    [Test]
    public void Weights_go_with_their_rows_and_are_never_lost_silently()
    {
        FeatureTable table = new FeatureTable(["x", "y"], [1, 2, 3, 4, 5, 6], ["a", "b", "a"]).WithWeights([1, 2, 3]);
        Assert.Multiple(() =>
        {
            Assert.That(table.SelectRows([2, 0, 2]).Weights, Is.EqualTo(new[] { 3.0, 1, 3 }));
            Assert.That(table.SelectColumns(["y"]).WithGroups(["g", "h", "i"]).WithFeatureSet(null).Weights, Is.EqualTo(table.Weights));
            Assert.That(table.WithWeights(null).Weights, Is.Null);
            Assert.That(() => FeatureCsv.Write(new StringWriter(), table), Throws.ArgumentException.With.Message.Contains("WithWeights(null)"));
            Assert.That(() => table.WithWeights([1]), Throws.ArgumentException.With.Message.Contains("1 entries were given for 3 rows"));
            foreach (double wrong in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            {
                Assert.That(() => table.WithWeights([1, wrong, 1]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("row 2"));
            }
        });
    }

    [TestCase("knn")]
    [TestCase("majority")]
    public void A_trainer_without_weights_refuses_them(string name)
    {
        Assert.That(() => TrainerCatalog.Create(name).Fit(Uneven.WithWeights([.. Enumerable.Repeat(1.0, Uneven.RowCount)])), Throws.ArgumentException.With.Message.Contains("can't weigh its rows"));
        Trainer trainer = TrainerCatalog.Create(name) with { ClassWeights = ClassWeights.Balanced };
        Assert.That(() => trainer.Fit(Uneven), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contain("ClassWeights").And.Message.Contain("Balanced"));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_weight_that_is_none_is_refused(double weight)
        => Assert.That(() => ClassWeights.Of(new Dictionary<string, double> { ["rock"] = weight }), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contain("rock"));

    [Test]
    public void A_vote_passes_its_weights_on_to_members_without_their_own()
    {
        Trainer member = new LogisticRegressionTrainer();
        byte[] passed = new SoftVotingTrainer { Members = [member], ClassWeights = ClassWeights.Balanced }.Fit(Uneven).ToBytes();
        byte[] own = new SoftVotingTrainer { Members = [member with { ClassWeights = ClassWeights.Balanced }] }.Fit(Uneven).ToBytes();
        Assert.That(passed, Is.EqualTo(own));
    }

    [Test]
    public void They_read_well()
    {
        Assert.Multiple(() =>
        {
            Assert.That(ClassWeights.None.ToString(), Is.EqualTo("None"));
            Assert.That(ClassWeights.Balanced.ToString(), Is.EqualTo("Balanced"));
            Assert.That(ClassWeights.Of(new Dictionary<string, double> { ["rock"] = 2.5 }).ToString(), Is.EqualTo("rock 2.5"));
        });
    }

    private static FeatureTable Noise { get; } = TestTables.Noise(400);

    private static Trainer Create(string name) => TrainerCatalog.Create(name, 3) switch
    {
        ForestTrainer forest => forest with { NumberOfTrees = 40, MinimumExampleCountPerLeaf = 5 },
        GradientBoostingTrainer boosting => boosting with { NumberOfIterations = 20 },
        NeuralNetworkTrainer dense => dense with { Epochs = 15 },
        SoftVotingTrainer voting => voting with { Members = [Create("svm"), Create("extratrees")] },
        Trainer other => other,
    };
}
