using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace MusicGenre.ML.Batch;

/// <summary>Finds the tracks of a folder, and says what they are called and which genre they have.</summary>
public static partial class AudioFolder
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".wav", ".wave", ".au", ".snd", ".aif", ".aiff", ".aifc",
        ".mp3", ".mp2", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".m4b", ".mp4", ".aac", ".ac3", ".wma", ".asf", ".ape", ".wv", ".mka", ".webm", ".caf", ".amr", ".mpc", ".tta", ".w64",
    };

    /// <summary>Whether a file's name is one of audio. What the file really is, only reading it tells.</summary>
    /// <param name="path">The file.</param>
    public static bool IsAudioName(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>The audio files of a folder and the folders in it, in ordinal order of their paths below it. Hidden files are left out; links to folders are followed, but not in circles.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="genres">Where genres are taken from.</param>
    /// <returns>
    /// The tracks. A track is called by its file name alone where that begins with its genre (<c>blues.00000.wav</c>) or it lies in no folder, and by its path below
    /// <paramref name="folder"/>, with slashes, otherwise.
    /// </returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">A folder can't be read.</exception>
    public static IReadOnlyList<AudioTrack> List(string folder, GenreSource genres = GenreSource.Auto)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{folder}: there is no such folder.");
        }

        string root = Path.GetFullPath(folder);
        FileSystemEnumerable<string> files = new(
            root,
            static (ref FileSystemEntry entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory && Extensions.Contains(Path.GetExtension(entry.FileName).ToString()),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0 || !LeadsBack(entry.ToFullPath()),
        };

        (string Path, string Relative)[] found = [.. files
            .Select(path => (path, Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(static f => f.Item2, StringComparer.Ordinal)];
        AudioTrack[] tracks = [.. found.Select(f =>
        {
            int slash = f.Relative.IndexOf('/', StringComparison.Ordinal);
            string genre = Genre(slash > 0 ? f.Relative[..slash] : "", f.Relative, genres);
            return new AudioTrack(f.Path, Name(f.Relative, genre), genre);
        })];

        // Two copies of blues.00000.wav in two folders: only the path tells them apart.
        HashSet<string> doubled = [.. tracks.GroupBy(static t => t.Name, StringComparer.Ordinal).Where(static g => g.Count() > 1).Select(static g => g.Key)];
        for (int i = 0; i < tracks.Length && doubled.Count > 0; i++)
        {
            if (doubled.Contains(tracks[i].Name))
            {
                tracks[i] = tracks[i] with { Name = found[i].Relative };
            }
        }

        return tracks;
    }

    /// <summary>One file as a track.</summary>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="genres">Where the genre is taken from.</param>
    /// <returns>The track: called by its file name alone where that begins with its genre, by the path otherwise.</returns>
    public static AudioTrack FromPath(string path, GenreSource genres = GenreSource.Auto)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string normal = path.Replace(Path.DirectorySeparatorChar, '/');
        string folder = Path.GetFileName(Path.GetDirectoryName(path)) is { } parent and not ("" or "." or "..") ? parent : "";
        string genre = Genre(folder, normal, genres);
        return new AudioTrack(path, Name(normal, genre), genre);
    }

    private static string Genre(string folder, string relative, GenreSource genres) => genres switch
    {
        GenreSource.Auto => folder.Length > 0 ? folder : Prefix(relative),
        GenreSource.Folder => folder,
        GenreSource.FileName => Prefix(relative),
        GenreSource.None => "",
        _ => throw new ArgumentOutOfRangeException(nameof(genres), genres, "Genres come from Auto, Folder, FileName or None."),
    };

    private static string Prefix(string relative) => NumberedName().Match(FileName(relative)) is { Success: true } match ? match.Groups["genre"].Value : "";

    private static string Name(string relative, string genre)
    {
        string file = FileName(relative);
        return genre.Length > 0 && Prefix(relative) == genre ? file : relative;
    }

    private static string FileName(string relative) => relative[(relative.LastIndexOf('/') + 1)..];

    private static bool LeadsBack(string link) =>
        Directory.ResolveLinkTarget(link, returnFinalTarget: true) is not { } target
        || (Path.GetFullPath(link) + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(target.FullName) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // blues.00000.wav, hip-hop_17.mp3, rock 3.flac
    [GeneratedRegex(@"^(?<genre>\p{L}[^.]*?)[. _-]?[0-9]+\.")]
    private static partial Regex NumberedName();
}
