namespace MusicGenre.ML.Tests;

[TestFixtureSource(nameof(Names))]
public sealed class TrainerContractTests(string name) : TrainerContract(name)
{
    private static IEnumerable<string> Names => [.. TrainerCatalog.Aliases, "chain", "raw", "raw krr", "lda shrunk", "lda groups", "tuned", "mixed vote"];

    protected override ITrainer Create(string name, long seed) => name switch
    {
        "tuned" => TunableTrainer.Get("logistic", columns: 4, seed).ToTrainer("Tuned") with { Trials = 3, InnerFolds = 2, Seed = seed },
        "mixed vote" => new SoftVotingTrainer { Seed = seed, Members = [Create("tuned", seed), Simple("dense", seed), Simple("lda", seed)] },
        _ => Simple(name, seed),
    };

    protected override bool LooksWhileItLearns(string name) => name is not ("majority" or "knn");

    // One row in each of two inner folds.
    protected override int LeastRowsPerGenre(string name) => name is "tuned" or "mixed vote" ? 2 : 1;

    private static Trainer Simple(string name, long seed) => name switch
    {
        // More components than columns: as many as there are.
        "chain" => Simple("logistic", seed) with { Preprocessing = [new MinMaxScaler(), new PowerTransform(), new PrincipalComponents { NumberOfComponents = 20, VarianceFraction = 0.999, Whiten = true }] },
        "lda shrunk" => new LinearDiscriminantTrainer { Shrinkage = DiscriminantShrinkage.LedoitWolf, Seed = seed },
        "lda groups" => new LinearDiscriminantTrainer { Shrinkage = DiscriminantShrinkage.Ridge, GroupBalanced = true, Seed = seed },
        "raw krr" => Simple("krr", seed) with { Preprocessing = [] },
        "raw" => Simple("lda", seed) with { Preprocessing = [] },
        _ => Made(TrainerCatalog.Create(name, seed), seed),
    };

    private static Trainer Made(Trainer trainer, long seed) => trainer switch
    {
        ForestTrainer forest => forest with { NumberOfTrees = 30 },
        GradientBoostingTrainer boosting => boosting with { NumberOfIterations = 20 },
        NeuralNetworkTrainer dense => dense with { Epochs = 15 },
        SoftVotingTrainer voting => voting with { Members = [Simple("svm", seed), Simple("extratrees", seed), Simple("boosting", seed), Simple("dense", seed)] },
        Trainer other => other,
    };
}
