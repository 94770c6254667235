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

    /// <summary>Applies weights: result[i] is their product with x[i] to x[i + 8], added up in this order in float64.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="x">The values.</param>
    /// <param name="result">The results, eight fewer than values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Apply(double[] weights, ReadOnlySpan<double> x, Span<float> result)
    {
        int width = Vector512<double>.Count;
        int i = 0;
        fixed (double* w = weights, from = x)
        fixed (float* to = result)
        {
            for (; i <= result.Length - (2 * width); i += 2 * width)
            {
                Vector512<double> low = Vector512<double>.Zero;
                Vector512<double> high = low;
                double* at = from + i;
                for (int k = 0; k < Width; k += 3)
                {
                    // A third of the window at a time: the loop's own cost counts.
                    Vector512<double> first = Vector512.Create(w[k]);
                    Vector512<double> second = Vector512.Create(w[k + 1]);
                    Vector512<double> third = Vector512.Create(w[k + 2]);
                    low = Vector512.FusedMultiplyAdd(Vector512.Load(at + k), first, low);
                    high = Vector512.FusedMultiplyAdd(Vector512.Load(at + k + width), first, high);
                    low = Vector512.FusedMultiplyAdd(Vector512.Load(at + k + 1), second, low);
                    high = Vector512.FusedMultiplyAdd(Vector512.Load(at + k + width + 1), second, high);
                    low = Vector512.FusedMultiplyAdd(Vector512.Load(at + k + 2), third, low);
                    high = Vector512.FusedMultiplyAdd(Vector512.Load(at + k + width + 2), third, high);
                }

                Vector512.Narrow(low, high).Store(to + i);
            }
        }

        for (; i < result.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < Width; k++)
            {
                sum = Math.FusedMultiplyAdd(x[i + k], weights[k], sum);
            }

            result[i] = (float)sum;
        }
    }
}
