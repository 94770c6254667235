namespace MusicGenre.ML.Origins;

/// <summary>The tracks of a folder that has a folder for each genre, as GTZAN has.</summary>
internal sealed class GenreFolder
{
    private static readonly string[] Extensions = [".wav", ".au", ".mp3", ".flac", ".ogg", ".m4a", ".aif", ".aiff"];

    private GenreFolder(string path, Track[] tracks)
    {
        FullPath = path;
        Tracks = tracks;
    }

    public string FullPath { get; }

    public IReadOnlyList<Track> Tracks { get; }

    /// <summary>Finds the tracks; genres and files in ordinal order.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">It has no folder with audio files.</exception>
    public static GenreFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            throw new DirectoryNotFoundException($"There is no folder {path}; expected one with a folder for each genre.");
        }

        Track[] tracks =
        [
            .. Directory.EnumerateDirectories(full).Order(StringComparer.Ordinal).SelectMany(static genre => Directory.EnumerateFiles(genre)
                .Where(static f => Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
                .Select(f => new Track(f, Path.GetFileName(genre)))),
        ];
        return tracks.Length > 0 ? new GenreFolder(full, tracks) : throw new IOException($"{path} has no folders with audio files ({string.Join(", ", Extensions)}); expected one for each genre.");
    }

    /// <summary>One file and its genre.</summary>
    internal sealed record Track(string FullPath, string Genre)
    {
        public string FileName => Path.GetFileName(FullPath);
    }
}
