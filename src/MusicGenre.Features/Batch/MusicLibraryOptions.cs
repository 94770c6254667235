using MusicGenre.Numerics;

namespace MusicGenre.Features;

/// <summary>How the genres of a <see cref="MusicLibrary"/> are found.</summary>
public sealed record MusicLibraryOptions
{
    /// <summary>Where genres are taken from.</summary>
    public GenreSource Genres { get; init; } = GenreSource.Auto;

    /// <summary>
    /// What to call genres: from a name, in any spelling, to the genre; an empty text leaves its tracks out. A name is the whole tag (<c>Rock/Pop</c>) or one genre. Null renames nothing.
    /// </summary>
    public IReadOnlyDictionary<string, string>? GenreNames { get; init; }

    /// <summary>How many tracks a genre must have, at least 1: the tracks of smaller ones are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MinimumTrackCountPerGenre
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumTrackCountPerGenre), value, $"{nameof(MinimumTrackCountPerGenre)} must be at least 1.");
    } = 1;

    /// <summary>
    /// Whether the spellings of a genre become one. With false each track keeps its own (but for those that <see cref="GenreNames"/> names), and no genre is too small: for parts of a library that are
    /// merged later (<see cref="FeatureShards"/>).
    /// </summary>
    public bool UnifySpellings { get; init; } = true;

    /// <summary>Whether tags are read: without them no artist is known, and no genre that only a tag says.</summary>
    public bool ReadTags { get; init; } = true;

    /// <summary>The ffmpeg program next to which ffprobe reads the tags; null for the one that <c>MUSICGENRE_FFMPEG</c> names, or else ffprobe on the PATH.</summary>
    public string? FfmpegPath { get; init; }

    /// <summary>How many files are read at once, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDegreeOfParallelism { get; init => field = DegreeOfParallelism.Check(value); } = Environment.ProcessorCount;
}
