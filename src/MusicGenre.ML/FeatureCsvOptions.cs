namespace MusicGenre.ML;

/// <summary>Which columns of a CSV file are what. Everything that is not named here, and has no usual name, is a feature.</summary>
public sealed record FeatureCsvOptions
{
    /// <summary>The column of file names; null looks for a usual name (<c>filename</c>, <c>file_name</c>, <c>file</c>, <c>track</c>, <c>track_id</c>, <c>path</c>, <c>name</c>).</summary>
    public string? FileNameColumn { get; init; }

    /// <summary>The column of genres; null looks for a usual name (<c>label</c>, <c>genre</c>, <c>class</c>, <c>class_name</c>, <c>category</c>, <c>target</c>).</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The column of groups; null takes a column named <c>group</c>, and without one the track that the file name speaks of.</summary>
    public string? GroupColumn { get; init; }

    /// <summary>Columns that are neither features nor anything else. <c>length</c> needs no mention: it is read as <see cref="FeatureTable.Lengths"/>.</summary>
    public IReadOnlyList<string> IgnoredColumns { get; init; } = [];

    /// <summary>
    /// Whether the table is to learn from: then a label column, a label in every row and at least two genres are asked for (the default).
    /// A table to predict may lack all of them.
    /// </summary>
    public bool RequireLabels { get; init; } = true;
}
