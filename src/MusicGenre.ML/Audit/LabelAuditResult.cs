namespace MusicGenre.ML;

/// <summary>Which genres of a table look wrong, and what that was seen from.</summary>
public sealed class LabelAuditResult
{
    internal LabelAuditResult(CrossValidationResult evaluation, IReadOnlyList<double> thresholds, IReadOnlyList<IReadOnlyList<int>> confidentJoint, double estimatedNoise, int judgedCount, IReadOnlyList<LabelIssue> issues)
    {
        JudgedCount = judgedCount;
        Evaluation = evaluation;
        Thresholds = thresholds;
        ConfidentJoint = confidentJoint;
        EstimatedNoise = estimatedNoise;
        Issues = issues;
    }

    /// <summary>The cross-validation whose predictions were looked at. Its figures are those of the labels as they are.</summary>
    public CrossValidationResult Evaluation { get; }

    /// <summary>For each genre of the table the mean probability that its own rows give it: from there on a row counts as confidently of that genre. NaN for a genre without a tested row.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Counts of rows, [given genre][genre that they confidently are of], in the order of the table's genres; rows that are of none with confidence are not counted.</summary>
    public IReadOnlyList<IReadOnlyList<int>> ConfidentJoint { get; }

    /// <summary>
    /// The share of wrong labels that the confident joint estimates, 0 to 1: what lies off its diagonal, after each line was scaled to the count of its genre's rows. Where genres overlap it is an upper bound: music between
    /// two genres counts as wrong.
    /// </summary>
    public double EstimatedNoise { get; }

    /// <summary>How many rows, or tracks, were judged.</summary>
    public int JudgedCount { get; }

    /// <summary>The rows, or tracks, that look wrong, the surest first: by the probability of their given genre.</summary>
    public IReadOnlyList<LabelIssue> Issues { get; }
}
