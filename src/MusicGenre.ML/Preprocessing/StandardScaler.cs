using System.Numerics.Tensors;

namespace MusicGenre.ML;

/// <summary>
/// Standardises columns: z = (x - mean) / standard deviation (population), learnt from training rows alone. A constant column becomes 0. Values beyond
/// <see cref="Bound"/> become the bound.
/// </summary>
public sealed class StandardScaler
{
    /// <summary>
    /// The largest magnitude that <see cref="Transform"/> gives, 1e12: so small that squares and sums of products stay finite in single precision, and no finite row makes
    /// a classifier overflow; so large that no realistic row is changed. A standardised training value is below the square root of the number of rows.
    /// </summary>
    public const double Bound = 1e12;

    private readonly double[] _means;
    private readonly double[] _deviations;

    private StandardScaler(double[] means, double[] deviations)
    {
        _means = means;
        _deviations = deviations;
    }

    /// <summary>The mean of each column.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>The population standard deviation of each column; 1 if the column is constant.</summary>
    public IReadOnlyList<double> Deviations => _deviations;

    /// <summary>Learns the columns of a table.</summary>
    /// <param name="table">The training rows, at least one.</param>
    public static StandardScaler Fit(FeatureTable table) => Fit(table, new FitOptions());

    internal static StandardScaler Fit(FeatureTable table, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        int columns = table.ColumnCount;
        double[] means = new double[columns];
        double[] deviations = new double[columns];
        double[] values = new double[columns];
        for (int row = 0; row < table.RowCount; row++)
        {
            options.Checkpoint();
            TensorPrimitives.ConvertChecked<float, double>(table.Row(row), values);
            TensorPrimitives.Add(means, values, means);
        }

        TensorPrimitives.Divide(means, table.RowCount, means);

        for (int row = 0; row < table.RowCount; row++)
        {
            options.Checkpoint();
            TensorPrimitives.ConvertChecked<float, double>(table.Row(row), values);
            TensorPrimitives.Subtract(values, means, values);
            TensorPrimitives.MultiplyAdd(values, values, deviations, deviations);
        }

        for (int c = 0; c < columns; c++)
        {
            double deviation = Math.Sqrt(deviations[c] / table.RowCount);

            // The mean of equal numbers can miss them by rounding: what is left is not variance, and must not be scaled to 1.
            deviations[c] = deviation > 1e-12 * Math.Abs(means[c]) && deviation > double.Epsilon ? deviation : 1;
        }

        return new StandardScaler(means, deviations);
    }

    /// <summary>Standardises one row.</summary>
    /// <param name="row">The features.</param>
    /// <param name="standardised">Receives as many values, none beyond <see cref="Bound"/>.</param>
    public void Transform(ReadOnlySpan<float> row, Span<float> standardised)
    {
        for (int c = 0; c < _means.Length; c++)
        {
            standardised[c] = (float)Math.Clamp((row[c] - _means[c]) / _deviations[c], -Bound, Bound);
        }
    }

    /// <summary>Leaves every column as it is, within <see cref="Bound"/>.</summary>
    internal static StandardScaler Identity(int columns)
    {
        double[] deviations = new double[columns];
        Array.Fill(deviations, 1);
        return new StandardScaler(new double[columns], deviations);
    }

    internal void Write(ModelWriter writer)
    {
        writer.Write(_means);
        writer.Write(_deviations);
    }

    internal static StandardScaler Read(ModelReader reader, int columns)
    {
        double[] means = reader.ReadDoubles(columns, "the scaler's means");
        double[] deviations = reader.ReadDoubles(columns, "the scaler's deviations");
        int bad = Array.FindIndex(deviations, static d => d <= 0);
        return bad < 0
            ? new StandardScaler(means, deviations)
            : throw reader.Error($"the standard deviation of column {bad} is {deviations[bad]}; a number above 0 was expected.");
    }
}
