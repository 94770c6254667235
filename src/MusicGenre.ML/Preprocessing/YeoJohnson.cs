using System.Numerics.Tensors;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Preprocessing;

/// <summary>The power of each column: see <see cref="PowerTransformTrainer"/>.</summary>
internal sealed class YeoJohnson
{
    // Beyond these a column's values nearly all become one, and rows not seen in training run off to infinity.
    private const double Smallest = -5;
    private const double Largest = 5;
    private const double Tolerance = 1e-4;

    // Far outside of any training row, and still finite after another standardisation.
    private const float Bound = 1e30f;

    private readonly double[] _lambdas;

    private YeoJohnson(double[] lambdas)
    {
        _lambdas = lambdas;
    }

    public IReadOnlyList<double> Lambdas => _lambdas;

    /// <summary>Learns the powers of standardised rows.</summary>
    public static YeoJohnson Fit(ReadOnlySpan<float> values, int columns, FitOptions options)
    {
        int rows = values.Length / columns;
        double[] lambdas = new double[columns];
        double[] magnitudes = new double[rows];
        bool[] isNegative = new bool[rows];
        double[] scratch = new double[rows];
        for (int c = 0; c < columns; c++)
        {
            double signed = 0;
            bool varies = false;
            for (int row = 0; row < rows; row++)
            {
                float x = values[(row * columns) + c];
                magnitudes[row] = Math.Log(1.0 + Math.Abs(x));
                isNegative[row] = x < 0;
                signed += x < 0 ? -magnitudes[row] : magnitudes[row];
                varies |= x != values[c];
            }

            // A constant column has no likelihood; 1 leaves it as it is.
            // The likelihood has one maximum.
            lambdas[c] = varies ? GoldenSection.Minimize(Loss, Smallest, Largest, Tolerance) : 1;

            double Loss(double lambda)
            {
                options.Checkpoint();
                return -LogLikelihood(lambda, magnitudes, isNegative, signed, scratch);
            }
        }

        return new YeoJohnson(lambdas);
    }

    /// <summary>Transforms one standardised row in place.</summary>
    public void Apply(Span<float> row)
    {
        for (int c = 0; c < row.Length; c++)
        {
            double magnitude = Math.Log(1.0 + Math.Abs(row[c]));
            double power = row[c] < 0 ? 2 - _lambdas[c] : _lambdas[c];
            double transformed = Math.Abs(power) < 1e-9 ? magnitude : (Math.Exp(power * magnitude) - 1) / power;
            row[c] = Math.Clamp((float)(row[c] < 0 ? -transformed : transformed), -Bound, Bound);
        }
    }

    public void Write(ModelWriter writer) => writer.Write(_lambdas);

    public static YeoJohnson Read(ModelReader reader, int columns)
    {
        double[] lambdas = reader.ReadDoubles(columns, "the powers");
        return Array.TrueForAll(lambdas, static l => l is >= Smallest and <= Largest)
            ? new YeoJohnson(lambdas)
            : throw reader.Error($"a power lies outside of [{Smallest}, {Largest}].");
    }

    // Up to a constant: -n/2 ln(variance of the transformed) + (λ - 1) sum sign(x) ln(1 + |x|), Yeo and Johnson's (3.1).
    private static double LogLikelihood(double lambda, double[] magnitudes, bool[] isNegative, double signed, double[] scratch)
    {
        for (int i = 0; i < scratch.Length; i++)
        {
            scratch[i] = magnitudes[i] * (isNegative[i] ? 2 - lambda : lambda);
        }

        TensorPrimitives.Exp(scratch, scratch);
        double sum = 0;
        for (int i = 0; i < scratch.Length; i++)
        {
            double power = isNegative[i] ? 2 - lambda : lambda;
            double transformed = Math.Abs(power) < 1e-9 ? magnitudes[i] : (scratch[i] - 1) / power;
            sum += scratch[i] = isNegative[i] ? -transformed : transformed;
        }

        TensorPrimitives.Subtract(scratch, sum / scratch.Length, scratch);
        double variance = TensorPrimitives.SumOfSquares<double>(scratch) / scratch.Length;
        return (-0.5 * scratch.Length * Math.Log(variance)) + ((lambda - 1) * signed);
    }
}
