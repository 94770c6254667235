using MusicGenre.ML.Tests;

namespace MusicGenre.ML.MLNet.Tests;

/// <summary>ML.NET's trainers keep what every trainer promises.</summary>
[TestFixtureSource(nameof(Names))]
public sealed class MLNetTrainerTests(string name) : TrainerContract(name)
{
    private static IEnumerable<string> Names => MLNetTrainerCatalog.Aliases;

    protected override Trainer Create(string name, long seed) => MLNetTrainerCatalog.Create(name, seed) switch
    {
        OvaFastTreeTrainer trees => trees with { NumberOfTrees = 20 },
        OvaFastForestTrainer forest => forest with { NumberOfTrees = 20 },
        LightGbmTrainer boosting => boosting with { NumberOfIterations = 30, MinimumExampleCountPerLeaf = 5 },
        Trainer other => other,
    };

    // ML.NET writes its trainers' settings into the model, the number of threads among them.
    protected override object Learnt(GenreModel model) =>
        model.Predict(TestTables.Clouds(rowsPerGenre: 200, seed: 5)).Select(static p => p.RawProbabilities.ToArray()).ToArray();

    // Weights inside ML.NET's zip are not ours to check: a NaN shows itself in the score, and is refused there.
    protected override bool MayRefuse(Exception exception) => exception is InvalidOperationException && exception.Message.Contains("finite numbers were expected", StringComparison.Ordinal);
}
