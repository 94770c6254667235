using MusicGenre.ML.Trainers.Trees;

namespace MusicGenre.ML;

/// <summary>What random forests and extremely randomised trees share: many fully grown trees, a few features tried at each node, Gini impurity (of rows weighted by <see cref="ClassWeights"/>), mean of the leaves' class probabilities.</summary>
public abstract record ForestTrainer : Trainer
{
    /// <summary>How many trees, at least 1. Default 500.</summary>
    public int NumberOfTrees { get; init; } = 500;

    /// <summary>How many features are tried at each node, 1 to the number of columns; null for the square root of that number. More are tried if they are constant.</summary>
    public int? MaxFeatures { get; init; }

    /// <summary>The minimum number of rows in a leaf, at least 1. Default 1.</summary>
    public int MinimumExampleCountPerLeaf { get; init; } = 1;

    /// <inheritdoc/>
    protected internal override bool SupportsWeights => true;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(NumberOfTrees >= 1, nameof(NumberOfTrees), NumberOfTrees, "at least 1");
        Require(MaxFeatures is null or >= 1, nameof(MaxFeatures), MaxFeatures ?? 0, "null, or at least 1");
        Require(MinimumExampleCountPerLeaf >= 1, nameof(MinimumExampleCountPerLeaf), MinimumExampleCountPerLeaf, "at least 1");
    }

    private protected ForestClassifier Grow(TrainingSet training, FitContext context, bool bootstrap, bool randomThresholds)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        int features = Math.Min(MaxFeatures ?? (int)Math.Sqrt(training.ColumnCount), training.ColumnCount);
        ForestSettings settings = new(NumberOfTrees, features, MinimumExampleCountPerLeaf, bootstrap, randomThresholds);
        return new ForestGrower(training, settings, context).Grow(Seed);
    }
}
