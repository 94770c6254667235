using System.Numerics.Tensors;

namespace MusicGenre.ML.Models;

/// <summary>A probability per genre: normalisation, checks, and the most probable genre.</summary>
internal static class Probabilities
{
    /// <summary>The tolerance for 0, 1 and the sum 1 of probabilities from elsewhere, often in single precision.</summary>
    public const double Tolerance = 1e-6;

    /// <summary>The index of the largest value, the first of ties.</summary>
    public static int ArgMax(ReadOnlySpan<double> values) => TensorPrimitives.IndexOfMax(values);

    /// <summary>Divides by the sum; equal probabilities if all are 0. Each lies in [0, 1] then, and they sum to 1 within 1e-12.</summary>
    /// <exception cref="ArithmeticException">A number is negative, infinite or NaN, or the sum is infinite.</exception>
    public static void Normalize(Span<double> weights)
    {
        double sum = TensorPrimitives.Sum<double>(weights);
        if (!double.IsFinite(sum) || TensorPrimitives.Min<double>(weights) < 0)
        {
            throw new ArithmeticException($"The classifier gave {string.Join(", ", weights.ToArray())}; finite numbers of at least 0 were expected.");
        }

        // A sum of numbers of at least 0 is never rounded below one of them: no quotient exceeds 1.
        if (sum > 0)
        {
            TensorPrimitives.Divide(weights, sum, weights);
        }
        else
        {
            weights.Fill(1.0 / weights.Length);
        }
    }

    /// <summary>Whether a number is a probability, within the tolerance.</summary>
    public static bool IsProbability(double value) => value is >= 0 and <= 1 + Tolerance;

    /// <summary>Whether numbers are probabilities that sum to 1.</summary>
    public static bool IsDistribution(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += IsProbability(value) ? value : double.NaN;
        }

        return Math.Abs(sum - 1) <= Tolerance;
    }
}
