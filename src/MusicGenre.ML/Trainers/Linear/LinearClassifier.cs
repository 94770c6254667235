using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Linear;

/// <summary>softmax(W x + b): what logistic regression and linear discriminant analysis both learn.</summary>
internal sealed class LinearClassifier : Classifier
{
    public const string KindName = "linear-softmax";
    private readonly double[] _weights;
    private readonly double[] _bias;

    /// <param name="featureCount">The number of features.</param>
    /// <param name="weights">genres x features, row-major.</param>
    /// <param name="bias">One a genre.</param>
    public LinearClassifier(int featureCount, double[] weights, double[] bias)
        : base(featureCount, bias.Length)
    {
        _weights = weights;
        _bias = bias;
    }

    public override string Kind => KindName;

    /// <summary>genres x features, row-major.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    public ReadOnlySpan<double> Bias => _bias;

    protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights)
    {
        Score(row, weights);
        Softmax(weights);
    }

    /// <summary>W x + b.</summary>
    public void Score(ReadOnlySpan<float> row, Span<double> scores)
    {
        for (int g = 0; g < GenreCount; g++)
        {
            ReadOnlySpan<double> w = _weights.AsSpan(g * FeatureCount, FeatureCount);
            double sum = _bias[g];
            for (int c = 0; c < w.Length; c++)
            {
                sum += w[c] * row[c];
            }

            scores[g] = sum;
        }
    }

    public override void Write(ModelWriter writer)
    {
        writer.Write(_weights);
        writer.Write(_bias);
    }

    public static Classifier Read(ModelReader reader, int featureCount, int genreCount) => Read(reader, featureCount, genreCount, 1);

    /// <summary>Reads a classifier whose scores stay finite even if they, or the rows, are multiplied by a factor of at least 1.</summary>
    public static LinearClassifier Read(ModelReader reader, int featureCount, int genreCount, double factor)
    {
        double[] weights = reader.ReadDoubles((long)featureCount * genreCount, "the weights");
        double[] bias = reader.ReadDoubles(genreCount, "the bias");
        for (int g = 0; g < genreCount; g++)
        {
            double largest = Math.Abs(bias[g]) + (FittedPreprocessing.Bound * TensorPrimitives.SumOfMagnitudes<double>(weights.AsSpan(g * featureCount, featureCount)));
            if (!double.IsFinite(largest * factor))
            {
                throw reader.Error($"the weights of genre {g} are so large that its score can overflow; scores that stay finite were expected.");
            }
        }

        return new LinearClassifier(featureCount, weights, bias);
    }
}
