using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace MusicGenre.ML.MLNet;

/// <summary>ML.NET's <c>LightGbm</c>: gradient-boosted trees, grown leaf by leaf on histograms (Ke et al., NeurIPS 2017).</summary>
public sealed record LightGbmTrainer : MLNetTrainer
{
    /// <summary>The number of rounds, a tree per genre each, at least 1. Default 100.</summary>
    public int NumberOfIterations { get; init; } = 100;

    /// <summary>The shrinkage of each tree, above 0; null lets ML.NET choose it from the number of rows.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The most leaves of a tree, at least 2; null lets ML.NET choose it from the number of rows.</summary>
    public int? NumberOfLeaves { get; init; }

    /// <summary>The fewest rows in a leaf, at least 1; null lets ML.NET choose it from the number of rows.</summary>
    public int? MinimumExampleCountPerLeaf { get; init; }

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(NumberOfIterations >= 1, nameof(NumberOfIterations), NumberOfIterations, "at least 1");
        Require(LearningRate is null or (> 0 and < double.PositiveInfinity), nameof(LearningRate), LearningRate ?? 0, "null, or finite and above 0");
        Require(NumberOfLeaves is null or >= 2, nameof(NumberOfLeaves), NumberOfLeaves ?? 0, "null, or at least 2");
        Require(MinimumExampleCountPerLeaf is null or >= 1, nameof(MinimumExampleCountPerLeaf), MinimumExampleCountPerLeaf ?? 0, "null, or at least 1");
    }

    /// <inheritdoc/>
    protected override IEstimator<ITransformer> CreateEstimator(MLContext mlContext, int threads)
    {
        ArgumentNullException.ThrowIfNull(mlContext);

        // LightGBM uses every core by default and chooses its data layout by timing; both are set explicitly.
        return mlContext.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
        {
            NumberOfIterations = NumberOfIterations,
            LearningRate = LearningRate,
            NumberOfLeaves = NumberOfLeaves,
            MinimumExampleCountPerLeaf = MinimumExampleCountPerLeaf,
            NumberOfThreads = threads,
            Deterministic = true,
            ForceColumnWise = true,
            Seed = (int)(Seed & int.MaxValue),
        });
    }
}
