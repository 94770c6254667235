using System.Numerics.Tensors;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Preprocessing;

/// <summary>The power of each column and the standardisation after it: see <see cref="PowerTransform"/>.</summary>
internal sealed class YeoJohnson : FittedStep
{
    public const string KindName = "power-transform";
    private const double Largest = 1 << 16;
    private const double Tolerance = 1e-5;

    // A transformed column that varies less than this next to its mean is mostly rounding.
    private const double SmallestVariation = 1e-8;

    private readonly double[] _lambdas;
    private readonly Scaling _scaling;

    private YeoJohnson(double[] lambdas, Scaling scaling)
        : base(lambdas.Length, lambdas.Length)
    {
        _lambdas = lambdas;
        _scaling = scaling;
    }

    public override string Kind => KindName;

    public IReadOnlyList<double> Lambdas => _lambdas;

    public Scaling Scaling => _scaling;

    public static YeoJohnson Fit(double[][] rows, FitContext context)
    {
        double[] lambdas = new double[rows[0].Length];
        for (int c = 0; c < lambdas.Length; c++)
        {
            Column column = new([.. rows.Select(row => row[c])]);
            lambdas[c] = MostLikely(lambda =>
            {
                context.Checkpoint();
                return column.LogLikelihood(lambda);
            });
        }

        double[][] transformed = new double[rows.Length][];
        for (int i = 0; i < rows.Length; i++)
        {
            context.Checkpoint();
            transformed[i] = new double[lambdas.Length];
            Power(lambdas, rows[i], transformed[i]);
        }

        return new YeoJohnson(lambdas, Scaling.Standardization(transformed, context));
    }

    public override void Transform(ReadOnlySpan<double> row, Span<double> transformed)
    {
        Power(_lambdas, row, transformed);
        _scaling.Transform(transformed, transformed);
    }

    public override void Write(ModelWriter writer)
    {
        writer.Write(_lambdas);
        _scaling.Write(writer);
    }

    public static YeoJohnson Read(ModelReader reader, int columns)
    {
        double[] lambdas = reader.ReadDoubles(columns, "the powers");
        return Array.TrueForAll(lambdas, static l => l is >= -Largest and <= Largest)
            ? new YeoJohnson(lambdas, Scaling.Read(reader, columns))
            : throw reader.Error($"a power lies outside of [{-Largest}, {Largest}].");
    }

    private static void Power(double[] lambdas, ReadOnlySpan<double> row, Span<double> transformed)
    {
        for (int c = 0; c < row.Length; c++)
        {
            double magnitude = Math.Abs(row[c]);
            double power = row[c] < 0 ? 2 - lambdas[c] : lambdas[c];
            double logarithm = Math.Log(1 + magnitude);
            double value = power == 1 ? magnitude : power == 0 ? logarithm : (Math.Exp(power * logarithm) - 1) / power;
            transformed[c] = row[c] < 0 ? -value : value;
        }
    }

    /// <summary>
    /// The likelihood has one peak. It is looked for where scikit-learn begins, between -2 and 2, and farther out as long as the likelihood rises; then by golden section.
    /// </summary>
    private static double MostLikely(Func<double, double> likelihood)
    {
        (double low, double middle, double high) = (-2, 0, 2);
        (double atLow, double atMiddle, double atHigh) = (likelihood(low), likelihood(middle), likelihood(high));
        while (atLow > atMiddle && low > -Largest)
        {
            (high, middle, atMiddle, low) = (middle, low, atLow, 2 * low);
            atLow = likelihood(low);
        }

        while (atHigh > atMiddle && high < Largest)
        {
            (low, middle, atMiddle, high) = (middle, high, atHigh, 2 * high);
            atHigh = likelihood(high);
        }

        // No power gives a column that varies by more than rounding: 1 leaves it as it is.
        if (double.IsNegativeInfinity(atMiddle))
        {
            return 1;
        }

        return GoldenSection.Minimize(lambda => -likelihood(lambda), low, high, Tolerance * Math.Max(1, Math.Abs(middle)));
    }

    /// <summary>A column as its likelihood needs it.</summary>
    private sealed class Column
    {
        private readonly double[] _logarithms;
        private readonly bool[] _isNegative;
        private readonly double[] _transformed;
        private readonly double _signed;

        public Column(double[] values)
        {
            _logarithms = [.. values.Select(static x => Math.Log(1 + Math.Abs(x)))];
            _isNegative = [.. values.Select(static x => x < 0)];
            _signed = values.Zip(_logarithms, static (x, l) => x < 0 ? -l : l).Sum();
            _transformed = new double[values.Length];
        }

        /// <summary>
        /// Up to a constant: -n/2 ln(variance of the transformed) + (λ - 1) sum sign(x) ln(1 + |x|), Yeo and Johnson's (3.1); minus infinity where the transformed overflow or differ by little
        /// more than rounding.
        /// </summary>
        public double LogLikelihood(double lambda)
        {
            for (int i = 0; i < _transformed.Length; i++)
            {
                _transformed[i] = _logarithms[i] * (_isNegative[i] ? 2 - lambda : lambda);
            }

            TensorPrimitives.Exp(_transformed, _transformed);
            for (int i = 0; i < _transformed.Length; i++)
            {
                double power = _isNegative[i] ? 2 - lambda : lambda;
                double value = power == 0 ? _logarithms[i] : (_transformed[i] - 1) / power;
                _transformed[i] = _isNegative[i] ? -value : value;
            }

            double mean = TensorPrimitives.Sum<double>(_transformed) / _transformed.Length;
            double squares = 0;
            foreach (double value in _transformed)
            {
                squares += (value - mean) * (value - mean);
            }

            double deviation = Math.Sqrt(squares / _transformed.Length);
            return double.IsFinite(deviation) && deviation > SmallestVariation * Math.Abs(mean)
                ? (-_transformed.Length * Math.Log(deviation)) + ((lambda - 1) * _signed)
                : double.NegativeInfinity;
        }
    }
}
