using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Kernels;

/// <summary>One against one: the pairs' decisions, as probabilities, are coupled into one probability per genre.</summary>
internal sealed class SupportVectorClassifier : Classifier
{
    public const string KindName = "support-vectors";

    // As LIBSVM: no pair is quite sure.
    public const double SmallestPairProbability = 1e-7;
    private readonly RadialKernel _kernel;
    private readonly float[] _vectors;
    private readonly Pair[] _pairs;
    private readonly int _vectorCount;

    public SupportVectorClassifier(int featureCount, int genreCount, double gamma, float[] vectors, Pair[] pairs)
        : base(featureCount, genreCount)
    {
        _kernel = new RadialKernel(gamma);
        _vectors = vectors;
        _pairs = pairs;
        _vectorCount = vectors.Length / featureCount;
    }

    public override string Kind => KindName;

    public double Gamma => _kernel.Gamma;

    public ReadOnlySpan<float> Vectors => _vectors;

    public IReadOnlyList<Pair> Pairs => _pairs;

    /// <summary>The pairs' decisions on a standardised row, (0, 1), (0, 2), ... (1, 2), ...: above 0 for the first genre (scikit-learn's <c>decision_function</c>, "ovo").</summary>
    internal double[] Decide(ReadOnlySpan<float> row)
    {
        float[] kernel = new float[_vectorCount];
        for (int v = 0; v < kernel.Length; v++)
        {
            kernel[v] = _kernel.Of(row, _vectors.AsSpan(v * FeatureCount, FeatureCount));
        }

        double[] decisions = new double[_pairs.Length];
        for (int p = 0; p < decisions.Length; p++)
        {
            decisions[p] = _pairs[p].Decide(kernel);
        }

        return decisions;
    }

    protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights)
    {
        double[] decisions = Decide(row);
        double[] pairwise = new double[GenreCount * GenreCount];
        int p = 0;
        for (int i = 0; i < GenreCount; i++)
        {
            for (int j = i + 1; j < GenreCount; j++, p++)
            {
                double first = Math.Clamp(PlattScaling.Probability(decisions[p], _pairs[p].A, _pairs[p].B), SmallestPairProbability, 1 - SmallestPairProbability);
                pairwise[(i * GenreCount) + j] = first;
                pairwise[(j * GenreCount) + i] = 1 - first;
            }
        }

        PairwiseCoupling.Couple(pairwise, weights);
    }

    public override void Write(ModelWriter writer)
    {
        writer.Write(_kernel.Gamma);
        writer.Write(_vectors);
        foreach (Pair pair in _pairs)
        {
            writer.Write(pair.Vectors);
            writer.Write(pair.Coefficients);
            writer.Write(pair.Bias);
            writer.Write(pair.A);
            writer.Write(pair.B);
        }
    }

    public static Classifier Read(ModelReader reader, int featureCount, int genreCount)
    {
        double gamma = reader.ReadDouble(double.Epsilon, double.MaxValue, "gamma");
        float[] vectors = reader.ReadRows(-1, "the support vectors");
        if (vectors.Length % featureCount != 0)
        {
            throw reader.Error($"{vectors.Length} numbers are no whole number of support vectors of {featureCount} features.");
        }

        List<Pair> pairs = [];
        for (long left = genreCount * (genreCount - 1L) / 2; left > 0; left--)
        {
            int[] used = reader.ReadInt32s(-1, 0, (vectors.Length / featureCount) - 1, "a pair's support vectors");
            double[] coefficients = reader.ReadDoubles(used.Length, "a pair's coefficients");
            Pair pair = new(used, coefficients, reader.ReadDouble("a pair's bias"), reader.ReadDouble("a pair's slope"), reader.ReadDouble("a pair's offset"));

            // The kernel lies in [0, 1].
            if (!double.IsFinite(Math.Abs(pair.Bias) + TensorPrimitives.SumOfMagnitudes<double>(coefficients)))
            {
                throw reader.Error("a pair's coefficients are so large that its decision can overflow; decisions that stay finite were expected.");
            }

            pairs.Add(pair);
        }

        return new SupportVectorClassifier(featureCount, genreCount, gamma, vectors, [.. pairs]);
    }

    /// <summary>One pair of genres: its support vectors (places among all), coefficients, bias, and the sigmoid of its decisions.</summary>
    internal sealed record Pair(int[] Vectors, double[] Coefficients, double Bias, double A, double B)
    {
        public double Decide(ReadOnlySpan<float> kernel)
        {
            double sum = Bias;
            for (int v = 0; v < Vectors.Length; v++)
            {
                sum += Coefficients[v] * kernel[Vectors[v]];
            }

            return sum;
        }
    }
}
