namespace MusicGenre.ML.Tests;

[TestFixtureSource(nameof(Names))]
public sealed class TrainerContractTests(string name) : TrainerContract(name)
{
    private static IEnumerable<string> Names => [.. TrainerCatalog.Aliases, "power"];

    protected override Trainer Create(string name, long seed) => name == "power" ? new PowerTransformTrainer { Inner = Create("logistic", seed) } : TrainerCatalog.Create(name, seed) switch
    {
        ForestTrainer forest => forest with { TreeCount = 30 },
        GradientBoostingTrainer boosting => boosting with { Iterations = 20 },
        DenseNetTrainer dense => dense with { Epochs = 15 },
        SoftVotingTrainer voting => voting with { Members = [Create("svm", seed), Create("extratrees", seed), Create("boosting", seed), Create("dense", seed)] },
        Trainer other => other,
    };
}
