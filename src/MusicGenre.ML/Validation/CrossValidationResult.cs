namespace MusicGenre.ML;

/// <summary>How a trainer did on all folds.</summary>
public sealed class CrossValidationResult
{
    internal CrossValidationResult(string trainerName, ITrainer? trainer, FeatureTable table, Folds folds, IReadOnlyList<FoldResult> results)
    {
        TrainerName = trainerName;
        Trainer = trainer;
        Table = table;
        Folds = folds;
        Results = results;
        Pooled = Metrics.Compute(table.Genres, [.. results.SelectMany(static r => r.Predictions)]);
    }

    /// <summary>The trainer, with its settings; null if something else was evaluated.</summary>
    public ITrainer? Trainer { get; }

    /// <summary>The trainer's name.</summary>
    public string TrainerName { get; }

    /// <summary>The table.</summary>
    public FeatureTable Table { get; }

    /// <summary>The folds.</summary>
    public Folds Folds { get; }

    /// <summary>Fold by fold.</summary>
    public IReadOnlyList<FoldResult> Results { get; }

    /// <summary>The warnings of the fits, each once with the number of folds that gave it.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. Results.SelectMany(static r => r.Warnings).CountBy(static w => w).OrderBy(static w => w.Key, StringComparer.Ordinal)
            .Select(w => FormattableString.Invariant($"{w.Key} (in {w.Value} of {Results.Count} folds)")),
    ];

    /// <summary>The figures over the test rows of all folds together: confusion matrix, figures of each genre.</summary>
    public Metrics Pooled { get; }

    /// <summary>Accuracy over the folds.</summary>
    public FoldStatistic Accuracy => Over(static m => m.Accuracy);

    /// <summary>
    /// The standard error of the accuracy over all tested rows, for rows that are drawn group by group (an artist's tracks are right or wrong together):
    /// sqrt(G / (G - 1) * sum over groups of (sum over its rows of (right - accuracy))^2) / rows, where a row that several folds test counts with its mean; NaN for one group.
    /// The groups are the table's (<see cref="FeatureTable.Groups"/>), whether or not the folds kept them together. Source: Cameron and Miller, Journal of Human Resources 2015, section II.
    /// </summary>
    public double ClusteredStandardError
    {
        get
        {
            (string Group, double Right)[] rows =
            [
                .. Results.SelectMany(static r => r.Predictions).GroupBy(static p => p.Row)
                    .Select(row => (Table.Groups[row.Key], row.Average(static p => p.Predicted == p.Label ? 1.0 : 0))),
            ];
            double mean = rows.Average(static r => r.Right);
            double[] sums = [.. rows.GroupBy(static r => r.Group, StringComparer.Ordinal).Select(group => group.Sum(r => r.Right - mean))];
            return Math.Sqrt((double)sums.Length / (sums.Length - 1) * sums.Sum(static s => s * s)) / rows.Length;
        }
    }

    /// <summary>Macro-averaged precision over the folds.</summary>
    public FoldStatistic MacroPrecision => Over(static m => m.MacroPrecision);

    /// <summary>Macro-averaged recall over the folds.</summary>
    public FoldStatistic MacroRecall => Over(static m => m.MacroRecall);

    /// <summary>Macro-averaged F1 over the folds.</summary>
    public FoldStatistic MacroF1 => Over(static m => m.MacroF1);

    /// <summary>Log-loss over the folds, in nats.</summary>
    public FoldStatistic LogLoss => Over(static m => m.LogLoss);

    /// <summary>Top-3 accuracy over the folds.</summary>
    public FoldStatistic Top3Accuracy => Over(static m => m.Top3Accuracy);

    /// <summary>Expected calibration error over the folds.</summary>
    public FoldStatistic ExpectedCalibrationError => Over(static m => m.ExpectedCalibrationError);

    /// <summary>The mean time of a fit, in seconds.</summary>
    public double FitSeconds => Results.Average(static r => r.FitSeconds);

    /// <summary>The mean time of the prediction of a fold's test rows, in seconds.</summary>
    public double PredictSeconds => Results.Average(static r => r.PredictSeconds);

    /// <summary>
    /// The same with one prediction for each track, where rows are windows or segments of tracks: their log-probabilities are averaged, as those of a song's windows are
    /// (<see cref="GenreTimeline"/>). The prediction has the place of the track's first row. A track in several rows counts once then, not once for every row.
    /// </summary>
    /// <param name="tracks">The track of each row of the table; rows of different genres are different tracks.</param>
    /// <returns>This result where no two tested rows of a fold are of one track.</returns>
    /// <exception cref="ArgumentException">There is not one track for each row.</exception>
    public CrossValidationResult PerTrack(IReadOnlyList<string> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        if (tracks.Count != Table.RowCount)
        {
            throw new ArgumentException($"{tracks.Count} tracks were given for {Table.RowCount} rows.", nameof(tracks));
        }

        FoldResult[] results = [.. Results.Select(r => r.PerTrack(Table.Genres, tracks))];
        return results.SequenceEqual(Results) ? this : new CrossValidationResult(TrainerName, Trainer, Table, Folds, results);
    }

    /// <summary>The difference of this accuracy and another's, fold by fold; its <see cref="FoldStatistic.PValue"/> says whether it is significant.</summary>
    /// <param name="other">A result on the same folds.</param>
    /// <exception cref="ArgumentException">The other result is on other folds.</exception>
    public FoldStatistic AccuracyDifference(CrossValidationResult other) => Difference(other, static m => m.Accuracy);

    /// <summary>The difference of this macro-F1 and another's, fold by fold; its <see cref="FoldStatistic.PValue"/> says whether it is significant.</summary>
    /// <param name="other">A result on the same folds.</param>
    /// <exception cref="ArgumentException">The other result is on other folds.</exception>
    public FoldStatistic MacroF1Difference(CrossValidationResult other) => Difference(other, static m => m.MacroF1);

    /// <summary>Name, accuracy, macro-F1, log-loss, each as mean ± standard deviation over the folds, and what was split how.</summary>
    public override string ToString() => $"{TrainerName}: accuracy {Accuracy}, macro F1 {MacroF1}, log-loss {LogLoss} ({Folds.Description})";

    private FoldStatistic Difference(CrossValidationResult other, Func<Metrics, double> figure)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Folds.IsSameCut(other.Folds))
        {
            throw new ArgumentException($"{TrainerName} ({Folds.Description}) and {other.TrainerName} ({other.Folds.Description}) were evaluated on different folds; differences are taken fold by fold.", nameof(other));
        }

        return FoldStatistic.Of(Results.Zip(other.Results, (a, b) => figure(a.Metrics) - figure(b.Metrics)), Folds.TestToTrainRatio);
    }

    internal FoldStatistic Over(Func<Metrics, double> figure) => FoldStatistic.Of(Results.Select(r => figure(r.Metrics)), Folds.TestToTrainRatio);
}
