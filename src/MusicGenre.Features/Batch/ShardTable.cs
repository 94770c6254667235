using System.Text;
using CsvHelper;

namespace MusicGenre.Features.Batch;

/// <summary>The table of one shard, with the place of each track's rows in it.</summary>
internal sealed class ShardTable : IDisposable
{
    // filename, length, features, artist, album (where tags were read), group, label.
    private const int FirstFeature = 2;

    private readonly FileStream _stream;
    private readonly Dictionary<string, (long Start, long Line)> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _labels = new(StringComparer.Ordinal);
    private readonly bool _segmented;
    private readonly int _fieldCount;
    private readonly RecordScanner _scanner;

    private ShardTable(string path, ShardRecord record, FeatureSet set, FileStream stream)
    {
        Path = path;
        Record = record;
        Set = set;
        _stream = stream;
        _segmented = record.Segmentation != ShardRecord.WholeTracks;
        _fieldCount = FirstFeature + set.Count + (record.HasArtists ? 2 : 0) + 2;
        byte[] header = new FeatureRowWriter(Stream.Null, set, hasGroups: true, record.HasArtists).FormatHeader();
        byte[] start = new byte[header.Length];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.AsSpan().SequenceEqual(header))
        {
            throw new FeatureFormatException("its columns are not those that the file next to it says: it was changed", path, 1);
        }

        _scanner = new RecordScanner(stream, header.Length, line: 2);
    }

    public string Path { get; }

    public ShardRecord Record { get; }

    public FeatureSet Set { get; }

    public static ShardTable Open(string path, ShardRecord record)
    {
        FeatureSet set = FeatureSet.FromJson(record.FeatureSet);
        if (record.Tracks.FirstOrDefault(t => !record.Shard.Holds(t.Path)) is { } stranger)
        {
            throw new FeatureFormatException($"{stranger.Path} is not in shard {record.Shard}: the file was changed", ShardRecord.PathBeside(path));
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            ShardTable table = new(path, record, set, stream);
            table.Index();
            return table;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes the rows of a track, with the genre it has among all; columns that the merged table does not have are left out.</summary>
    /// <returns>The number of rows.</returns>
    public int CopyRows(AudioTrack track, Stream output, bool hasArtists, bool hasGroups)
    {
        (long start, long line) = _places[track.Name];
        _scanner.MoveTo(start, line);
        int rows = 0;
        while (_scanner.Next() && TrackName() == track.Name)
        {
            output.Write(_scanner.Fields(0, FirstFeature + Set.Count));
            if (hasArtists)
            {
                output.Write(","u8);
                output.Write(_scanner.Fields(_fieldCount - 4, 2));
            }

            if (hasGroups)
            {
                output.Write(","u8);
                output.Write(_scanner.Fields(_fieldCount - 2, 1));
            }

            output.Write(Label(track.Genre));
            rows++;
        }

        return rows;
    }

    public void Dispose() => _stream.Dispose();

    private void Index()
    {
        HashSet<string> expected = [.. Record.Tracks.Where(static t => t.Problem is null).Select(static t => t.Track.Name)];
        string? last = null;
        long start = _scanner.Position;
        while (_scanner.Next())
        {
            if (_scanner.FieldCount != _fieldCount)
            {
                throw new FeatureFormatException($"the row has {_scanner.FieldCount} fields where the header has {_fieldCount}.", Path, _scanner.Line);
            }

            string track = TrackName();
            if (!expected.Contains(track))
            {
                throw new FeatureFormatException($"{track} is not among the tracks that the file next to it lists: it was changed", Path, _scanner.Line);
            }

            if (track != last && !_places.TryAdd(track, (start, _scanner.Line)))
            {
                throw new FeatureFormatException($"the rows of {track} are not contiguous.", Path, _scanner.Line);
            }

            last = track;
            start = _scanner.Position;
        }

        if (start != _stream.Length)
        {
            throw new FeatureFormatException("the last row is not complete.", Path, _scanner.Line + 1);
        }

        if (expected.FirstOrDefault(t => !_places.ContainsKey(t)) is { } missing)
        {
            throw new FeatureFormatException($"it has no row of {missing}, which the file next to it lists: it was changed", Path);
        }
    }

    private string TrackName() => FeatureRowFormat.TrackName(_scanner, _fieldCount, hasGroups: true, _segmented);

    private byte[] Label(string genre)
    {
        if (!_labels.TryGetValue(genre, out byte[]? bytes))
        {
            using StringWriter text = new(System.Globalization.CultureInfo.InvariantCulture);
            using (CsvWriter csv = CsvFormat.Write(text))
            {
                // As the last field of a record: after a comma, before the line's end.
                csv.WriteRecord("", genre);
            }

            _labels.Add(genre, bytes = Encoding.UTF8.GetBytes(text.ToString()));
        }

        return bytes;
    }
}
