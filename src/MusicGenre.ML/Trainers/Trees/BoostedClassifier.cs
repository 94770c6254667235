using System.Buffers;
using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Trees;

/// <summary>softmax(prior + sum of the leaf values); the trees are in rounds of one tree per genre.</summary>
internal sealed class BoostedClassifier : Classifier
{
    public const string KindName = "boosted-trees";
    private readonly double[] _prior;
    private readonly TreeEnsemble _trees;
    private readonly double[] _values;

    public BoostedClassifier(int featureCount, double[] prior, TreeEnsemble trees, double[] values)
        : base(featureCount, prior.Length)
    {
        _prior = prior;
        _trees = trees;
        _values = values;
    }

    public override string Kind => KindName;

    public ReadOnlySpan<double> Prior => _prior;

    public TreeEnsemble Trees => _trees;

    /// <summary>One a leaf.</summary>
    public ReadOnlySpan<double> Values => _values;

    protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights) => PredictRowsCore(row, weights);

    private protected override void PredictRowsCore(ReadOnlySpan<float> rows, Span<double> weights)
    {
        int count = weights.Length / GenreCount;
        for (int i = 0; i < weights.Length; i += GenreCount)
        {
            _prior.CopyTo(weights[i..]);
        }

        int[] leaves = ArrayPool<int>.Shared.Rent(count);
        for (int t = 0; t < _trees.Count; t++)
        {
            _trees.Leaves(t, rows, FeatureCount, leaves.AsSpan(0, count));
            for (int i = 0, at = t % GenreCount; i < count; i++, at += GenreCount)
            {
                weights[at] += _values[leaves[i]];
            }
        }

        ArrayPool<int>.Shared.Return(leaves);
        for (int i = 0; i < weights.Length; i += GenreCount)
        {
            Softmax(weights.Slice(i, GenreCount));
        }
    }

    public override void Write(ModelWriter writer)
    {
        writer.Write(_prior);
        writer.Write(_values);
        _trees.Write(writer);
    }

    public static Classifier Read(ModelReader reader, int featureCount, int genreCount)
    {
        double[] prior = reader.ReadDoubles(genreCount, "the prior scores");
        double[] values = reader.ReadDoubles(-1, "the leaves' values");
        TreeEnsemble trees = TreeEnsemble.Read(reader, featureCount, values.Length);
        double largest = LargestMagnitude(prior) + (trees.Count * LargestMagnitude(values));
        return double.IsFinite(largest)
            ? new BoostedClassifier(featureCount, prior, trees, values)
            : throw reader.Error("the leaves' values are so large that a score can overflow; scores that stay finite were expected.");
    }

    private static double LargestMagnitude(double[] values) => values.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(values));
}
