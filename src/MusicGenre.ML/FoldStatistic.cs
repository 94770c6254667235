using MathNet.Numerics.Distributions;

namespace MusicGenre.ML;

/// <summary>A figure over folds.</summary>
/// <param name="Mean">The mean over the folds.</param>
/// <param name="StandardDeviation">The standard deviation over the folds (divided by n - 1); 0 for one fold.</param>
/// <param name="Count">The number of folds.</param>
public readonly record struct FoldStatistic(double Mean, double StandardDeviation, int Count)
{
    /// <summary>
    /// The half width of the 95 % interval of the mean, t(0.975, n - 1) s / sqrt(n); NaN for one fold. Folds share training rows, so the true interval
    /// is rather wider (Bengio and Grandvalet, JMLR 2004).
    /// </summary>
    public double Interval95 => Count > 1 ? StudentT.InvCDF(0, 1, Count - 1, 0.975) * StandardDeviation / Math.Sqrt(Count) : double.NaN;

    /// <summary>The statistic of some values.</summary>
    /// <param name="values">One value a fold, at least one.</param>
    public static FoldStatistic Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
        {
            throw new ArgumentException("At least one value is needed.", nameof(values));
        }

        double mean = all.Average();
        double squares = all.Sum(v => (v - mean) * (v - mean));
        return new FoldStatistic(mean, all.Length > 1 ? Math.Sqrt(squares / (all.Length - 1)) : 0, all.Length);
    }

    /// <summary>Mean ± standard deviation, three decimals; a dash where there is no figure.</summary>
    public override string ToString() => double.IsNaN(Mean) ? "–" : Count > 1 ? FormattableString.Invariant($"{Mean:0.000} ± {StandardDeviation:0.000}") : FormattableString.Invariant($"{Mean:0.000}");
}
