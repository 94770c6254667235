using MusicGenre.Neural;

namespace MusicGenre.ML.Tests;

public sealed class NeuralNetworkTests
{
    [Test]
    public void The_dense_net_has_the_layers_that_its_settings_say()
    {
        NeuralNetworkTrainer trainer = new() { HiddenUnits = [256, 128, 64], Dropout = 0.1 };
        Assert.That(trainer.Name, Is.EqualTo("DenseNet"));
        Assert.That(trainer.Build(26, 10).ParameterCount, Is.EqualTo(48_714));
        Assert.That(trainer.Summary(26, 10), Does.Contain("48,714"));
        Assert.That(trainer.Build(26, 10).Layers.OfType<Dropout>().Count(), Is.EqualTo(3));
        Assert.That((trainer with { Dropout = 0, HiddenUnits = [] }).Build(5, 3).Layers, Has.Count.EqualTo(1));
    }

    [Test]
    public void Any_network_learns_a_table_and_is_saved_with_the_model()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 20, columns: 16);
        NeuralNetworkTrainer trainer = new()
        {
            InputShape = new Shape(4, 4, 1),
            Layers = static genres => [new Conv2D(8, 3, ActivationFunction.ReLU), new Flatten(), new Dense(genres, ActivationFunction.Softmax)],
            Epochs = 40,
            Optimizer = new Adam(0.01),
            Seed = 1,
        };
        Assert.That(trainer.Name, Is.EqualTo("NeuralNetwork"));
        Assert.That((trainer with { Name = "CNN" }).Fit(table).TrainerName, Is.EqualTo("CNN"));

        GenreModel model = trainer.Fit(table);
        Assert.That(model.Predict(table).Zip(table.Labels, static (p, label) => p.Genre == label ? 1.0 : 0).Average(), Is.GreaterThan(0.9));
        Assert.That(
            GenreModel.FromBytes(model.ToBytes()).Predict(table).Select(static p => p.RawProbabilities.ToArray()),
            Is.EqualTo(model.Predict(table).Select(static p => p.RawProbabilities.ToArray())));
        Assert.That(trainer.Fit(table, new FitOptions { MaxDegreeOfParallelism = 3 }).ToBytes(), Is.EqualTo(trainer.Fit(table, new FitOptions { MaxDegreeOfParallelism = 1 }).ToBytes()));

        SoftVotingTrainer vote = new() { Members = [trainer, new LinearDiscriminantTrainer()] };
        Assert.That(vote.Fit(table).Predict(table), Has.Count.EqualTo(60));
    }

    [Test]
    public void A_shape_of_another_size_than_the_columns_is_named()
    {
        NeuralNetworkTrainer trainer = new() { InputShape = new Shape(4, 4), Layers = static genres => [new Lstm(4), new Dense(genres, ActivationFunction.Softmax)] };
        Assert.That(() => trainer.Fit(TestTables.Clouds(columns: 15)), Throws.ArgumentException.With.Message.Contains("16 numbers").And.Message.Contains("15 features"));
    }

    [Test]
    public void Augmentation_sees_the_rows_that_are_learnt_from_alone()
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 12, segments: 3);
        HashSet<float> seen = [];
        NeuralNetworkTrainer trainer = new()
        {
            Epochs = 2,
            ValidationFraction = 0.25,
            Augmentation = (sample, result, _) =>
            {
                seen.Add(sample[0]);
                sample.CopyTo(result);
            },
        };
        GenreModel model = trainer.Fit(table);
        Assert.That(seen, Has.Count.EqualTo(54), "a quarter of the 72 rows is held out");
        Assert.That(model.ToBytes(), Is.EqualTo((trainer with { Augmentation = null }).Fit(table).ToBytes()));
    }

    [Test]
    public void The_history_has_every_epoch_and_the_validation()
    {
        NeuralNetworkTrainer trainer = new() { HiddenUnits = [8], Epochs = 6, ValidationFraction = 0.25, Seed = 3 };
        GenreModel model = trainer.Fit(TestTables.Clouds());
        Assert.That(model.History!.Epochs, Has.Count.EqualTo(6));
        Assert.That(model.History.Epochs.Select(e => e.ValidationLoss), Has.All.GreaterThan(0));
        Assert.That(GenreModel.FromBytes(model.ToBytes()).History, Is.Null);
    }

    [Test]
    public void Early_stopping_restores_the_best_weights()
    {
        // Labels at random: the validation loss soon rises.
        FeatureTable clouds = TestTables.Clouds(genres: 2, rowsPerGenre: 40);
        FeatureTable noise = new(clouds.FeatureNames, clouds.Values, [.. Enumerable.Range(0, 80).Select(i => i * 7919 % 13 < 6 ? "a" : "b")]);
        NeuralNetworkTrainer trainer = new() { HiddenUnits = [64], Dropout = 0, Epochs = 200, ValidationFraction = 0.3, Patience = 5, Seed = 1 };
        GenreModel model = trainer.Fit(noise);
        Assert.That(model.History!.StoppedEarly, Is.True);
        Assert.That(model.History.WeightsRestored, Is.True);
        Assert.That(model.History.BestEpoch, Is.EqualTo(model.History.Epochs.MinBy(e => e.ValidationLoss)!.Epoch));
    }
}
