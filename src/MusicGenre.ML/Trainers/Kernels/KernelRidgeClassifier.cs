using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Kernels;

/// <summary>softmax(slope * f) of the scores f_g(x) = sum_i a_ig exp(-gamma D(x, x_i)), D the squared distance of scaled columns.</summary>
internal sealed class KernelRidgeClassifier : Classifier
{
    public const string KindName = "kernel-ridge";
    public const double LargestScale = 1e20;
    private const double LargestSlope = 1e6;
    private readonly double _gamma;
    private readonly float[] _scales;
    private readonly float[] _vectors;
    private readonly double[] _coefficients;
    private readonly int _count;

    /// <param name="genreCount">The number of genres.</param>
    /// <param name="gamma">The kernel's gamma.</param>
    /// <param name="scales">What each column is multiplied by.</param>
    /// <param name="vectors">The training rows, scaled.</param>
    /// <param name="coefficients">genres x rows.</param>
    /// <param name="slope">What the scores are multiplied by before the softmax.</param>
    public KernelRidgeClassifier(int genreCount, double gamma, float[] scales, float[] vectors, double[] coefficients, double slope)
        : base(scales.Length, genreCount)
    {
        _gamma = gamma;
        _scales = scales;
        _vectors = vectors;
        _coefficients = coefficients;
        _count = vectors.Length / scales.Length;
        Slope = slope;
    }

    public override string Kind => KindName;

    public double Gamma => _gamma;

    public ReadOnlySpan<float> Scales => _scales;

    /// <summary>The training rows, scaled.</summary>
    public ReadOnlySpan<float> Vectors => _vectors;

    /// <summary>genres x rows.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    public double Slope { get; }

    /// <summary>A row with its columns scaled.</summary>
    public float[] Scale(ReadOnlySpan<float> row)
    {
        float[] scaled = new float[FeatureCount];
        TensorPrimitives.Multiply(row, _scales, scaled);
        return scaled;
    }

    /// <summary>The scores of the genres of a scaled row: about 1 for the row's own, 0 for others.</summary>
    public void Score(ReadOnlySpan<float> scaled, Span<double> scores)
    {
        // In double precision: the coefficients are large and of both signs, and make a hundred times more of a distance's rounding.
        double[] kernel = new double[_count];
        double[] row = new double[FeatureCount];
        double[] difference = new double[FeatureCount];
        TensorPrimitives.ConvertChecked(scaled, row.AsSpan());
        for (int i = 0; i < kernel.Length; i++)
        {
            TensorPrimitives.ConvertChecked(_vectors.AsSpan(i * FeatureCount, FeatureCount), difference.AsSpan());
            TensorPrimitives.Subtract(row, difference, difference);
            kernel[i] = Math.Exp(-_gamma * TensorPrimitives.SumOfSquares<double>(difference));
        }

        for (int g = 0; g < GenreCount; g++)
        {
            scores[g] = TensorPrimitives.Dot<double>(kernel, _coefficients.AsSpan(g * _count, _count));
        }
    }

    protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights)
    {
        Score(Scale(row), weights);
        TensorPrimitives.Multiply(weights, Slope, weights);
        Softmax(weights);
    }

    public override void Write(ModelWriter writer)
    {
        writer.Write(_gamma);
        writer.Write(Slope);
        writer.Write(_scales);
        writer.Write(_vectors);
        writer.Write(_coefficients);
    }

    public static KernelRidgeClassifier Read(ModelReader reader, int featureCount, int genreCount)
    {
        double gamma = reader.ReadDouble(double.Epsilon, double.MaxValue, "gamma");
        double slope = reader.ReadDouble(double.Epsilon, LargestSlope, "the slope of the scores");
        float[] scales = reader.ReadSingles(featureCount, "the columns' scales");
        if (scales.AsSpan().IndexOfAnyExceptInRange(0, (float)LargestScale) is >= 0 and int bad)
        {
            throw reader.Error($"the scale of column {bad} is {scales[bad]}; 0 to {LargestScale} was expected.");
        }

        float[] vectors = reader.ReadSingles(-1, "the training rows");
        if (vectors.Length == 0 || vectors.Length % featureCount != 0)
        {
            throw reader.Error($"{vectors.Length} numbers are no training rows of {featureCount} features.");
        }

        long count = vectors.Length / featureCount;
        double[] coefficients = reader.ReadDoubles(count * genreCount, "the coefficients");

        // The kernel lies in [0, 1].
        return double.IsFinite(LargestSlope * TensorPrimitives.SumOfMagnitudes<double>(coefficients))
            ? new KernelRidgeClassifier(genreCount, gamma, scales, vectors, coefficients, slope)
            : throw reader.Error("the coefficients are so large that a score can overflow; scores that stay finite were expected.");
    }
}
