using System.Numerics.Tensors;
using MusicGenre.ML.Trainers.Kernels;
using MusicGenre.ML.Trainers.Linear;

namespace MusicGenre.ML.Trainers.Ensembles;

/// <summary>softmax(slope * (softmax(linear scores / divisor) + kernel ridge scores)).</summary>
internal sealed class DiscriminantRidgeVote(LinearClassifier linear, KernelRidgeClassifier ridge, double divisor) : Classifier(linear.FeatureCount, linear.GenreCount)
{
    public const string KindName = "discriminant-ridge-vote";
    public const double LeastDivisor = 1e-6;
    public const double LargestDivisor = 1e6;

    public override string Kind => KindName;

    public LinearClassifier Linear => linear;

    public KernelRidgeClassifier Ridge => ridge;

    public double Divisor => divisor;

    public double Slope => ridge.Slope;

    protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights)
    {
        float[] scaled = ridge.Scale(row);
        ridge.Score(scaled, weights);
        Add(linear, divisor, scaled, weights);
        TensorPrimitives.Multiply(weights, Slope, weights);
        Softmax(weights);
    }

    /// <summary>Adds the linear classifier's vote on a scaled row to scores.</summary>
    public static void Add(LinearClassifier linear, double divisor, ReadOnlySpan<float> row, Span<double> scores)
    {
        double[] own = new double[scores.Length];
        linear.Score(row, own);
        TensorPrimitives.Divide(own, divisor, own);
        Softmax(own);
        TensorPrimitives.Divide(own, TensorPrimitives.Sum<double>(own), own);
        TensorPrimitives.Add<double>(scores, own, scores);
    }

    public override void Write(ModelWriter writer)
    {
        writer.Write(divisor);
        ridge.Write(writer);
        linear.Write(writer);
    }

    public static Classifier Read(ModelReader reader, int featureCount, int genreCount)
    {
        double divisor = reader.ReadDouble(LeastDivisor, LargestDivisor, "what the linear scores are divided by");
        KernelRidgeClassifier ridge = KernelRidgeClassifier.Read(reader, featureCount, genreCount);
        return new DiscriminantRidgeVote(LinearClassifier.Read(reader, featureCount, genreCount, KernelRidgeClassifier.LargestScale / LeastDivisor), ridge, divisor);
    }
}
