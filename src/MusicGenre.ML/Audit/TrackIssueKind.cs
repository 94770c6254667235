namespace MusicGenre.ML;

/// <summary>What is wrong with a file.</summary>
public enum TrackIssueKind
{
    /// <summary>It could not be read, or has a sample that is no number.</summary>
    Unreadable,

    /// <summary>Its header announces more than there is, or something else is strange about the file.</summary>
    Damaged,

    /// <summary>It is silent, all of it or most of it.</summary>
    Silent,

    /// <summary>Many of its samples lie at full scale, in runs.</summary>
    Clipped,

    /// <summary>One of its channels has nothing.</summary>
    EmptyChannel,

    /// <summary>It is shorter than what can be judged.</summary>
    TooShort,
}
