using MusicGenre.ML.Trainers.Trees;

namespace MusicGenre.ML;

/// <summary>What random forests and extremely randomised trees share: many fully grown trees, a few features tried at each node, Gini impurity (of rows weighted by <see cref="ClassWeights"/>), mean of the leaves' class probabilities.</summary>
public abstract record ForestTrainer : Trainer
{
    private const int MostRowsOfAllValues = 5_000;

    /// <summary>How many trees, at least 1. Default 500.</summary>
    public int NumberOfTrees { get; init; } = 500;

    /// <summary>How many features are tried at each node, 1 to the number of columns; null for the square root of that number. More are tried if they are constant.</summary>
    public int? MaxFeatures { get; init; }

    /// <summary>The minimum number of rows in a leaf, at least 1. Default 1.</summary>
    public int MinimumExampleCountPerLeaf { get; init; } = 1;

    /// <summary>
    /// The maximum number of bins of a column, 2 to 65,536; null for 65,536 where a table has at most 5,000 rows, else 256. A column with no more distinct values than bins is split between any two
    /// of them, so that nothing is lost; one with more at the quantiles (scikit-learn's <c>max_bins</c> of <c>HistGradientBoostingClassifier</c>). Up to 256 a bin takes one byte, else two.
    /// </summary>
    public int? MaximumBinCountPerFeature { get; init; }

    /// <inheritdoc/>
    protected internal override bool SupportsWeights => true;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(NumberOfTrees >= 1, nameof(NumberOfTrees), NumberOfTrees, "at least 1");
        Require(MaxFeatures is null or >= 1, nameof(MaxFeatures), MaxFeatures ?? 0, "null, or at least 1");
        Require(MaximumBinCountPerFeature is null || (MaximumBinCountPerFeature >= 2 && MaximumBinCountPerFeature <= BinnedColumns<ushort>.MaximumBins), nameof(MaximumBinCountPerFeature), MaximumBinCountPerFeature ?? 0, $"null, or 2 to {BinnedColumns<ushort>.MaximumBins}");
        Require(MinimumExampleCountPerLeaf >= 1, nameof(MinimumExampleCountPerLeaf), MinimumExampleCountPerLeaf, "at least 1");
    }

    private protected ForestClassifier Grow(TrainingSet training, FitContext context, bool bootstrap, bool randomThresholds)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        int features = Math.Min(MaxFeatures ?? (int)Math.Sqrt(training.ColumnCount), training.ColumnCount);
        int bins = MaximumBinCountPerFeature ?? (training.RowCount <= MostRowsOfAllValues ? BinnedColumns<ushort>.MaximumBins : BinnedColumns<byte>.MaximumBins);
        ForestSettings settings = new(NumberOfTrees, features, MinimumExampleCountPerLeaf, bins, bootstrap, randomThresholds);
        return ForestGrower.Grow(training, settings, Seed, context);
    }
}
