using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MusicGenre.Features.Statistics;

/// <summary>
/// Local derivatives by Savitzky and Golay: the derivative, of the given order, of the polynomial of that degree which fits nine frames best
/// (<c>librosa.feature.delta(width=9, order=..., mode="interp")</c>). As the derivative of that order of a polynomial of that degree is constant, the
/// first and the last four frames have the value of the nearest frame with a full window.
/// </summary>
internal static class DeltaFilter
{
    /// <summary>The frames a window has.</summary>
    public const int Width = 9;

    /// <summary>The frames on each side of a window's middle.</summary>
    public const int Half = Width / 2;

    private const int Lanes = 4;

    /// <summary>The weights of x[t - 4] to x[t + 4] for the first or the second derivative.</summary>
    public static double[] Weights(int order)
    {
        double[] weights = new double[Width];
        for (int k = -Half; k <= Half; k++)
        {
            // Least squares on -4..4: the sum of k² is 60; the second derivative's polynomial is 3 k² - 20, of squared norm 2772.
            weights[k + Half] = order switch
            {
                1 => k / 60.0,
                2 => ((3.0 * k * k) - 20.0) / 462.0,
                _ => throw new ArgumentOutOfRangeException(nameof(order), order, "The order of a delta must be 1 or 2."),
            };
        }

        return weights;
    }

    /// <summary>Applies weights: result[i] is their product with x[i] to x[i + 8].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(double[] weights, ReadOnlySpan<float> x, Span<float> result)
    {
        int i = 0;
        for (; i <= result.Length - Lanes; i += Lanes)
        {
            // In float64, the window's places one after the other, four windows at once.
            Vector256<double> sums = Vector256<double>.Zero;
            for (int k = 0; k < Width; k++)
            {
                Vector128<float> values = Vector128.Create(x.Slice(i + k, Lanes));
                sums += Vector256.Create(Vector128.WidenLower(values), Vector128.WidenUpper(values)) * weights[k];
            }

            Vector128.Narrow(sums.GetLower(), sums.GetUpper()).CopyTo(result[i..]);
        }

        for (; i < result.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < Width; k++)
            {
                sum += weights[k] * x[i + k];
            }

            result[i] = (float)sum;
        }
    }
}
