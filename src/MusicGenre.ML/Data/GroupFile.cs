using MusicGenre.Features;
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
    /// <param name="unknown">How many rows have no group in the file, or a blank one: each of their tracks is its own group.</param>
    /// <exception cref="TableFormatException">The file is no such table, gives a name two groups, or names none of the rows; the message says where.</exception>
    public static FeatureTable Apply(FeatureTable table, string path, string? column, out int unknown)
    {
        ArgumentNullException.ThrowIfNull(table);
        NameTable names = NameTable.Read(path);
        int groupColumn = column is null ? names.Find("group", "artist") ?? names.Only("group") : names.Require(column);
        NameMap groupOf = names.ToMap(groupColumn, mayBeBlank: true);
        unknown = 0;
        string[] groups = new string[table.RowCount];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = groupOf.Find(table.FileNames[i])?.Value ?? "";
            unknown += groups[i].Length == 0 ? 1 : 0;
        }

        return unknown < table.RowCount
            ? table.WithGroups(groups)
            : throw new TableFormatException($"it names a {names.Header[groupColumn]} for none of the table's {table.RowCount} rows.", path);
    }
}
