namespace MusicGenre.ML;

/// <summary>
/// Finds labels that look wrong, by confident learning (C. G. Northcutt, L. Jiang and I. L. Chuang, "Confident learning: estimating uncertainty in dataset labels", Journal of Artificial Intelligence Research 70,
/// 2021): a row is suspected where models that were fitted without it, and without its group, give another genre at least the probability that this genre's own rows get on average.
/// </summary>
/// <remarks>
/// With p(x, j) the probability of genre j for row x by the model of a fold that tests x, and t(j) the mean of p(x, j) over the rows labelled j, row x confidently is of the genre
/// j* = argmax of p(x, j) over the genres with p(x, j) >= t(j). The confident joint counts the rows by given label and j*. Suspected are those off its diagonal (cleanlab's <c>confident_learning</c>) whose given
/// genre has next to no probability (<see cref="LabelAuditOptions.LargestGivenProbability"/>), in the order of that probability.
/// </remarks>
public static class LabelAudit
{
    /// <summary>Looks for wrong labels in a table.</summary>
    /// <param name="table">The table, each row with its genre.</param>
    /// <param name="trainer">The trainer; its models must give probabilities, and the better they are, the fewer right labels are suspected.</param>
    /// <param name="folds">Folds of this table, with groups kept apart (<see cref="Folds.StratifiedGroups"/>): a model that knows an artist believes that artist's labels.</param>
    /// <param name="options">Which labels are suspected, and the number of threads; null for the defaults.</param>
    /// <param name="progress">Takes each fold when it is done, on the thread that did it.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">The folds are not of this table, the models give no probabilities, or the tracks are not one a row.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LabelAuditResult Run(
        FeatureTable table, ITrainer trainer, Folds folds, LabelAuditOptions? options = null, IProgress<FoldResult>? progress = null, CancellationToken cancellationToken = default) =>
        Of(CrossValidation.Run(table, trainer, folds, new CrossValidationOptions { MaxDegreeOfParallelism = (options ?? new()).MaxDegreeOfParallelism }, progress, cancellationToken), options);

    /// <summary>Looks for wrong labels in what was predicted before. A row that several folds test has the mean of its probabilities; one that none tests is left out.</summary>
    /// <param name="evaluation">The cross-validation.</param>
    /// <param name="options">Which labels are suspected; null for the defaults.</param>
    /// <exception cref="ArgumentException">It has no probabilities, or the tracks are not one a row.</exception>
    public static LabelAuditResult Of(CrossValidationResult evaluation, LabelAuditOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        FeatureTable table = evaluation.Table;
        int genres = table.Genres.Count;
        double largest = options?.LargestGivenProbability ?? 0.5 / genres;
        IReadOnlyList<string>? tracks = options?.Tracks;
        if (tracks is not null && tracks.Count != table.RowCount)
        {
            throw new ArgumentException($"{tracks.Count} tracks were given for {table.RowCount} rows.", nameof(options));
        }

        (int Row, int Given, double[] P)[] rows =
        [
            .. evaluation.Results.SelectMany(static r => r.Predictions).OrderBy(static p => p.Row).GroupBy(p => (tracks is null ? p.Row : -1, tracks?[p.Row], p.Label))
                .Select(g => (g.First().Row, g.Key.Label, Mean([.. g.Select(static p => p.Probabilities)], genres))),
        ];
        double[] thresholds = [.. Enumerable.Range(0, genres).Select(g => rows.Where(r => r.Given == g).Select(r => r.P[g]).DefaultIfEmpty(double.NaN).Average())];
        int[][] joint = [.. Enumerable.Range(0, genres).Select(_ => new int[genres])];
        List<LabelIssue> issues = [];
        foreach ((int row, int given, double[] p) in rows)
        {
            // Comparisons with NaN are false: a genre without rows of its own is nobody's.
            int confident = Enumerable.Range(0, genres).Where(g => p[g] >= thresholds[g]).DefaultIfEmpty(-1).MaxBy(g => g < 0 ? 0 : p[g]);
            if (confident < 0)
            {
                continue;
            }

            joint[given][confident]++;
            if (confident != given && p[given] <= largest)
            {
                issues.Add(new LabelIssue(row, tracks?[row] ?? table.FileNames[row], table.Genres[given], table.Genres[confident], p[given], p[confident]));
            }
        }

        int[] counts = [.. Enumerable.Range(0, genres).Select(g => rows.Count(r => r.Given == g))];
        double wrong = Enumerable.Range(0, genres).Sum(g => joint[g].Sum() is int all and > 0 ? counts[g] * (all - joint[g][g]) / (double)all : 0);
        return new LabelAuditResult(evaluation, thresholds, joint, wrong / rows.Length, rows.Length, [.. issues.OrderBy(static i => i.GivenProbability).ThenBy(static i => i.Row)]);
    }

    private static double[] Mean(IReadOnlyList<double>[] predictions, int genres)
    {
        if (predictions.Any(p => p.Count != genres))
        {
            throw new ArgumentException("The models give no probabilities; wrong labels can't be looked for without.", nameof(predictions));
        }

        return [.. Enumerable.Range(0, genres).Select(g => predictions.Average(p => p[g]))];
    }
}
