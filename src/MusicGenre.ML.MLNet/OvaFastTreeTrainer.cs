using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace MusicGenre.ML.MLNet;

/// <summary>ML.NET's <c>OneVersusAll</c> of <c>FastTree</c>: gradient-boosted trees (MART; Friedman, Annals of Statistics 2001), one ensemble per genre.</summary>
public sealed record OvaFastTreeTrainer : MLNetTrainer
{
    /// <summary>The number of trees for each genre, at least 1. Default 100.</summary>
    public int NumberOfTrees { get; init; } = 100;

    /// <summary>The maximum number of leaves of a tree, at least 2. Default 20.</summary>
    public int NumberOfLeaves { get; init; } = 20;

    /// <summary>The fewest rows in a leaf, at least 1. Default 10.</summary>
    public int MinimumExampleCountPerLeaf { get; init; } = 10;

    /// <summary>The shrinkage of each tree, above 0. Default 0.2.</summary>
    public double LearningRate { get; init; } = 0.2;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(NumberOfTrees >= 1, nameof(NumberOfTrees), NumberOfTrees, "at least 1");
        Require(NumberOfLeaves >= 2, nameof(NumberOfLeaves), NumberOfLeaves, "at least 2");
        Require(MinimumExampleCountPerLeaf >= 1, nameof(MinimumExampleCountPerLeaf), MinimumExampleCountPerLeaf, "at least 1");
        Require(LearningRate is > 0 and < double.PositiveInfinity, nameof(LearningRate), LearningRate, "finite and above 0");
    }

    /// <inheritdoc/>
    protected override IEstimator<ITransformer> CreateEstimator(MLContext mlContext, int threads)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return mlContext.MulticlassClassification.Trainers.OneVersusAll(mlContext.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = NumberOfTrees,
            NumberOfLeaves = NumberOfLeaves,
            MinimumExampleCountPerLeaf = MinimumExampleCountPerLeaf,
            LearningRate = LearningRate,
            NumberOfThreads = FastTreeThreads(threads),
            Seed = (int)(Seed & int.MaxValue),
        }));
    }
}
