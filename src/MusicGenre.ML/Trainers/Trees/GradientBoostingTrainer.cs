using MusicGenre.ML.Trainers.Trees;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>
/// Gradient boosting of regression trees on the softmax cross-entropy, split search on histograms, leaf by leaf (Friedman, "Greedy function approximation", Annals of
/// Statistics 2001; Chen and Guestrin, "XGBoost", KDD 2016; Ke et al., "LightGBM", NIPS 2017).
/// </summary>
public sealed record GradientBoostingTrainer : Trainer
{
    // Rows of a piece of work.
    private const int BlockLength = 4096;

    /// <summary>Rounds of one tree per genre, at least 1. Default 300.</summary>
    public int NumberOfIterations { get; init; } = 300;

    /// <summary>The shrinkage of each tree's output, in (0, 1]. Default 0.05.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>The maximum number of leaves of a tree, at least 2. Default 15.</summary>
    public int NumberOfLeaves { get; init; } = 15;

    /// <summary>The minimum sum of second derivatives, p (1 - p), in a leaf; at least 0. Default 0.3.</summary>
    public double MinimumChildWeight { get; init; } = 0.3;

    /// <summary>The L2 penalty on the leaf values, at least 0. Default 1.</summary>
    public double L2Regularization { get; init; } = 1;

    /// <summary>The fraction of the columns that each tree sees, in (0, 1]. Default 0.3.</summary>
    public double FeatureFraction { get; init; } = 0.3;

    /// <summary>The fraction of the rows that each tree sees, in (0, 1]. Default 0.8.</summary>
    public double SubsampleFraction { get; init; } = 0.8;

    /// <summary>The maximum number of bins of a column, 2 to 256. Default 64.</summary>
    public int MaximumBinCountPerFeature { get; init; } = 64;

    /// <inheritdoc/>
    protected internal override bool SupportsWeights => true;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(NumberOfIterations >= 1, nameof(NumberOfIterations), NumberOfIterations, "at least 1");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "above 0 and at most 1");
        Require(NumberOfLeaves >= 2, nameof(NumberOfLeaves), NumberOfLeaves, "at least 2");
        Require(MinimumChildWeight >= 0, nameof(MinimumChildWeight), MinimumChildWeight, "at least 0");
        Require(L2Regularization >= 0, nameof(L2Regularization), L2Regularization, "at least 0");
        Require(FeatureFraction is > 0 and <= 1, nameof(FeatureFraction), FeatureFraction, "above 0 and at most 1");
        Require(SubsampleFraction is > 0 and <= 1, nameof(SubsampleFraction), SubsampleFraction, "above 0 and at most 1");
        Require(MaximumBinCountPerFeature >= 2 && MaximumBinCountPerFeature <= BinnedColumns<byte>.MaximumBins, nameof(MaximumBinCountPerFeature), MaximumBinCountPerFeature, $"2 to {BinnedColumns<byte>.MaximumBins}");
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        int rows = training.RowCount;
        int genres = training.GenreCount;
        BinnedColumns<byte> columns = new(training, MaximumBinCountPerFeature, context);
        BoostingSettings settings = new(LearningRate, NumberOfLeaves, MinimumChildWeight, Math.Max(L2Regularization, 1e-9), FeatureFraction, SubsampleFraction);
        double[] prior = [.. training.Priors().Select(static p => Math.Log(p))];

        // Genre by genre, so that each of the round's trees has its own segment of memory and may grow on its own thread.
        double[][] scores = [.. prior.Select(p => Enumerable.Repeat(p, rows).ToArray())];
        float[][] gradients = NewMatrix(genres, rows);
        float[][] curvatures = NewMatrix(genres, rows);
        BoostedTreeGrower[] growers = [.. Enumerable.Range(0, genres).Select(_ => new BoostedTreeGrower(columns, settings))];
        SeededRandom[] randoms = [.. Enumerable.Range(0, genres).Select(g => new SeededRandom(Seed, g))];
        List<TreeNode[]> trees = [];
        List<double> values = [];
        int blocks = (rows + BlockLength - 1) / BlockLength;
        (TreeNode[] Nodes, double[] Values)[] grown = new (TreeNode[], double[])[genres];
        for (int round = 0; round < NumberOfIterations; round++)
        {
            context.Checkpoint();
            Spread(blocks, context, b => Differentiate(scores, training, gradients, curvatures, b * BlockLength, Math.Min(rows, (b + 1) * BlockLength)));
            Spread(genres, context, g => grown[g] = growers[g].Grow(gradients[g], curvatures[g], scores[g], randoms[g], context));
            foreach ((TreeNode[] nodes, double[] ofTree) in grown)
            {
                foreach (ref TreeNode node in nodes.AsSpan())
                {
                    node = node.Feature < 0 ? node with { Child = values.Count + node.Child } : node;
                }

                values.AddRange(ofTree);
                trees.Add(nodes);
            }
        }

        return new BoostedClassifier(training.ColumnCount, prior, new TreeEnsemble(trees), [.. values]);
    }

    private static void Spread(int count, FitContext context, Action<int> action)
    {
        if (context.MaxDegreeOfParallelism > 1 && count > 1)
        {
            Parallel.For(0, count, context.Parallel, action);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            action(i);
        }
    }

    /// <summary>The derivatives of the cross-entropy with respect to the scores of some rows: p - y and p (1 - p), times the weight of the row.</summary>
    private static void Differentiate(double[][] scores, TrainingSet training, float[][] gradients, float[][] curvatures, int start, int end)
    {
        int genres = scores.Length;
        Span<double> p = genres <= 256 ? stackalloc double[genres] : new double[genres];
        ReadOnlySpan<int> labels = training.Labels;
        ReadOnlySpan<double> weights = training.Weights;
        for (int i = start; i < end; i++)
        {
            double maximum = double.NegativeInfinity;
            for (int g = 0; g < genres; g++)
            {
                maximum = Math.Max(maximum, scores[g][i]);
            }

            double sum = 0;
            for (int g = 0; g < genres; g++)
            {
                sum += p[g] = Math.Exp(scores[g][i] - maximum);
            }

            double weight = weights[i];
            for (int g = 0; g < genres; g++)
            {
                double probability = p[g] / sum;
                gradients[g][i] = (float)(weight * (probability - (labels[i] == g ? 1 : 0)));
                curvatures[g][i] = (float)(weight * Math.Max(probability * (1 - probability), 1e-9));
            }
        }
    }

    private static float[][] NewMatrix(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new float[columns])];
}
