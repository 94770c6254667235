using System.Numerics.Tensors;

namespace MusicGenre.ML.Preprocessing;

/// <summary>(x - offset) / divisor, column by column.</summary>
/// <param name="offsets">What is subtracted from each column.</param>
/// <param name="divisors">What each column is divided by, above 0.</param>
internal sealed class Scaling(double[] offsets, double[] divisors) : FittedStep(offsets.Length, offsets.Length)
{
    public const string KindName = "scaling";

    public override string Kind => KindName;

    public ReadOnlySpan<double> Offsets => offsets;

    public ReadOnlySpan<double> Divisors => divisors;

    /// <summary>Learns mean and population standard deviation of each column.</summary>
    public static Scaling Standardization(double[][] rows, FitContext context)
    {
        int columns = rows[0].Length;
        double[] means = new double[columns];
        double[] deviations = new double[columns];
        foreach (double[] row in rows)
        {
            context.Checkpoint();
            TensorPrimitives.Add(means, row, means);
        }

        for (int c = 0; c < columns; c++)
        {
            means[c] /= rows.Length;
        }

        double[] squares = new double[columns];
        foreach (double[] row in rows)
        {
            context.Checkpoint();
            TensorPrimitives.Subtract(row, means, squares);
            TensorPrimitives.Multiply(squares, squares, squares);
            TensorPrimitives.Add(deviations, squares, deviations);
        }

        for (int c = 0; c < columns; c++)
        {
            double deviation = Math.Sqrt(deviations[c] / rows.Length);

            // The mean of equal numbers can miss them by rounding: what is left is not variance, and must not be scaled to 1.
            deviations[c] = deviation > 1e-12 * Math.Abs(means[c]) && deviation > double.Epsilon ? deviation : 1;
        }

        return new Scaling(means, deviations);
    }

    public override void Transform(ReadOnlySpan<double> row, Span<double> transformed)
    {
        TensorPrimitives.Subtract(row, offsets, transformed);
        TensorPrimitives.Divide(transformed, divisors, transformed);
    }

    public override void Write(ModelWriter writer)
    {
        writer.Write(offsets);
        writer.Write(divisors);
    }

    public static Scaling Read(ModelReader reader, int columns)
    {
        double[] offsets = reader.ReadDoubles(columns, "the scaling's offsets");
        double[] divisors = reader.ReadDoubles(columns, "the scaling's divisors");
        int bad = Array.FindIndex(divisors, static d => d <= 0);
        return bad < 0
            ? new Scaling(offsets, divisors)
            : throw reader.Error($"the scaling's divisor of column {bad} is {divisors[bad]}; a number above 0 was expected.");
    }
}
