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
