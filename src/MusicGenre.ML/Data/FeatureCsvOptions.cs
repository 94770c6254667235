namespace MusicGenre.ML;

/// <summary>The roles of a CSV file's columns. Every column that is not named here, and has no usual name, is a feature.</summary>
public sealed record FeatureCsvOptions
{
    /// <summary>The column of file names; null looks for a usual name (<c>filename</c>, <c>file_name</c>, <c>file</c>, <c>track</c>, <c>track_id</c>, <c>path</c>, <c>name</c>).</summary>
    public string? FileNameColumn { get; init; }

    /// <summary>The column of genres; null looks for a usual name (<c>label</c>, <c>genre</c>, <c>class</c>, <c>class_name</c>, <c>category</c>, <c>target</c>).</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The column of groups; null takes a column named <c>group</c>, and without one the artist where it is known, else the track that the file name refers to.</summary>
    public string? GroupColumn { get; init; }

    /// <summary>
    /// The column of artists; null takes a column named <c>artist</c>, unless its first cell is a number and no column <c>album</c> follows it: then it is a feature.
    /// </summary>
    public string? ArtistColumn { get; init; }

    /// <summary>The column of albums; null takes a column named <c>album</c>, unless its first cell is a number and no column <c>artist</c> precedes it: then it is a feature.</summary>
    public string? AlbumColumn { get; init; }

    /// <summary>Columns that are neither features nor anything else. <c>length</c> needs no mention: it is read as <see cref="FeatureTable.Lengths"/>.</summary>
    public IReadOnlyList<string> IgnoredColumns { get; init => field = [.. value]; } = [];

    /// <summary>The delimiter, an ASCII character that is neither quote nor line break; null for a tab where the file's name ends in <c>.tsv</c>, and a comma otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The character can't be a separator.</exception>
    public char? Separator
    {
        get;
        init => field = value is null or (< (char)128 and not ('"' or '\r' or '\n'))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Separator), value, "Separator must be an ASCII character other than a quote and a line break, or null.");
    }

    /// <summary>
    /// Whether the table is to learn from: then a label column, a label in every row and at least two genres are requested (the default).
    /// A table to predict may lack all of them.
    /// </summary>
    public bool RequireLabels { get; init; } = true;
}
