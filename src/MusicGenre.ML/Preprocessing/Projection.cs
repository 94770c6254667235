using System.Numerics.Tensors;

namespace MusicGenre.ML.Preprocessing;

/// <summary>Weights times (x - means): see <see cref="PrincipalComponents"/>.</summary>
/// <param name="means">What is subtracted from each column.</param>
/// <param name="weights">outputs x columns, row-major.</param>
internal sealed class Projection(double[] means, double[] weights) : FittedStep(means.Length, weights.Length / means.Length)
{
    public const string KindName = "projection";

    public override string Kind => KindName;

    public ReadOnlySpan<double> Means => means;

    public ReadOnlySpan<double> Weights => weights;

    public override IReadOnlyList<string> OutputNames(IReadOnlyList<string> names) => [.. Enumerable.Range(1, OutputCount).Select(static i => FormattableString.Invariant($"pc{i}"))];

    public override void Transform(ReadOnlySpan<double> row, Span<double> transformed)
    {
        double[] centred = new double[row.Length];
        TensorPrimitives.Subtract(row, means, centred);
        for (int k = 0; k < transformed.Length; k++)
        {
            transformed[k] = TensorPrimitives.Dot<double>(weights.AsSpan(k * means.Length, means.Length), centred);
        }
    }

    public override void Write(ModelWriter writer)
    {
        writer.Write(OutputCount);
        writer.Write(means);
        writer.Write(weights);
    }

    public static Projection Read(ModelReader reader, int columns)
    {
        int outputs = reader.ReadInt32(1, columns, "the number of components");
        double[] means = ReadBounded(columns, "the means");
        return new Projection(means, ReadBounded((long)columns * outputs, "the components"));

        double[] ReadBounded(long length, string what)
        {
            double[] values = reader.ReadDoubles(length, what);
            return Math.Abs(TensorPrimitives.MaxMagnitude<double>(values)) <= FittedPreprocessing.InnerBound
                ? values
                : throw reader.Error($"{what} are so large that a row can overflow; at most {FittedPreprocessing.InnerBound} in magnitude was expected.");
        }
    }
}
