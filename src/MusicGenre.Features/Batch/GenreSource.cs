namespace MusicGenre.Features;

/// <summary>Where the genre of a track is taken from.</summary>
public enum GenreSource
{
    /// <summary>The folder; without one, the beginning of the file name; without that, the genre in the file's tags where a <see cref="MusicLibrary"/> reads them.</summary>
    Auto,

    /// <summary>The folder: the first one below the listed folder, or the parent folder of a single path.</summary>
    Folder,

    /// <summary>The beginning of the file name, up to a dot or separator that a number follows: <c>blues</c> of <c>blues.00000.wav</c>.</summary>
    FileName,

    /// <summary>Nowhere: no track has a genre.</summary>
    None,

    /// <summary>The genre in the file's tags. <see cref="MusicLibrary"/> reads them; <see cref="AudioFolder"/>, which opens no file, gives no genre.</summary>
    Tag,
}
