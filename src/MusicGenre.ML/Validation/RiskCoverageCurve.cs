namespace MusicGenre.ML;

/// <summary>
/// Risk against coverage: how often a model is wrong if it answers only the rows that it is surest of. What <see cref="GenrePrediction.GenreOrUnknown"/> with a bound is worth, measured on rows that the
/// model did not learn from.
/// </summary>
/// <remarks>Source: El-Yaniv and Wiener, "On the foundations of noise-free selective classification", Journal of Machine Learning Research 11, 2010; the area: Geifman and El-Yaniv, "Bias-reduced uncertainty estimation for deep neural classifiers", ICLR 2019.</remarks>
public sealed class RiskCoverageCurve
{
    private readonly double[] _sorted;
    private readonly int[] _right;

    private RiskCoverageCurve((double Probability, bool IsRight)[] all)
    {
        Array.Sort(all, static (a, b) => b.Probability.CompareTo(a.Probability));
        _sorted = [.. all.Select(static p => p.Probability)];

        // [k] of the k surest rows.
        _right = new int[all.Length + 1];
        for (int i = 0; i < all.Length; i++)
        {
            _right[i + 1] = _right[i] + (all[i].IsRight ? 1 : 0);
        }

        List<RiskCoveragePoint> points = [];
        int before = 0;
        for (int end = 1; end <= all.Length; end++)
        {
            if (end < all.Length && _sorted[end] == _sorted[before])
            {
                continue;
            }

            // Rows of the same probability come in no order: the mean over all orders.
            double errors = end - before - (_right[end] - _right[before]);
            for (int k = before + 1; k <= end; k++)
            {
                Area += (before - _right[before] + (errors * (k - before) / (end - before))) / k / all.Length;
            }

            points.Add(Point(_sorted[before], end));
            before = end;
        }

        Points = points;
    }

    /// <summary>The points: a bound at each probability that occurs, the greatest first, so that the coverage grows to 1.</summary>
    public IReadOnlyList<RiskCoveragePoint> Points { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => _sorted.Length;

    /// <summary>The area under the curve: the mean risk over all coverages, 0 for a model whose errors are none.</summary>
    public double Area { get; }

    /// <summary>Makes the curve.</summary>
    /// <param name="predictions">Predictions of rows that the model did not learn from, with probabilities; at least one.</param>
    /// <exception cref="ArgumentException">There are no predictions, or one has no probabilities.</exception>
    public static RiskCoverageCurve Compute(IEnumerable<RowPrediction> predictions) => new(StatedProbability.Of(predictions));

    /// <summary>What the model is worth with a bound.</summary>
    /// <param name="rejectBelow">The least probability of an answer, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not from 0 to 1.</exception>
    public RiskCoveragePoint At(double rejectBelow) => rejectBelow is >= 0 and <= 1
        ? Point(rejectBelow, _sorted.Count(p => p >= rejectBelow))
        : throw new ArgumentOutOfRangeException(nameof(rejectBelow), rejectBelow, "The least probability must be from 0 to 1.");

    /// <summary>The point of the greatest coverage whose accuracy is at least as wanted; null if no bound reaches it.</summary>
    /// <param name="accuracy">The least fraction of the answers that must be right.</param>
    /// <remarks>The bound is the best of many on these rows: on others the accuracy will be a little lower.</remarks>
    public RiskCoveragePoint? ForAccuracy(double accuracy) => Points.Cast<RiskCoveragePoint?>().LastOrDefault(p => p!.Value.Accuracy >= accuracy);

    /// <summary>The area, and what half of the rows are worth.</summary>
    public override string ToString() => FormattableString.Invariant($"area {Area:0.000}; the surer half of {RowCount} rows: {(double)_right[(RowCount + 1) / 2] / ((RowCount + 1) / 2):0.000} right");

    private RiskCoveragePoint Point(double bound, int count) => new(bound, count, (double)count / RowCount, (double)_right[count] / count);
}
