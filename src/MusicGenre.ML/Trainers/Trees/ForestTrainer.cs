using MusicGenre.ML.Trainers.Trees;

namespace MusicGenre.ML;

/// <summary>What random forests and extremely randomised trees share: many fully grown trees, a few features tried at each node, Gini impurity, mean of the leaves' shares.</summary>
public abstract record ForestTrainer : Trainer
{
    /// <summary>How many trees, at least 1. Default 500.</summary>
    public int NumberOfTrees { get; init; } = 500;

    /// <summary>
    /// How many features are tried at each node, 1 to the number of columns; null for the square root of that number, rounded down. More are tried if they are constant.
    /// scikit-learn's <c>max_features</c>: a number, where ML.NET's <c>FeatureFractionPerSplit</c> is a fraction.
    /// </summary>
    public int? MaxFeatures { get; init; }

    /// <summary>The fewest rows of a leaf, at least 1. Default 1.</summary>
    public int MinimumExampleCountPerLeaf { get; init; } = 1;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(NumberOfTrees >= 1, nameof(NumberOfTrees), NumberOfTrees, "at least 1");
        Require(MaxFeatures is null or >= 1, nameof(MaxFeatures), MaxFeatures ?? 0, "null, or at least 1");
        Require(MinimumExampleCountPerLeaf >= 1, nameof(MinimumExampleCountPerLeaf), MinimumExampleCountPerLeaf, "at least 1");
    }

    private protected ForestClassifier Grow(TrainingSet training, FitOptions options, bool bootstrap, bool randomThresholds)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        int features = Math.Min(MaxFeatures ?? (int)Math.Sqrt(training.ColumnCount), training.ColumnCount);
        ForestSettings settings = new(NumberOfTrees, features, MinimumExampleCountPerLeaf, bootstrap, randomThresholds);
        return new ForestGrower(training, settings, options).Grow(Seed);
    }
}
