using MusicGenre.ML.Validation.Partitioning;

namespace MusicGenre.ML;

/// <summary>
/// Groups from a file next to the table: a CSV or TSV file with a file-name column and one that says what belongs together (an artist, an album),
/// such as Sturm's index of GTZAN's artists.
/// </summary>
public static class GroupFile
{
    /// <summary>Gives each row of a table the group that a file names for its track.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">
    /// The file, UTF-8 with a header. A name is matched whole, else without folder, else without audio extension, and a segment goes with its track. A name may occur twice with
    /// the same group.
    /// </param>
    /// <param name="column">The column of groups; null takes <c>group</c>, then <c>artist</c>, then the only one next to the file name, unless that is of genres.</param>
    /// <param name="unknown">How many rows have no group in the file, or a blank one: their group is the artist that the table knows, else their track.</param>
    /// <exception cref="TableFormatException">The file is no such table, gives a name two groups, or names none of the rows; the message says where.</exception>
    public static FeatureTable Apply(FeatureTable table, string path, string? column, out int unknown)
    {
        ArgumentNullException.ThrowIfNull(table);
        string[] groups = Find(path, column, table.FileNames);
        unknown = groups.Count(static g => g.Length == 0);
        return table.WithGroups(groups);
    }

    /// <summary>The groups that a file names for some tracks; empty where it names none.</summary>
    /// <exception cref="TableFormatException">The file is no such table, gives a name two groups, or names none of the tracks.</exception>
    internal static string[] Find(string path, string? column, IReadOnlyList<string> fileNames)
    {
        NameTable names = NameTable.Read(path);
        int groupColumn = column is null ? names.Find("group", "artist") ?? names.Only("group") : names.Require(column);
        NameMap groupOf = names.ToMap(groupColumn, mayBeBlank: true);
        string[] groups = [.. fileNames.Select(name => groupOf.Find(name)?.Value ?? "")];
        return groups.Any(static g => g.Length > 0)
            ? groups
            : throw new TableFormatException($"it names a {names.Header[groupColumn]} for none of the table's {fileNames.Count} rows.", path);
    }
}
