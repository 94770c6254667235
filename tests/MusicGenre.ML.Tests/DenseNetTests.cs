namespace MusicGenre.ML.Tests;

public sealed class DenseNetTests
{
    [Test]
    public void The_published_nets_have_the_published_sizes()
    {
        Assert.That(DenseNet.Seed().Build(26, 10).ParameterCount, Is.EqualTo(48_714));
        Assert.That(DenseNet.Bottleneck().Build(5, 10).ParameterCount, Is.EqualTo(11_434));
        Assert.That(DenseNet.Seed().Summary(26, 10), Does.Contain("48,714"));
    }

    [Test]
    public void The_history_has_every_epoch_and_the_validation()
    {
        DenseNetTrainer trainer = new() { HiddenUnits = [8], Epochs = 6, ValidationShare = 0.25, Seed = 3 };
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
        DenseNetTrainer trainer = new() { HiddenUnits = [64], Dropout = 0, Epochs = 200, ValidationShare = 0.3, Patience = 5, Seed = 1 };
        GenreModel model = trainer.Fit(noise);
        Assert.That(model.History!.StoppedEarly, Is.True);
        Assert.That(model.History.WeightsRestored, Is.True);
        Assert.That(model.History.BestEpoch, Is.EqualTo(model.History.Epochs.MinBy(e => e.ValidationLoss)!.Epoch));
    }
}
