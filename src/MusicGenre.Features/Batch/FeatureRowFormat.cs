using System.Globalization;
using CsvHelper;

namespace MusicGenre.Features.Batch;

/// <summary>The layout of a table of features as CSV: <c>filename,</c> <c>length,</c> features, <c>artist,</c> <c>album,</c> <c>group,</c> <c>label</c>.</summary>
internal static class FeatureRowFormat
{
    public const string LengthColumn = "length";
    public const string ArtistColumn = "artist";
    public const string AlbumColumn = "album";

    /// <summary>The header; columns that the table does not have are left out.</summary>
    public static void WriteHeader(CsvWriter csv, IReadOnlyList<string> featureNames, bool hasLengths, bool hasArtists, bool hasGroups, bool hasLabels)
    {
        csv.WriteField("filename");
        if (hasLengths)
        {
            csv.WriteField(LengthColumn);
        }

        foreach (string name in featureNames)
        {
            csv.WriteField(name);
        }

        if (hasArtists)
        {
            csv.WriteField(ArtistColumn);
            csv.WriteField(AlbumColumn);
        }

        if (hasGroups)
        {
            csv.WriteField("group");
        }

        if (hasLabels)
        {
            csv.WriteField("label");
        }

        csv.EndRecord();
    }

    /// <summary>One row; what is null has no column.</summary>
    public static void WriteRow(CsvWriter csv, string fileName, long? length, ReadOnlySpan<float> values, (string Artist, string Album)? artist, string? group, string? label)
    {
        csv.WriteField(fileName);
        if (length is long samples)
        {
            csv.WriteField(samples.ToString(CultureInfo.InvariantCulture));
        }

        foreach (float value in values)
        {
            // The shortest text that reads back as the same float.
            csv.WriteField(value.ToString("R", CultureInfo.InvariantCulture));
        }

        if (artist is { } known)
        {
            csv.WriteField(known.Artist);
            csv.WriteField(known.Album);
        }

        if (group is not null)
        {
            csv.WriteField(group);
        }

        if (label is not null)
        {
            csv.WriteField(label);
        }

        csv.EndRecord();
    }

    /// <summary>The track that a row is of: its group, or what its file name says where that is blank (its group is its artist then).</summary>
    public static string TrackName(RecordScanner row, int fieldCount, bool hasGroups, bool segmented) =>
        !hasGroups ? row.Field(0)
        : row.Field(fieldCount - 2) is { Length: > 0 } group ? group
        : segmented ? BatchExtractor.TrackOfSegment(row.Field(0))
        : row.Field(0);
}
