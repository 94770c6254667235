using System.Text;
using CsvHelper;
using MusicGenre.Features.Batch;

namespace MusicGenre.Features;

/// <summary>Writes rows to CSV one by one: <c>filename,length,</c> features, <c>artist,album</c> and <c>group</c> where wanted, <c>label</c>.</summary>
public sealed class FeatureRowWriter
{
    private readonly Stream _stream;
    private readonly IReadOnlyList<string> _featureNames;
    private readonly bool _hasGroups;
    private readonly bool _hasArtists;

    /// <summary>Prepares the writing; nothing is written yet.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="featureSet">The columns.</param>
    /// <param name="hasGroups">
    /// Whether a column says which track a row is of. Segments need it, and tracks whose file names do not tell them apart; otherwise the file name says it. It is blank for a track whose artist
    /// is known: the artist is its group.
    /// </param>
    /// <param name="hasArtists">Whether columns say artist and album.</param>
    public FeatureRowWriter(Stream stream, FeatureSet featureSet, bool hasGroups, bool hasArtists = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(featureSet);
        _stream = stream;
        _featureNames = featureSet.Names;
        _hasGroups = hasGroups;
        _hasArtists = hasArtists;
    }

    /// <summary>Whether a table of some tracks needs the column of groups.</summary>
    /// <param name="tracks">The tracks.</param>
    /// <param name="segmented">Whether each of them gives several rows.</param>
    public static bool NeedsGroups(IReadOnlyList<AudioTrack> tracks, bool segmented)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        return segmented || tracks.DistinctBy(static t => TrackName.Track(t.Name), StringComparer.Ordinal).Count() < tracks.Count;
    }

    /// <summary>Whether a table of some tracks needs the columns of artists and albums.</summary>
    /// <param name="tracks">The tracks.</param>
    public static bool NeedsArtists(IReadOnlyList<AudioTrack> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        return tracks.Any(static t => t.Artist.Length > 0 || t.Album.Length > 0);
    }

    /// <summary>Writes the header line.</summary>
    public void WriteHeader() => Flush(FormatHeader());

    /// <summary>Writes the rows of a track at once; nothing for one that could not be used.</summary>
    /// <param name="features">What came out of the track.</param>
    public void Write(TrackFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Rows.Count > 0)
        {
            Flush(Format(features));
        }
    }

    internal byte[] FormatHeader() => Format(csv => FeatureRowFormat.WriteHeader(csv, _featureNames, hasLengths: true, _hasArtists, _hasGroups, hasLabels: true));

    internal byte[] Format(TrackFeatures features) => Format(csv =>
    {
        foreach (FeatureRow row in features.Rows)
        {
            AudioTrack track = features.Track;
            string group = _hasArtists && track.Artist.Length > 0 ? "" : track.Name;
            FeatureRowFormat.WriteRow(csv, row.Name, row.Length, row.Values.Span, _hasArtists ? (track.Artist, track.Album) : null, _hasGroups ? group : null, track.Genre);
        }
    });

    internal void Flush(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _stream.Flush();
    }

    private static byte[] Format(Action<CsvWriter> write)
    {
        using StringWriter text = new(System.Globalization.CultureInfo.InvariantCulture);
        using (CsvWriter csv = CsvFormat.Write(text))
        {
            write(csv);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
