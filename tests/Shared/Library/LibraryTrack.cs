namespace MusicGenre.Tests;

/// <summary>What a file of the tagged library is.</summary>
internal enum LibraryTrackKind
{
    /// <summary>A clip of 30 s.</summary>
    Song,

    /// <summary>A song of two minutes: four clips of an artist end to end.</summary>
    Joined,

    /// <summary>The same music at another bit rate.</summary>
    Recoded,

    /// <summary>The same music, 6 dB quieter.</summary>
    Quieter,

    /// <summary>The same music from the third second on.</summary>
    Shifted,

    /// <summary>20 s of the same music.</summary>
    Excerpt,

    /// <summary>Zeros.</summary>
    Silent,

    /// <summary>Music that is cut off at full scale.</summary>
    Clipped,

    /// <summary>Two channels, one of them zeros.</summary>
    OneChannel,

    /// <summary>A tenth of a second.</summary>
    Short,

    /// <summary>The first bytes of a file, and then no audio.</summary>
    Broken,
}

/// <summary>A file of the tagged library.</summary>
/// <param name="File">Its path below the library's folder, with slashes.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Genre">Its genre in the spelling that is most frequent.</param>
/// <param name="GenreTag">Its genre as its tag says.</param>
/// <param name="Artist">Its artist; empty if its tags do not say.</param>
/// <param name="Album">Its album.</param>
/// <param name="Title">Its title.</param>
/// <param name="CopyOf">The file that has the same music; null if there is none.</param>
internal sealed record LibraryTrack(string File, LibraryTrackKind Kind, string Genre, string GenreTag, string Artist, string Album, string Title, string? CopyOf = null)
{
    /// <summary>Whether its features can be extracted.</summary>
    public bool IsReadable => Kind != LibraryTrackKind.Broken;
}
