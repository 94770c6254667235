namespace MusicGenre.ML.Reports;

/// <summary>Results that are comparable: of one table, on the same folds, best first.</summary>
internal sealed class ReportData
{
    public ReportData(IReadOnlyList<CrossValidationResult> results, string parameter)
    {
        ArgumentNullException.ThrowIfNull(results, parameter);
        if (results.Count == 0)
        {
            throw new ArgumentException("A report needs at least one result; got none.", parameter);
        }

        CrossValidationResult first = results[0] ?? throw new ArgumentException("Result 1 is null.", parameter);
        for (int i = 1; i < results.Count; i++)
        {
            CrossValidationResult other = results[i] ?? throw new ArgumentException($"Result {i + 1} is null.", parameter);
            if (!SameTable(first.Table, other.Table) || !first.Folds.IsSameCut(other.Folds))
            {
                throw new ArgumentException(
                    $"Result {i + 1} ({other.TrainerName}, {other.Folds.Description}) is of another table or other folds than result 1 ({first.TrainerName}, {first.Folds.Description}): "
                    + "figures on different rows can't be compared.",
                    parameter);
            }
        }

        Table = first.Table;
        Folds = first.Folds;
        Ranking = Ranking.Of(results);
        GenreCounts = Table.GenreCounts();
    }

    public FeatureTable Table { get; }

    public Folds Folds { get; }

    public Ranking Ranking { get; }

    /// <summary>The results, best first.</summary>
    public IReadOnlyList<CrossValidationResult> Ranked => Ranking.Results;

    public IReadOnlyList<int> GenreCounts { get; }

    /// <summary>The caller's warnings, those of the folds, and those of the trainings with the trainer's name.</summary>
    public IEnumerable<string> Warnings(ReportOptions options) =>
        options.Warnings.Concat(Folds.Warnings).Concat(Ranked.SelectMany(static r => r.Warnings.Select(w => $"{r.TrainerName}: {w}")));

    private static bool SameTable(FeatureTable a, FeatureTable b) =>
        ReferenceEquals(a, b) || (a.FileNames.SequenceEqual(b.FileNames) && a.Labels.SequenceEqual(b.Labels) && a.FeatureNames.SequenceEqual(b.FeatureNames));
}
