using FsCheck;
using FsCheck.Fluent;
using MusicGenre.ML.Models;
using MusicGenre.ML.Trainers.Kernels;

namespace MusicGenre.ML.Tests;

/// <summary>The predicted genre and the probabilities next to it agree.</summary>
public sealed class ProbabilityTests
{
    [Test]
    public void A_vote_of_any_number_of_members_that_agree_is_judged([Range(1, 12)] int members)
    {
        FeatureTable table = TestTables.Clouds(genres: 1, rowsPerGenre: 4);
        SoftVotingTrainer vote = new() { Members = [.. Enumerable.Repeat(new MajorityClassTrainer(), members)] };
        GenreModel model = vote.Fit(table);
        Assert.That(model.Predict(table)[0].RawProbabilities.ToArray(), Is.EqualTo(new[] { 1.0 }));
        Assert.That(GenreModel.FromBytes(model.ToBytes()).ToBytes(), Is.EqualTo(model.ToBytes()));
        Assert.That(Metrics.Compute(["a"], [new RowPrediction(0, 0, 0, [.. model.Predict(table)[0].RawProbabilities])]).Accuracy, Is.EqualTo(1));
    }

    [Test]
    public void The_genre_of_a_support_vector_machine_is_the_most_probable_one_where_the_votes_differ()
    {
        FeatureTable table = Gtzan.LoadFeatures();
        Fold fold = Folds.Stratified(table, 3, seed: 1)[0];
        GenreModel model = new SupportVectorMachineTrainer { C = 10 }.Fit(table.SelectRows(fold.Train));
        SupportVectorClassifier machine = (SupportVectorClassifier)model.Classifier;
        float[] standardised = new float[table.ColumnCount];
        int differ = 0;
        foreach (int row in fold.Test)
        {
            GenrePrediction prediction = model.Predict(table.Row(row));
            Assert.That(prediction.Genre, Is.EqualTo(prediction.Probabilities[0].Key));
            model.Preprocessing.Transform(table.Row(row), standardised);
            differ += ReferencePredictionTests.MostVotes(machine.Decide(standardised), model.Genres.Count) == prediction.GenreIndex ? 0 : 1;
        }

        Assert.That(differ, Is.Positive, "the table has such rows");
    }

    [Test]
    public void The_sigmoid_of_few_rows_is_LIBSVM_s_or_keeps_near_that_of_all_pairs()
    {
        // Minima found by SciPy's Nelder-Mead of the same losses.
        double[] decisions = [1.5, 0.4, -0.2, 0.9, 0.1, 0.3, -0.7, -1.05];
        bool[] isFirst = [true, true, true, true, true, false, false, false];
        (double a, double b) = PlattScaling.Fit(decisions, isFirst, prior: null, new FitContext());
        (double nearA, double nearB) = PlattScaling.Fit(decisions, isFirst, prior: -5, new FitContext());
        Assert.Multiple(() =>
        {
            Assert.That((a, b), Is.EqualTo((-1.32009245, -0.35291516)).Using<(double A, double B)>(static (x, y) => Math.Abs(x.A - y.A) < 1e-6 && Math.Abs(x.B - y.B) < 1e-6));
            Assert.That((nearA, nearB), Is.EqualTo((-4.2639086, -0.01027276)).Using<(double A, double B)>(static (x, y) => Math.Abs(x.A - y.A) < 1e-5 && Math.Abs(x.B - y.B) < 1e-5));
            Assert.That(PlattScaling.FitSlope(decisions, isFirst, new FitContext()), Is.EqualTo(-1.78053485).Within(1e-6));
            Assert.That(PlattScaling.FitSlope([.. decisions.Select(static d => -d)], [.. isFirst.Select(static first => !first)], new FitContext()), Is.EqualTo(-1.78053485).Within(1e-6));
        });
    }

    [Test]
    public void A_genre_of_one_artist_is_as_probable_as_the_others()
    {
        // Its pairs have no held-out decisions: theirs is the slope of all pairs.
        FeatureTable clouds = TestTables.Clouds(genres: 4, rowsPerGenre: 20);
        FeatureTable artists = clouds.WithGroups([.. clouds.Labels.Select(static (label, row) => label == "genre3" ? label : $"{row}")]);
        IReadOnlyList<GenrePrediction> predictions = new SupportVectorMachineTrainer { C = 10 }.Fit(artists).Predict(clouds);
        double[] own = [.. clouds.Labels.Select((label, row) => predictions[row][label])];
        Assert.That(own.Skip(60).Average(), Is.GreaterThan(own.Take(60).Average() - 0.1));
    }

    [Test]
    public void Normalised_numbers_are_probabilities_that_sum_to_1() => Prop.ForAll(
        ArbMap.Default.ArbFor<double[]>().Filter(static values => values.Length > 0 && Array.TrueForAll(values, double.IsFinite)),
        static values =>
        {
            // So large that their sum stays finite.
            double[] p = [.. values.Select(v => Math.Abs(v) / values.Length)];
            Probabilities.Normalize(p);
            return Array.TrueForAll(p, static v => v is >= 0 and <= 1) && Math.Abs(p.Sum() - 1) < 1e-12 && Probabilities.IsDistribution(p);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void Numbers_that_are_no_weights_are_refused_and_none_at_all_are_even_odds()
    {
        foreach (double bad in new[] { double.NaN, double.PositiveInfinity, -1e-300 })
        {
            Assert.That(() => Probabilities.Normalize([0.5, bad]), Throws.TypeOf<ArithmeticException>());
        }

        double[] none = [0, 0];
        Probabilities.Normalize(none);
        Assert.That(none, Is.EqualTo(new[] { 0.5, 0.5 }));
    }
}
