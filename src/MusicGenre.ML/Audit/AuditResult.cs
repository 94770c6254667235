namespace MusicGenre.ML;

/// <summary>What would make the figures of a library or table lie.</summary>
public sealed class AuditResult
{
    internal AuditResult(IReadOnlyList<string> fileNames, IReadOnlyList<string> genres, IReadOnlyList<string> groups)
    {
        FileNames = fileNames;
        Genres = genres;
        Groups = groups;
    }

    /// <summary>What the tracks are called, or the rows of the table.</summary>
    public IReadOnlyList<string> FileNames { get; }

    /// <summary>The genre of each; empty where it is not known.</summary>
    public IReadOnlyList<string> Genres { get; }

    /// <summary>The group of each, as it was given: its artist, or its track.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>The tracks that were inspected; none where a table was audited.</summary>
    public IReadOnlyList<TrackInspection> Tracks { get; internal init; } = [];

    /// <summary>Recordings that are there twice, by their places among <see cref="FileNames"/>.</summary>
    public IReadOnlyList<DuplicatePair> Duplicates { get; internal init; } = [];

    /// <summary>Files with something wrong, in their order.</summary>
    public IReadOnlyList<TrackIssue> TrackIssues { get; internal init; } = [];

    /// <summary>Artists, albums or groups of several genres.</summary>
    public IReadOnlyList<GenreConflict> GenreConflicts { get; internal init; } = [];

    /// <summary>All genres, in ordinal order.</summary>
    public IReadOnlyList<GenreSize> GenreSizes { get; internal init; } = [];

    /// <summary>The genres that are too small to be judged.</summary>
    public IReadOnlyList<GenreSize> SmallGenres { get; internal init; } = [];

    /// <summary>Labels that look wrong; null where they were not looked at.</summary>
    public LabelAuditResult? Labels { get; internal init; }

    /// <summary>The groups of all, with duplicates put together: what a cross-validation should keep on one side.</summary>
    public IReadOnlyList<string> MergedGroups => DuplicateGroups.Merge(Groups, Duplicates);

    /// <summary>Whether nothing was found.</summary>
    public bool IsClean => Duplicates.Count == 0 && TrackIssues.Count == 0 && GenreConflicts.Count == 0 && SmallGenres.Count == 0 && Labels is null or { Issues.Count: 0 };

    /// <summary>The same with the labels that look wrong.</summary>
    /// <param name="labels">What was found.</param>
    public AuditResult WithLabels(LabelAuditResult? labels) => new(FileNames, Genres, Groups)
    {
        Tracks = Tracks,
        Duplicates = Duplicates,
        TrackIssues = TrackIssues,
        GenreConflicts = GenreConflicts,
        GenreSizes = GenreSizes,
        SmallGenres = SmallGenres,
        Labels = labels,
    };
}
