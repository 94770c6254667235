namespace MusicGenre.ML;

/// <summary>What a report says next to its figures.</summary>
public sealed record ReportOptions
{
    /// <summary>The heading.</summary>
    public string Title { get; init; } = "Music genre classification";

    /// <summary>The table's name, such as its file name; null shows only its size.</summary>
    public string? TableName { get; init; }

    /// <summary>The command line that produced the results; null if there was none.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Remarks on what was run, one paragraph each.</summary>
    public IReadOnlyList<string> Notes { get; init => field = [.. value]; } = [];

    /// <summary>Notes on the figures, one line each; the folds' own warnings are included.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = [.. value]; } = [];

    /// <summary>Which descriptors matter: a chart each, of trainers on this table and these folds.</summary>
    public IReadOnlyList<PermutationImportance> Importances { get; init => field = [.. value]; } = [];

    /// <summary>Accuracy against tracks: a chart each, of trainers on this table and these folds.</summary>
    public IReadOnlyList<LearningCurve> LearningCurves { get; init => field = [.. value]; } = [];
}
