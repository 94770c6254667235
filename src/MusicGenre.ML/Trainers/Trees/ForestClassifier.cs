using System.Buffers;
using System.Numerics.Tensors;
using MusicGenre.ML.Models;

namespace MusicGenre.ML.Trainers.Trees;

/// <summary>The mean of the class probabilities of the leaves that a row falls into.</summary>
internal sealed class ForestClassifier : Classifier
{
    public const string KindName = "forest";
    private readonly TreeEnsemble _trees;
    private readonly float[] _shares;

    /// <param name="featureCount">The number of features.</param>
    /// <param name="genreCount">The number of genres.</param>
    /// <param name="trees">The trees.</param>
    /// <param name="shares">leaves x genres.</param>
    public ForestClassifier(int featureCount, int genreCount, TreeEnsemble trees, float[] shares)
        : base(featureCount, genreCount)
    {
        _trees = trees;
        _shares = shares;
    }

    public override string Kind => KindName;

    public TreeEnsemble Trees => _trees;

    /// <summary>leaves x genres.</summary>
    public ReadOnlySpan<float> Shares => _shares;

    protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights) => PredictRowsCore(row, weights);

    private protected override void PredictRowsCore(ReadOnlySpan<float> rows, Span<double> weights)
    {
        weights.Clear();
        int count = weights.Length / GenreCount;
        int[] leaves = ArrayPool<int>.Shared.Rent(count);
        for (int t = 0; t < _trees.Count; t++)
        {
            _trees.Leaves(t, rows, FeatureCount, leaves.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> leaf = _shares.AsSpan(leaves[i] * GenreCount, GenreCount);
                Span<double> sums = weights.Slice(i * GenreCount, leaf.Length);
                for (int g = 0; g < leaf.Length; g++)
                {
                    sums[g] += leaf[g];
                }
            }
        }

        ArrayPool<int>.Shared.Return(leaves);
    }

    public override void Write(ModelWriter writer)
    {
        writer.Write(_shares);
        _trees.Write(writer);
    }

    public static Classifier Read(ModelReader reader, int featureCount, int genreCount)
    {
        float[] shares = reader.ReadSingles(-1, "the leaves' class probabilities");
        if (shares.Length % genreCount != 0)
        {
            throw reader.Error($"{shares.Length} class probabilities are not a multiple of {genreCount}, the number of genres.");
        }

        double[] leaf = new double[genreCount];
        for (int start = 0; start < shares.Length; start += genreCount)
        {
            TensorPrimitives.ConvertChecked<float, double>(shares.AsSpan(start, genreCount), leaf);
            if (!Probabilities.IsDistribution(leaf))
            {
                throw reader.Error($"leaf {start / genreCount} holds no class probabilities: numbers of at least 0 that sum to 1 were expected.");
            }
        }

        TreeEnsemble trees = TreeEnsemble.Read(reader, featureCount, shares.Length / genreCount);
        return trees.Count > 0 ? new ForestClassifier(featureCount, genreCount, trees, shares) : throw reader.Error("the forest has no tree.");
    }
}
