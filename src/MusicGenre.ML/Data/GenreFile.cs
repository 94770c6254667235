using MusicGenre.Audio;
using MusicGenre.ML.Validation.Partitioning;

namespace MusicGenre.ML;

/// <summary>What to call genres, from a file: a CSV or TSV file with the columns <c>from</c> and <c>to</c>.</summary>
public static class GenreFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, UTF-8 with a header. A name in <c>from</c> is a genre, or a tag that holds several (<c>Rock/Pop</c>), in any spelling; a blank <c>to</c> leaves its tracks out.</param>
    /// <returns>The names, for <see cref="Features.MusicLibraryOptions.GenreNames"/>.</returns>
    /// <exception cref="TableFormatException">The file is no such table, or gives a name two genres; the message says where.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NameTable table = NameTable.Read(path);
        Dictionary<string, (string Name, string To)> names = new(StringComparer.Ordinal);
        foreach ((long line, string from, string to) in table.Pairs(table.Require("from"), table.Require("to")))
        {
            if (from.Length == 0)
            {
                throw new TableFormatException("the name is empty; a genre was expected.", path, line, "from");
            }

            if (!names.TryAdd(AudioTags.GenreKey(from), (from, to)) && names[AudioTags.GenreKey(from)] is { } before && before.To != to)
            {
                throw new TableFormatException($"'{from}' is to be '{to}', and '{before.Name}', the same genre, '{before.To}' above; one of them was expected.", path, line, "to");
            }
        }

        return names.Values.ToDictionary(static n => n.Name, static n => n.To, StringComparer.Ordinal);
    }
}
