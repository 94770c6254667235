using MusicGenre.ML.Serialization;

namespace MusicGenre.ML.Kernels;

/// <summary>One against one: the pairs' decisions vote on the genre, and their coupled probabilities say how sure that is.</summary>
internal sealed class SupportVectorClassifier : Classifier
{
    public const string KindName = "support-vectors";
    public const string TieBreakingKindName = "support-vectors-ties-broken";

    // As LIBSVM: no pair is quite sure.
    private const double SmallestPairProbability = 1e-7;
    private readonly RadialKernel _kernel;
    private readonly float[] _vectors;
    private readonly Pair[] _pairs;
    private readonly int _vectorCount;
    private readonly bool _breaksTies;

    public SupportVectorClassifier(int featureCount, int genreCount, double gamma, float[] vectors, Pair[] pairs, bool breaksTies)
        : base(featureCount, genreCount)
    {
        _kernel = new RadialKernel(gamma);
        _vectors = vectors;
        _pairs = pairs;
        _vectorCount = vectors.Length / featureCount;
        _breaksTies = breaksTies;
    }

    public override string Kind => _breaksTies ? TieBreakingKindName : KindName;

    public override int Predict(ReadOnlySpan<float> row, Span<double> probabilities)
    {
        if (GenreCount == 1)
        {
            probabilities[0] = 1;
            return 0;
        }

        int[] votes = new int[GenreCount];
        double[] confidences = new double[GenreCount];
        double[] pairwise = new double[GenreCount * GenreCount];
        Decide(row, votes, confidences, pairwise);
        PairwiseCoupling.Couple(pairwise, probabilities);

        // The most votes win; of equals the first genre, as in LIBSVM, or the one with the highest sum of decisions.
        int best = 0;
        for (int g = 1; g < votes.Length; g++)
        {
            bool wins = votes[g] > votes[best] || (_breaksTies && votes[g] == votes[best] && confidences[g] > confidences[best]);
            best = wins ? g : best;
        }

        return best;
    }

    /// <summary>What the pairs say of a row.</summary>
    /// <param name="row">The standardised features.</param>
    /// <param name="votes">Receives how many pairs each genre wins.</param>
    /// <param name="confidences">Receives the sum of the decisions for each genre.</param>
    /// <param name="pairwise">Receives the pairs' probabilities, [i, j] that of i.</param>
    internal void Decide(ReadOnlySpan<float> row, Span<int> votes, Span<double> confidences, Span<double> pairwise)
    {
        float[] kernel = new float[_vectorCount];
        for (int v = 0; v < kernel.Length; v++)
        {
            kernel[v] = _kernel.Of(row, _vectors.AsSpan(v * FeatureCount, FeatureCount));
        }

        int p = 0;
        for (int i = 0; i < GenreCount; i++)
        {
            for (int j = i + 1; j < GenreCount; j++)
            {
                double decision = _pairs[p].Decide(kernel);
                votes[decision > 0 ? i : j]++;
                confidences[i] += decision;
                confidences[j] -= decision;
                double first = Math.Clamp(PlattScaling.Probability(decision, _pairs[p].A, _pairs[p].B), SmallestPairProbability, 1 - SmallestPairProbability);
                pairwise[(i * GenreCount) + j] = first;
                pairwise[(j * GenreCount) + i] = 1 - first;
                p++;
            }
        }
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

    public static Classifier Read(ModelReader reader, int featureCount, int genreCount) => Read(reader, featureCount, genreCount, breaksTies: false);

    public static Classifier ReadTieBreaking(ModelReader reader, int featureCount, int genreCount) => Read(reader, featureCount, genreCount, breaksTies: true);

    private static SupportVectorClassifier Read(ModelReader reader, int featureCount, int genreCount, bool breaksTies)
    {
        double gamma = reader.ReadDouble("gamma");
        float[] vectors = reader.ReadSingles(-1, "the support vectors");
        if (vectors.Length % featureCount != 0)
        {
            throw reader.Error($"{vectors.Length} numbers are no whole number of support vectors of {featureCount} features.");
        }

        List<Pair> pairs = [];
        for (long left = genreCount * (genreCount - 1L) / 2; left > 0; left--)
        {
            int[] used = reader.ReadInt32s(-1, 0, (vectors.Length / featureCount) - 1, "a pair's support vectors");
            double[] coefficients = reader.ReadDoubles(used.Length, "a pair's coefficients");
            pairs.Add(new Pair(used, coefficients, reader.ReadDouble("a pair's bias"), reader.ReadDouble("a pair's slope"), reader.ReadDouble("a pair's offset")));
        }

        return new SupportVectorClassifier(featureCount, genreCount, gamma, vectors, [.. pairs], breaksTies);
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
