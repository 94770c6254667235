using MusicGenre.Features;
using MusicGenre.ML.Partitioning;

namespace MusicGenre.ML;

/// <summary>
/// Groups from a file beside the table: a CSV or TSV file with a file-name column and one that says what belongs together (an artist, an album),
/// such as Sturm's index of GTZAN's artists.
/// </summary>
public static class GroupFile
{
    /// <summary>Gives each row of a table the group that a file names for its track.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">The file; names are matched without folder and extension, and a segment goes with its track.</param>
    /// <param name="column">The column of groups; null takes <c>group</c>, then <c>artist</c>, then the first that is not the file name.</param>
    /// <param name="unknown">How many rows have no group in the file: each of their tracks is a group of its own.</param>
    /// <exception cref="FeatureFormatException">The file is no such table, or names none of the rows.</exception>
    public static FeatureTable Apply(FeatureTable table, string path, string? column, out int unknown)
    {
        ArgumentNullException.ThrowIfNull(table);
        NameTable names = NameTable.Read(path);
        int groupColumn = column is null ? names.Find("group", "artist") ?? names.Second() : names.Require(column);
        Dictionary<string, string> groupOfStem = new(StringComparer.Ordinal);
        foreach (NameTable.Row row in names.Rows)
        {
            string group = row.Cells[groupColumn].Trim();
            if (group.Length > 0)
            {
                groupOfStem[TrackName.Stem(row.Cells[names.FileName])] = group;
            }
        }

        unknown = 0;
        string[] groups = new string[table.RowCount];
        for (int i = 0; i < groups.Length; i++)
        {
            string track = TrackName.Track(table.FileNames[i]);
            if (groupOfStem.TryGetValue(TrackName.Stem(table.FileNames[i]), out string? group) || groupOfStem.TryGetValue(track, out group))
            {
                groups[i] = group;
            }
            else
            {
                // Not the bare name: an artist may be called like a track.
                groups[i] = "track " + track;
                unknown++;
            }
        }

        return unknown < table.RowCount
            ? table.WithGroups(groups)
            : throw new FeatureFormatException($"it names a {names.Header[groupColumn]} for none of the table's {table.RowCount} rows.", path);
    }
}
