using MusicGenre.Neural;

namespace MusicGenre.ML.Tests;

/// <summary>A token that could cancel, but does not, changes no bit of what is learnt.</summary>
[NonParallelizable]
public sealed class CancellationTokenTests
{
    private static IEnumerable<TestCaseData> Trainers()
    {
        foreach (string alias in TrainerCatalog.Aliases)
        {
            yield return new TestCaseData(Small(TrainerCatalog.Create(alias, 3))).SetArgDisplayNames(alias);
        }

        NeuralNetworkTrainer dense = new() { HiddenUnits = [32], Dropout = 0, Epochs = 60, Seed = 3 };
        NeuralNetworkTrainer network = new()
        {
            InputShape = new Shape(2, 3),
            Layers = static genres => [new Lstm(8), new Dropout(0.2), new Dense(genres, ActivationFunction.Softmax)],
            Epochs = 40,
            Optimizer = new Adam(0.01),
        };
        yield return new TestCaseData(dense).SetArgDisplayNames("dense, no validation");
        yield return new TestCaseData(dense with { ValidationFraction = 0.3 }).SetArgDisplayNames("dense, validation");
        yield return new TestCaseData(dense with { ValidationFraction = 0.3, Patience = 5 }).SetArgDisplayNames("dense, patience");
        yield return new TestCaseData(network).SetArgDisplayNames("network, no validation");
        yield return new TestCaseData(network with { ValidationFraction = 0.3 }).SetArgDisplayNames("network, validation");
        yield return new TestCaseData(network with { ValidationFraction = 0.3, Patience = 5 }).SetArgDisplayNames("network, patience");
        yield return new TestCaseData(dense with { ValidationFraction = 0.3, Preprocessing = [new PowerTransform()] }).SetArgDisplayNames("power transform");
        yield return new TestCaseData(new SoftVotingTrainer { Members = [dense with { ValidationFraction = 0.3 }] }).SetArgDisplayNames("voting of nets");
        yield return new TestCaseData(new TunedTrainer(new SearchSpace(SearchRange.Integer("NumberOfNeighbors", 1, 5)), static s => new NearestNeighborsTrainer { NumberOfNeighbors = s.Integer("NumberOfNeighbors") }) { Trials = 3 }).SetArgDisplayNames("tuned");

        // Only what takes long without telling more is made smaller.
        static Trainer Small(Trainer trainer) => trainer switch
        {
            ForestTrainer forest => forest with { NumberOfTrees = 10 },
            GradientBoostingTrainer boosting => boosting with { NumberOfIterations = 5 },
            SoftVotingTrainer voting => voting with { Members = [.. voting.Members.Cast<Trainer>().Select(Small)] },
            _ => trainer,
        };
    }

    [TestCaseSource(nameof(Trainers))]
    public void A_token_that_is_never_cancelled_changes_no_bit(ITrainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);

        // Genres by chance: the best epoch of a net comes long before its last.
        FeatureTable clouds = TestTables.Clouds(genres: 3, rowsPerGenre: 20);
        FeatureTable table = new(clouds.FeatureNames, clouds.Values, [.. Enumerable.Range(0, 60).Select(static i => i * 7919 % 13 < 6 ? "a" : "b")]);
        using CancellationTokenSource source = new();
        Assert.That(trainer.Fit(table, cancellationToken: source.Token).ToBytes(), Is.EqualTo(trainer.Fit(table).ToBytes()));

        Folds folds = Folds.HoldOut(table, 0.3);
        CrossValidationResult plain = CrossValidation.Run(table, trainer, folds);
        CrossValidationResult cancellable = CrossValidation.Run(table, trainer, folds, cancellationToken: source.Token);
        Assert.That(cancellable.Results[0].Predictions.SelectMany(static r => r.Probabilities), Is.EqualTo(plain.Results[0].Predictions.SelectMany(static r => r.Probabilities)));
    }
}
