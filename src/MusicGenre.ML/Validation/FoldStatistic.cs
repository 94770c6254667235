using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace MusicGenre.ML;

/// <summary>The mean and standard deviation of a figure over folds.</summary>
/// <remarks>
/// The training rows of folds overlap, so their figures are not independent: the plain variance of the mean, s² / J, is too small, and repeating a cross-validation would
/// shrink it without any new data. Every interval and test here uses the corrected variance of Nadeau and Bengio ("Inference for the generalization error", Machine Learning 52,
/// 2003): s² (1/J + n_test/n_train), with Student's t of J - 1 degrees of freedom, J being the number of folds over all repeats.
/// </remarks>
/// <param name="Mean">The mean over the folds.</param>
/// <param name="StandardDeviation">The standard deviation over the folds (divided by J - 1); 0 for one fold.</param>
/// <param name="Count">The number of folds, J.</param>
/// <param name="TestToTrainRatio">The test rows for each training row of a fold; NaN if it is not known, and then there is no interval.</param>
public readonly record struct FoldStatistic(double Mean, double StandardDeviation, int Count, double TestToTrainRatio = double.NaN)
{
    /// <summary>The significance level of the tests: a difference whose <see cref="PValue"/> is smaller is called significant.</summary>
    public const double SignificanceLevel = 0.05;

    /// <summary>How intervals and marks of a comparison were made, in one line for tables and reports.</summary>
    public const string Legend = $"95 %: {Interval}; *: not significantly different from the best ({Test}).";

    internal const string Interval = "interval of the mean with Nadeau and Bengio's (2003) corrected variance, as folds share training rows";
    internal const string Test = "corrected paired t-test on the same folds, 5 %";

    /// <summary>The half width of the 95 % interval of the mean, t(0.975, J - 1) s sqrt(1/J + n_test/n_train); NaN for one fold.</summary>
    public double Interval95 => Count > 1 ? StudentT.InvCDF(0, 1, Count - 1, 0.975) * StandardError : double.NaN;

    /// <summary>
    /// For a difference over folds: the probability of a mean at least as far from 0 if the true difference is 0 (two-sided corrected t-test); NaN for one fold.
    /// </summary>
    public double PValue
    {
        get
        {
            if (Count < 2 || double.IsNaN(Mean) || double.IsNaN(StandardError))
            {
                return double.NaN;
            }

            // If all folds differ by the same amount, the difference is certain; if none differs, there is none.
            return StandardError == 0 ? (Mean == 0 ? 1 : 0) : 2 * StudentT.CDF(0, 1, Count - 1, -Math.Abs(Mean) / StandardError);
        }
    }

    /// <summary>Whether a difference over folds is not significant: <see cref="PValue"/> is at least <see cref="SignificanceLevel"/>. False if there is no test (one fold).</summary>
    public bool IsInsignificant => PValue >= SignificanceLevel;

    private double StandardError => StandardDeviation * Math.Sqrt((1.0 / Count) + TestToTrainRatio);

    /// <summary>The statistic of some values.</summary>
    /// <param name="values">One value per fold, at least one.</param>
    /// <param name="testToTrainRatio">The test rows for each training row of a fold; NaN if it is not known.</param>
    public static FoldStatistic Of(IEnumerable<double> values, double testToTrainRatio = double.NaN)
    {
        double[] all = [.. values];
        if (all.Length == 0)
        {
            throw new ArgumentException("At least one value is needed.", nameof(values));
        }

        (double mean, double deviation) = ArrayStatistics.MeanStandardDeviation(all);
        return new FoldStatistic(mean, all.Length > 1 ? deviation : 0, all.Length, testToTrainRatio);
    }

    /// <summary>Mean ± standard deviation, three decimals; a dash if there is no figure.</summary>
    public override string ToString() => double.IsNaN(Mean) ? "–" : Count > 1 ? FormattableString.Invariant($"{Mean:0.000} ± {StandardDeviation:0.000}") : FormattableString.Invariant($"{Mean:0.000}");
}
