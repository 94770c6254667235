namespace MusicGenre.Features;

/// <summary>An audio file that becomes rows of a table.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">What it is called in the table; no two tracks of a batch share a name.</param>
/// <param name="Genre">Its genre; empty if it is not known.</param>
public sealed record AudioTrack(string Path, string Name, string Genre)
{
    /// <summary>Its artist, as the tags say (<see cref="MusicLibrary"/>); empty if it is not known. Tracks of one artist are one group.</summary>
    public string Artist { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = "";

    /// <summary>Its album; empty if it is not known.</summary>
    public string Album { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = "";
}
