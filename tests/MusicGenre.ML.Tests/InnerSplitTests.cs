using FsCheck;
using FsCheck.Fluent;
using MusicGenre.ML.Validation.Partitioning;
using MusicGenre.Neural;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

/// <summary>Rows that are held out inside a fit: no group is on both sides, in the splitter and in every trainer that holds rows out.</summary>
public sealed class InnerSplitTests
{
    private const int Segments = 3;

    [Test]
    public void No_cut_splits_a_group_and_every_genre_is_left_to_learn_from()
    {
        Gen<(int Genre, int Group)[]> rows = Gen.Choose(0, 3).SelectMany(genre => Gen.Choose(0, 11).Select(group => (genre, group))).ArrayOf().Where(static r => r.Length > 0);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(rows.ToArbitrary(), Gen.Choose(2, 6).ToArbitrary(), Gen.Choose(5, 80).ToArbitrary(), static (table, count, percent) =>
        {
            int[] labels = [.. table.Select(static r => r.Genre)];
            string[] groups = [.. table.Select(static r => $"g{r.Group}")];
            InnerSplit split = new(labels, groups);
            foreach (int[] fold in (int[][])[split.Assign(count, new SeededRandom(percent)), split.Assign(count, null)])
            {
                Assert.That(groups.Zip(fold).Distinct().Count(), Is.EqualTo(split.GroupCount), "every group is in one fold");
                Assert.That(fold.Distinct().Order(), Is.EqualTo(Enumerable.Range(0, split.IsGrouped ? Math.Min(count, split.GroupCount) : fold.Max() + 1)));
            }

            (int[] training, int[] held) = split.HoldOutGroups(percent / 100.0, percent);
            Assert.That(training.Concat(held).Order(), Is.EqualTo(Enumerable.Range(0, labels.Length)));
            Assert.That(training.Select(i => groups[i]).Intersect(held.Select(i => groups[i])), Is.Empty);
            Assert.That(training.Select(i => labels[i]).Distinct().Order(), Is.EqualTo(labels.Distinct().Order()), "every genre is learnt");
        }));
    }

    [Test]
    public void Rows_that_are_groups_of_their_own_are_dealt_as_the_folds_deal_them()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 13);
        int[] fold = InnerSplit.Of(table).Assign(5, new SeededRandom(4, 0));
        Folds folds = Folds.Stratified(table, 5, seed: 4);
        Assert.That(folds.Select(f => f.Test), Is.EqualTo(Enumerable.Range(0, 5).Select(f => Enumerable.Range(0, 39).Where(i => fold[i] == f))));
        Assert.That(InnerSplit.FoldsOf(table, 5, 4, 1).Select(f => f.Test), Is.EqualTo(folds.Select(f => f.Test)));
    }

    [Test]
    public void Whole_groups_of_one_fold_are_held_out_but_one_of_a_genre_that_would_be_lost()
    {
        // Five groups of two rows in each genre: a fifth of them is one group of each. Genre 2 has one group only and keeps it.
        int[] labels = [.. Enumerable.Range(0, 22).Select(static i => i < 20 ? i / 10 : 2)];
        string[] groups = [.. Enumerable.Range(0, 22).Select(static i => $"g{i / 2}")];
        InnerSplit split = new(labels, groups);
        Assert.That((split.GroupCount, split.IsGrouped), Is.EqualTo((11, true)));
        Assert.That(split.GroupsOfGenres, Is.EqualTo(new[] { 5, 5, 1 }));
        for (int seed = 0; seed < 10; seed++)
        {
            int[] fold = split.Assign(5, new SeededRandom(seed, 0));
            (int[] training, int[] held) = split.HoldOutGroups(0.2, seed);
            Assert.That(held, Is.EqualTo(Enumerable.Range(0, 22).Where(i => fold[i] == 0 && labels[i] < 2)), $"seed {seed}");
            Assert.That(training, Is.EqualTo(Enumerable.Range(0, 22).Except(held)));
            Assert.That(held.Select(i => labels[i]).Order(), Is.EqualTo(new[] { 0, 0, 1, 1 }));
        }

        // More than half is never held out; unlabelled rows belong to no genre.
        Assert.That(new InnerSplit([0, 0, 0, 0], ["a", "a", "b", "b"]).HoldOutGroups(0.9, 1).Held, Has.Length.EqualTo(2));
        Assert.That(new InnerSplit([-1, 0, 0], ["a", "a", "b"]).GroupsOfGenres, Is.EqualTo(new[] { 2 }));
        Assert.That(new InnerSplit([], []).GroupsOfGenres, Is.Empty);
    }

    [Test]
    public void Folds_of_a_search_keep_groups_together_and_refuse_what_can_not_be_split()
    {
        FeatureTable clouds = TestTables.Clouds(genres: 3, rowsPerGenre: 12);
        FeatureTable few = clouds.WithGroups([.. Enumerable.Range(0, clouds.RowCount).Select(static i => $"g{i % 3}")]);
        Folds folds = InnerSplit.FoldsOf(few, 5, 0, 2);
        Assert.That(folds, Has.Count.EqualTo(6), "as many folds as groups, twice");
        Assert.That(folds.All(f => !f.Train.Select(i => few.Groups[i]).Intersect(f.Test.Select(i => few.Groups[i])).Any()));
        Assert.That(InnerSplit.FoldsOf(few, 2, 0, 1), Has.Count.EqualTo(2));
        Assert.That(() => InnerSplit.FoldsOf(clouds.WithGroups(clouds.Labels), 2, 0, 1), Throws.ArgumentException.With.Message.Contains("single group"));

        // One genre of two groups is enough.
        FeatureTable one = clouds.WithGroups([.. clouds.Labels.Select(static (label, i) => i == 0 ? "first" : label)]);
        Assert.That(InnerSplit.FoldsOf(one, 2, 0, 1), Has.Count.EqualTo(2));
    }

    /// <summary>Trainers that hold rows out, with how right they believe to be, by what they held out: 1 is always, a half is a guess between two genres.</summary>
    private static IEnumerable<TestCaseData> TrainersThatHoldRowsOut()
    {
        // A narrow kernel remembers each track. Platt's sigmoid is steep where the held-out decisions were right, and flat where they were a guess.
        SupportVectorMachineTrainer svm = new() { C = 100, Gamma = 0.2 };
        yield return Case("calibration", static (trainer, table) => Confidence(trainer, table), svm);
        yield return Case("calibration of a member", static (trainer, table) => Confidence(trainer, table), new SoftVotingTrainer { Members = [svm] });
        yield return Case("calibration behind a power transform", static (trainer, table) => Confidence(trainer, table), svm with { Preprocessing = [new PowerTransform()] });
        yield return Case("dense net", static (trainer, table) => Validation(trainer, table), new NeuralNetworkTrainer { HiddenUnits = [128], Dropout = 0, Epochs = 80, ValidationFraction = 0.3 });
        yield return Case("network", static (trainer, table) => Validation(trainer, table), new NeuralNetworkTrainer
        {
            Layers = static genres => [new Dense(128, ActivationFunction.ReLU), new Dense(genres, ActivationFunction.Softmax)],
            Epochs = 80,
            Optimizer = new Adam(3e-3),
            ValidationFraction = 0.3,
        });
        yield return Case("search", static (trainer, table) => Score((TunedTrainer)trainer, table), new TunedTrainer(new SearchSpace(SearchRange.Integer("NumberOfNeighbors", 1, 2)), static s => new NearestNeighborsTrainer { NumberOfNeighbors = s.Integer("NumberOfNeighbors") }) { Trials = 2 });

        static TestCaseData Case(string name, Func<ITrainer, FeatureTable, double> believed, ITrainer trainer) => new TestCaseData(trainer, believed).SetArgDisplayNames(name);

        static double Confidence(ITrainer trainer, FeatureTable table) => trainer.Fit(table).Predict(table).Select((p, i) => p[table.Labels[i]]).Average();

        static double Validation(ITrainer trainer, FeatureTable table) => trainer.Fit(table).History!.ValidationAccuracy[^1];

        static double Score(TunedTrainer trainer, FeatureTable table)
        {
            double score = 0;
            (trainer with { Tuned = result => score = result.Best.Score }).Fit(table);
            return score;
        }
    }

    [TestCaseSource(nameof(TrainersThatHoldRowsOut))]
    public void What_is_held_out_is_of_tracks_that_were_not_heard(ITrainer trainer, Func<ITrainer, FeatureTable, double> believed)
    {
        ArgumentNullException.ThrowIfNull(believed);

        // Genres by chance, the segments of a track nearly the same: a model that has seen one segment knows the others, and no other model knows anything.
        FeatureTable tracks = Tracks(30);
        FeatureTable rows = tracks.WithGroups([.. Enumerable.Range(0, tracks.RowCount).Select(static i => $"{i}")]);
        Assert.Multiple(() =>
        {
            Assert.That(believed(trainer, rows), Is.GreaterThan(0.85), "segments on both sides look like knowledge");
            Assert.That(believed(trainer, tracks), Is.LessThan(0.72), "tracks kept together");
        });
    }

    [Test]
    public void One_group_a_genre_is_learnt_without_held_out_rows()
    {
        FeatureTable clouds = TestTables.Clouds(genres: 3, rowsPerGenre: 12);
        FeatureTable artists = clouds.WithGroups(clouds.Labels);
        GenreModel svm = new SupportVectorMachineTrainer { C = 10 }.Fit(artists);
        GenreModel dense = new NeuralNetworkTrainer { HiddenUnits = [32], Dropout = 0, Epochs = 200, ValidationFraction = 0.2 }.Fit(artists);
        Assert.Multiple(() =>
        {
            Assert.That(Accuracy(svm, clouds), Is.GreaterThan(0.95), "the probabilities are not turned round");
            Assert.That(dense.History!.ValidationLoss, Is.All.NaN);
            Assert.That(Accuracy(dense, clouds), Is.GreaterThan(0.95));
            Assert.That(
                () => new TunedTrainer(new SearchSpace(SearchRange.Integer("NumberOfNeighbors", 1, 2)), static s => new NearestNeighborsTrainer { NumberOfNeighbors = s.Integer("NumberOfNeighbors") }).Fit(artists),
                Throws.ArgumentException.With.Message.Contains("single group"));
        });

        // With fewer groups than inner folds there are as many folds as groups.
        FeatureTable few = clouds.WithGroups([.. Enumerable.Range(0, clouds.RowCount).Select(static i => $"g{i % 3}")]);
        Assert.That(InnerSplit.FoldsOf(few, 5, 0, 1), Has.Count.EqualTo(3));
    }

    [Test]
    public void A_genre_of_one_row_is_believed_in()
    {
        // Held out, the row would leave a machine that knows the other genre only.
        FeatureTable table = new(["x"], [0, 1], ["a", "b"]);
        GenrePrediction prediction = new SupportVectorMachineTrainer { C = 10 }.Fit(table).Predict(table)[0];
        Assert.That(prediction.RawProbabilities[0], Is.GreaterThan(0.5));
    }

    /// <summary>How often the most probable genre is the right one.</summary>
    private static double Accuracy(GenreModel model, FeatureTable table) =>
        model.Predict(table).Zip(table.Labels, static (p, label) => p.Probabilities.MaxBy(static g => g.Value).Key == label ? 1.0 : 0).Average();

    private static FeatureTable Tracks(int tracks)
    {
        SeededRandom random = new(11);
        List<float> values = [];
        List<string> labels = [];
        List<string> files = [];
        for (int t = 0; t < tracks; t++)
        {
            double[] place = [.. Enumerable.Range(0, 6).Select(_ => random.NextNormal())];
            for (int s = 0; s < Segments; s++)
            {
                values.AddRange(place.Select(p => (float)(p + (0.01 * random.NextNormal()))));
                labels.Add(t % 2 == 0 ? "a" : "b");
                files.Add($"t.{t:00000}.{s}.wav");
            }
        }

        return new FeatureTable(["f1", "f2", "f3", "f4", "f5", "f6"], [.. values], labels, files);
    }
}
