using MusicGenre.ML.Trainers.Trees;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>
/// Gradient boosting of regression trees on the softmax cross-entropy, split search on histograms, leaf by leaf (Friedman, "Greedy function approximation", Annals of
/// Statistics 2001; Chen and Guestrin, "XGBoost", KDD 2016; Ke et al., "LightGBM", NIPS 2017).
/// </summary>
public sealed record GradientBoostingTrainer : Trainer
{
    /// <summary>Rounds of one tree per genre, at least 1. Default 300.</summary>
    public int Iterations { get; init; } = 300;

    /// <summary>The shrinkage of each tree's output, in (0, 1]. Default 0.05.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>The maximum number of leaves of a tree, at least 2. Default 15.</summary>
    public int MaxLeaves { get; init; } = 15;

    /// <summary>The minimum sum of second derivatives, p (1 - p), in a leaf; at least 0. Default 0.3.</summary>
    public double MinCurvaturePerLeaf { get; init; } = 0.3;

    /// <summary>The L2 penalty on the leaf values, at least 0. Default 1.</summary>
    public double L2 { get; init; } = 1;

    /// <summary>The fraction of the columns that each tree sees, in (0, 1]. Default 0.3.</summary>
    public double FeatureShare { get; init; } = 0.3;

    /// <summary>The fraction of the rows that each tree sees, in (0, 1]. Default 0.8.</summary>
    public double RowShare { get; init; } = 0.8;

    /// <summary>The maximum number of bins of a column, 2 to 256. Default 64.</summary>
    public int MaxBins { get; init; } = 64;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(Iterations >= 1, nameof(Iterations), Iterations, "at least 1");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "above 0 and at most 1");
        Require(MaxLeaves >= 2, nameof(MaxLeaves), MaxLeaves, "at least 2");
        Require(MinCurvaturePerLeaf >= 0, nameof(MinCurvaturePerLeaf), MinCurvaturePerLeaf, "at least 0");
        Require(L2 >= 0, nameof(L2), L2, "at least 0");
        Require(FeatureShare is > 0 and <= 1, nameof(FeatureShare), FeatureShare, "above 0 and at most 1");
        Require(RowShare is > 0 and <= 1, nameof(RowShare), RowShare, "above 0 and at most 1");
        Require(MaxBins is >= 2 and <= BinnedColumns.MaximumBins, nameof(MaxBins), MaxBins, $"2 to {BinnedColumns.MaximumBins}");
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        int rows = training.RowCount;
        int genres = training.GenreCount;
        BinnedColumns columns = new(training, MaxBins, options);
        BoostingSettings settings = new(LearningRate, MaxLeaves, MinCurvaturePerLeaf, Math.Max(L2, 1e-9), FeatureShare, RowShare);
        double[] prior = [.. training.GenreCounts().Select(c => Math.Log((double)c / rows))];

        // Genre by genre, so that each of the round's trees has its own segment of memory and may grow on its own thread.
        double[][] scores = [.. prior.Select(p => Enumerable.Repeat(p, rows).ToArray())];
        float[][] gradients = NewMatrix(genres, rows);
        float[][] curvatures = NewMatrix(genres, rows);
        BoostedTreeGrower[] growers = [.. Enumerable.Range(0, genres).Select(_ => new BoostedTreeGrower(training, columns, settings))];
        SeededRandom[] randoms = [.. Enumerable.Range(0, genres).Select(g => new SeededRandom(Seed, g))];
        List<Tree> trees = [];
        List<double> values = [];
        for (int round = 0; round < Iterations; round++)
        {
            options.Checkpoint();
            Differentiate(scores, training.Labels, gradients, curvatures);
            Tree[] grown = new Tree[genres];
            List<double>[] leaves = [.. Enumerable.Range(0, genres).Select(static _ => new List<double>())];
            void GrowOne(int g) => grown[g] = growers[g].Grow(gradients[g], curvatures[g], scores[g], randoms[g], leaves[g], options);
            if (options.MaxDegreeOfParallelism > 1)
            {
                Parallel.For(0, genres, options.Parallel, GrowOne);
            }
            else
            {
                for (int g = 0; g < genres; g++)
                {
                    GrowOne(g);
                }
            }

            for (int g = 0; g < genres; g++)
            {
                int start = values.Count;
                grown[g].RenumberLeaves(leaf => start + leaf);
                values.AddRange(leaves[g]);
                trees.Add(grown[g]);
            }
        }

        return new BoostedClassifier(training.ColumnCount, prior, TreeEnsemble.Join(trees), [.. values]);
    }

    /// <summary>The derivatives of the cross-entropy with respect to the scores: p - y and p (1 - p).</summary>
    private static void Differentiate(double[][] scores, ReadOnlySpan<int> labels, float[][] gradients, float[][] curvatures)
    {
        int genres = scores.Length;
        double[] p = new double[genres];
        for (int i = 0; i < labels.Length; i++)
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

            for (int g = 0; g < genres; g++)
            {
                double probability = p[g] / sum;
                gradients[g][i] = (float)(probability - (labels[i] == g ? 1 : 0));
                curvatures[g][i] = (float)Math.Max(probability * (1 - probability), 1e-9);
            }
        }
    }

    private static float[][] NewMatrix(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new float[columns])];
}
