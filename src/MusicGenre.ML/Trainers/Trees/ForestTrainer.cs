using MusicGenre.ML.Trainers.Trees;

namespace MusicGenre.ML;

/// <summary>What random forests and extremely randomised trees share: many fully grown trees, a few features tried at each node, Gini impurity, mean of the leaves' class probabilities.</summary>
public abstract record ForestTrainer : Trainer
{
    /// <summary>How many trees, at least 1. Default 500.</summary>
    public int TreeCount { get; init; } = 500;

    /// <summary>How many features are tried at each node, 1 to the number of columns; null for the square root of that number. More are tried if they are constant.</summary>
    public int? FeaturesPerSplit { get; init; }

    /// <summary>The minimum number of rows in a leaf, at least 1. Default 1.</summary>
    public int MinRowsPerLeaf { get; init; } = 1;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(TreeCount >= 1, nameof(TreeCount), TreeCount, "at least 1");
        Require(FeaturesPerSplit is null or >= 1, nameof(FeaturesPerSplit), FeaturesPerSplit ?? 0, "null, or at least 1");
        Require(MinRowsPerLeaf >= 1, nameof(MinRowsPerLeaf), MinRowsPerLeaf, "at least 1");
    }

    private protected ForestClassifier Grow(TrainingSet training, FitOptions options, bool bootstrap, bool randomThresholds)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        int features = Math.Min(FeaturesPerSplit ?? (int)Math.Sqrt(training.ColumnCount), training.ColumnCount);
        ForestSettings settings = new(TreeCount, features, MinRowsPerLeaf, bootstrap, randomThresholds);
        return new ForestGrower(training, settings, options).Grow(Seed);
    }
}
