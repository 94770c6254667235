namespace MusicGenre.ML;

/// <summary>
/// Whether probabilities mean what they say: predictions in bins by the probability of the predicted genre, with the fraction of each bin that is right. A calibrated model has the same two numbers in
/// each bin; where the fraction is smaller, the model is too sure of itself.
/// </summary>
/// <remarks>
/// Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017, section 2; DeGroot and Fienberg, "The comparison and evaluation of forecasters", 1983.
/// scikit-learn's <c>calibration_curve</c> of "is right" against the probability, with <c>strategy="uniform"</c>, has the same numbers.
/// </remarks>
public sealed class ReliabilityDiagram
{
    private const int MostBins = 1000;

    private ReliabilityDiagram(ReliabilityBin[] bins)
    {
        Bins = bins;
        RowCount = bins.Sum(static b => b.Count);
        ReliabilityBin[] filled = [.. bins.Where(static b => b.Count > 0)];
        ExpectedCalibrationError = filled.Sum(static b => b.Count * Math.Abs(b.Accuracy - b.Confidence)) / RowCount;
        MaximumCalibrationError = filled.Max(static b => Math.Abs(b.Accuracy - b.Confidence));
    }

    /// <summary>The bins, from 0 to 1, all of the same width; some may be empty.</summary>
    public IReadOnlyList<ReliabilityBin> Bins { get; }

    /// <summary>The number of predictions.</summary>
    public int RowCount { get; }

    /// <summary>The mean over the predictions of |accuracy - confidence| of their bin; for ten bins <see cref="Metrics.ExpectedCalibrationError"/>.</summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>The largest |accuracy - confidence| of a bin.</summary>
    public double MaximumCalibrationError { get; }

    /// <summary>Puts predictions into bins.</summary>
    /// <param name="predictions">Predictions of rows that the model did not learn from, with probabilities; at least one.</param>
    /// <param name="bins">How many bins, 1 to 1000.</param>
    /// <exception cref="ArgumentException">There are no predictions, or one has no probabilities.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is out of range.</exception>
    public static ReliabilityDiagram Compute(IEnumerable<RowPrediction> predictions, int bins = 10)
    {
        if (bins is < 1 or > MostBins)
        {
            throw new ArgumentOutOfRangeException(nameof(bins), bins, $"The number of bins must be from 1 to {MostBins}.");
        }

        int[] counts = new int[bins];
        int[] right = new int[bins];
        double[] confidence = new double[bins];
        foreach ((double probability, bool isRight) in StatedProbability.Of(predictions))
        {
            int bin = BinOf(probability, bins);
            counts[bin]++;
            right[bin] += isRight ? 1 : 0;
            confidence[bin] += probability;
        }

        return new ReliabilityDiagram([.. Enumerable.Range(0, bins).Select(b => new ReliabilityBin((double)b / bins, (b + 1.0) / bins, counts[b], confidence[b] / counts[b], (double)right[b] / counts[b]))]);
    }

    /// <summary>The bin of a probability.</summary>
    internal static int BinOf(double probability, int bins) => Math.Min((int)(probability * bins), bins - 1);

    /// <summary>The calibration errors in one line.</summary>
    public override string ToString() => FormattableString.Invariant($"calibration error {ExpectedCalibrationError:0.000}, at most {MaximumCalibrationError:0.000} in a bin ({RowCount} rows)");
}
