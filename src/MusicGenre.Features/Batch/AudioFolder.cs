using System.IO.Enumeration;
using System.Text.RegularExpressions;
using MusicGenre.Numerics.Files;

namespace MusicGenre.Features;

/// <summary>Finds the tracks of a folder, with their names and genres.</summary>
public static partial class AudioFolder
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".wav", ".wave", ".au", ".snd", ".aif", ".aiff", ".aifc",
        ".mp3", ".mp2", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".m4b", ".mp4", ".aac", ".ac3", ".wma", ".asf", ".ape", ".wv", ".mka", ".webm", ".caf", ".amr", ".mpc", ".tta", ".w64",
    };

    /// <summary>Whether a file name has an audio extension. The content is known only after reading.</summary>
    /// <param name="path">The file.</param>
    public static bool IsAudioName(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>
    /// The audio files of a folder and the folders in it, in ordinal order of their paths below it. Hidden files are left out, and so is what is not a regular file (a named pipe).
    /// Links to folders are followed, but every real folder is visited once: under its own name where it lies in <paramref name="folder"/> itself.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="genres">Where genres are taken from.</param>
    /// <param name="badFiles">Where folders within go that can't be read; null ends the work at the first of them.</param>
    /// <returns>
    /// The tracks. A track is called by its file name alone where that begins with its genre (<c>blues.00000.wav</c>) or it lies in no folder, and by its path below
    /// <paramref name="folder"/>, with slashes, otherwise.
    /// </returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">A folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder must not be read.</exception>
    public static IReadOnlyList<AudioTrack> List(string folder, GenreSource genres = GenreSource.Auto, ICollection<BadFile>? badFiles = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{folder}: there is no such folder.");
        }

        string root = Path.GetFullPath(folder);
        (string Path, string Relative)[] found = [.. Files(root, badFiles)
            .Select(path => (path, Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(static f => f.Item2, StringComparer.Ordinal)];
        AudioTrack[] tracks = [.. found.Select(f =>
        {
            int slash = f.Relative.IndexOf('/', StringComparison.Ordinal);
            string genre = Genre(slash > 0 ? f.Relative[..slash] : "", f.Relative, genres);
            return new AudioTrack(f.Path, Name(f.Relative, genre), genre);
        })];
        return TellApart(tracks, i => found[i].Relative);
    }

    /// <summary>Single files as tracks, distinguished as those of a folder are.</summary>
    /// <param name="paths">The files; they need not exist.</param>
    /// <param name="genres">Where genres are taken from.</param>
    /// <returns>The tracks, in the order of the paths: each is called by its file name alone where that begins with its genre and no other is called so, by the path otherwise.</returns>
    /// <exception cref="ArgumentException">A file is given twice.</exception>
    public static IReadOnlyList<AudioTrack> FromPaths(IEnumerable<string> paths, GenreSource genres = GenreSource.Auto)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        List<AudioTrack> tracks = [];
        foreach (string path in paths)
        {
            tracks.Add(FromPath(path, genres));
            if (!places.TryAdd(Path.GetFullPath(path), tracks.Count) && !path.Contains('\uFFFD'))
            {
                throw new ArgumentException(FormattableString.Invariant($"{path} is given twice, as file {places[Path.GetFullPath(path)]} and {tracks.Count}; each file can occur in a table once."), nameof(paths));
            }
        }

        return TellApart([.. tracks], i => tracks[i].Path.Replace(Path.DirectorySeparatorChar, '/'));
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

    /// <summary>Two copies of blues.00000.wav in two folders: only the path distinguishes them.</summary>
    private static AudioTrack[] TellApart(AudioTrack[] tracks, Func<int, string> path)
    {
        HashSet<string> doubled = [.. tracks.GroupBy(static t => t.Name, StringComparer.Ordinal).Where(static g => g.Count() > 1).Select(static g => g.Key)];
        for (int i = 0; i < tracks.Length && doubled.Count > 0; i++)
        {
            if (doubled.Contains(tracks[i].Name))
            {
                tracks[i] = tracks[i] with { Name = path(i) };
            }
        }

        return tracks;
    }

    /// <summary>Visits real folders before links: a folder that both lead to keeps its own name.</summary>
    private static List<string> Files(string root, ICollection<BadFile>? badFiles)
    {
        List<string> files = [];
        string realRoot = RealPath.Of(root);
        HashSet<string> visited = new(StringComparer.Ordinal) { realRoot };
        Stack<(string Path, string Real)> folders = new([(root, realRoot)]);
        SortedSet<string> links = new(StringComparer.Ordinal);
        while (folders.Count > 0 || links.Count > 0)
        {
            if (!folders.TryPop(out (string Path, string Real) folder))
            {
                string link = links.Min!;
                links.Remove(link);
                string target = RealPath.Of(link);
                if (!Contains(target, realRoot) && !Contains(target, RealPath.Of(Path.GetDirectoryName(link)!)) && visited.Add(target))
                {
                    folders.Push((link, target));
                }

                continue;
            }

            try
            {
                foreach ((string name, bool isFolder, bool isLink) in Entries(folder.Path))
                {
                    string path = Path.Combine(folder.Path, name);
                    if (isFolder && isLink)
                    {
                        links.Add(path);
                    }
                    else if (isFolder && visited.Add(Path.Combine(folder.Real, name)))
                    {
                        folders.Push((path, Path.Combine(folder.Real, name)));
                    }
                    else if (!isFolder && IsAudioName(name) && !FileKind.IsSpecial(path))
                    {
                        files.Add(path);
                    }
                }
            }
            catch (Exception error) when (badFiles is not null && folder.Path != root && error is IOException or UnauthorizedAccessException)
            {
                badFiles.Add(new BadFile(folder.Path, IsNotUtf8(folder.Path) ? "the folder's name is not valid UTF-8, so it can't be opened; rename it." : error.Message));
            }
        }

        return files;
    }

    private static FileSystemEnumerable<(string Name, bool IsFolder, bool IsLink)> Entries(string folder) => new(
        folder,
        static (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0),
        new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System });

    /// <summary>Whether a folder is the same as another one or contains it.</summary>
    private static bool Contains(string folder, string other) =>
        (other + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // What is not valid UTF-8 in a name becomes U+FFFD, and the name that has it is another one.
    private static bool IsNotUtf8(string folder) => folder.Contains('\uFFFD') && !Directory.Exists(folder);

    private static string Genre(string folder, string relative, GenreSource genres) => genres switch
    {
        GenreSource.Auto => folder.Length > 0 ? folder : Prefix(relative),
        GenreSource.Folder => folder,
        GenreSource.FileName => Prefix(relative),
        GenreSource.None or GenreSource.Tag => "",
        _ => throw new ArgumentOutOfRangeException(nameof(genres), genres, "Genres come from Auto, Folder, FileName, Tag or None."),
    };

    private static string Prefix(string relative) => NumberedName().Match(FileName(relative)) is { Success: true } match ? match.Groups["genre"].Value : "";

    private static string Name(string relative, string genre)
    {
        string file = FileName(relative);
        return genre.Length > 0 && Prefix(relative) == genre ? file : relative;
    }

    private static string FileName(string relative) => relative[(relative.LastIndexOf('/') + 1)..];

    // blues.00000.wav, hip-hop_17.mp3, rock 3.flac
    [GeneratedRegex(@"^(?<genre>\p{L}[^.]*?)[. _-]?[0-9]+\.")]
    private static partial Regex NumberedName();
}
