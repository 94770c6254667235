using MusicGenre.Features.Batch;
using MusicGenre.Numerics;

namespace MusicGenre.Features;

/// <summary>
/// A table that grows row by row in a file next to its place (<c>songs.csv.part</c>) and is renamed when it is whole. What was written when a run was killed, at any byte,
/// the next one continues with: no row is lost, none occurs twice.
/// </summary>
/// <remarks>
/// Going on, a row that was truncated is dropped and made again; of segments, all rows of the last track. The last track is extracted once more and compared with what is
/// in the file, so that a file made with other options is noticed.
/// </remarks>
public sealed class FeatureRowFile : IDisposable
{
    private const string PartExtension = ".part";
    private readonly string _path;
    private readonly string _target;
    private readonly string _partPath;
    private readonly FeatureSet _featureSet;
    private readonly int _fieldCount;
    private readonly bool _hasGroups;
    private readonly bool _segmented;
    private readonly FileStream _stream;
    private readonly FeatureRowWriter _writer;
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private bool _lastIsCut;
    private string? _lastTrack;
    private byte[] _lastRows = [];

    private FeatureRowFile(string path, FeatureSet featureSet, bool hasGroups, bool segmented, bool hasArtists, FileMode mode)
    {
        _path = path;
        _target = AtomicFile.Resolve(path);
        _partPath = _target + PartExtension;
        _featureSet = featureSet;
        _hasGroups = hasGroups;
        _segmented = segmented;
        Directory.CreateDirectory(Path.GetDirectoryName(_target)!);

        // No second run may write to it; no buffer, so that what was handed over survives the process.
        _stream = new FileStream(_partPath, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        _writer = new FeatureRowWriter(_stream, featureSet, hasGroups, hasArtists);
        _fieldCount = 2 + featureSet.Count + (hasArtists ? 2 : 0) + (hasGroups ? 1 : 0) + 1;
    }

    /// <summary>How many tracks are in the file already and need not be extracted again.</summary>
    public int DoneCount => _done.Count;

    /// <summary>Whether a run that was interrupted left rows of a table: <see cref="Resume"/> continues with them.</summary>
    /// <param name="path">The file.</param>
    public static bool IsInterrupted(string path)
    {
        FileInfo part = new(PartPath(path));
        return part.Exists && part.Length > 0;
    }

    /// <summary>Begins a table.</summary>
    /// <param name="path">The file; it is replaced when the table is whole.</param>
    /// <param name="featureSet">The columns.</param>
    /// <param name="hasGroups">Whether there is a column of groups (<see cref="FeatureRowWriter.NeedsGroups"/>).</param>
    /// <param name="segmented">Whether a track may give several rows; then there must be a column of groups.</param>
    /// <param name="overwrite">Whether rows that an interrupted run left are dropped; otherwise they are a reason to refuse.</param>
    /// <param name="hasArtists">Whether there are columns of artists and albums (<see cref="FeatureRowWriter.NeedsArtists"/>).</param>
    /// <exception cref="IOException">The file can't be written, another run writes to it, or an interrupted one left rows (<see cref="IsInterrupted"/>).</exception>
    public static FeatureRowFile Create(string path, FeatureSet featureSet, bool hasGroups, bool segmented, bool overwrite = false, bool hasArtists = false)
    {
        if (!overwrite && IsInterrupted(path))
        {
            throw new IOException($"{PartPath(path)} holds the rows of a run that was interrupted: resume it, or overwrite them.");
        }

        FeatureRowFile file = Open(path, featureSet, hasGroups, segmented, hasArtists, FileMode.OpenOrCreate);
        file._stream.SetLength(0);
        file._writer.WriteHeader();
        return file;
    }

    /// <summary>Continues a table: the rows of an interrupted run, or else the complete table. Starts a new one if there is neither.</summary>
    /// <param name="path">The file; it is replaced when the table is whole.</param>
    /// <param name="featureSet">The columns.</param>
    /// <param name="hasGroups">Whether there is a column of groups (<see cref="FeatureRowWriter.NeedsGroups"/>).</param>
    /// <param name="segmented">Whether a track may give several rows; then there must be a column of groups.</param>
    /// <param name="hasArtists">Whether there are columns of artists and albums (<see cref="FeatureRowWriter.NeedsArtists"/>).</param>
    /// <exception cref="FeatureFormatException">The file has other columns, or is no such table.</exception>
    /// <exception cref="IOException">The file can't be read or written, or another run writes to it.</exception>
    public static FeatureRowFile Resume(string path, FeatureSet featureSet, bool hasGroups, bool segmented, bool hasArtists = false)
    {
        string part = PartPath(path);
        bool interrupted = File.Exists(part);
        if (!interrupted && File.Exists(path))
        {
            File.Copy(path, part);
        }

        FeatureRowFile file = Open(path, featureSet, hasGroups, segmented, hasArtists, FileMode.OpenOrCreate);
        try
        {
            file.TakeOver(interrupted);
            return file;
        }
        catch
        {
            file.Dispose();
            if (!interrupted)
            {
                File.Delete(part);
            }

            throw;
        }
    }

    /// <summary>Whether all rows of a track are in the file.</summary>
    /// <param name="track">The track.</param>
    public bool Holds(AudioTrack track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return _done.Contains(track.Name);
    }

    /// <summary>Adds the rows of a track; nothing for one that could not be used.</summary>
    /// <param name="features">What came out of the track.</param>
    /// <exception cref="FeatureFormatException">The track is in the file already, with other values: it was made with other options, or of other audio.</exception>
    public void Write(TrackFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Rows.Count == 0)
        {
            return;
        }

        byte[] rows = _writer.Format(features);
        if (features.Track.Name == _lastTrack)
        {
            if (!rows.AsSpan().StartsWith(_lastRows))
            {
                throw new FeatureFormatException(
                    $"the rows of {_lastTrack} differ from those in the file: the file was made with another feature set, padding or segmentation, or of other audio. Give the options of the interrupted run, or start anew.",
                    _partPath);
            }

            _lastTrack = null;
            if (!_lastIsCut)
            {
                rows = rows[_lastRows.Length..];
            }
        }

        _writer.Flush(rows);
    }

    /// <summary>Completes the table: the file is renamed to its final name, and its feature set is written next to it.</summary>
    public void Complete()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        KnownSets.SaveBeside(_path, _featureSet);
        File.Move(_partPath, _target, overwrite: true);
    }

    /// <summary>Closes the file. An incomplete file is kept, to be continued.</summary>
    public void Dispose() => _stream.Dispose();

    // Next to the file that a link leads to: the link stays a link.
    private static string PartPath(string path) => AtomicFile.Resolve(path) + PartExtension;

    private static FeatureRowFile Open(string path, FeatureSet featureSet, bool hasGroups, bool segmented, bool hasArtists, FileMode mode)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(featureSet);
        return !segmented || hasGroups
            ? new FeatureRowFile(path, featureSet, hasGroups, segmented, hasArtists, mode)
            : throw new ArgumentException("Rows of segments need a column of groups, which says what track they are of.", nameof(hasGroups));
    }

    private void TakeOver(bool interrupted)
    {
        byte[] header = _writer.FormatHeader();
        byte[] start = new byte[header.Length];
        _stream.Position = 0;
        int length = _stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!header.AsSpan().StartsWith(start.AsSpan(0, length)))
        {
            throw new FeatureFormatException("its columns are not those of the feature set and the options given: start over, or give the options of the interrupted run.", _partPath, 1);
        }

        if (length < header.Length)
        {
            _stream.SetLength(0);
            _writer.WriteHeader();
            return;
        }

        RecordScanner scanner = new(_stream, header.Length, line: 2);
        long end = header.Length;
        long lastStart = end;
        string? last = null;
        while (scanner.Next())
        {
            if (scanner.FieldCount != _fieldCount)
            {
                throw new FeatureFormatException($"the row has {scanner.FieldCount} fields where the header has {_fieldCount}.", _partPath, scanner.Line);
            }

            string track = FeatureRowFormat.TrackName(scanner, _fieldCount, _hasGroups, _segmented);
            if (track != last)
            {
                if (last is not null && !_done.Add(last))
                {
                    throw new FeatureFormatException($"the rows of {last} are not contiguous.", _partPath, scanner.Line - 1);
                }

                last = track;
                lastStart = end;
            }
            else if (!_segmented)
            {
                throw new FeatureFormatException($"{track} occurs twice.", _partPath, scanner.Line);
            }

            end = scanner.Position;
        }

        if (last is not null)
        {
            if (_done.Contains(last))
            {
                throw new FeatureFormatException($"the rows of {last} are not contiguous.", _partPath, scanner.Line);
            }

            _lastTrack = last;
            _lastRows = new byte[end - lastStart];
            _stream.Position = lastStart;
            _stream.ReadExactly(_lastRows);
        }

        // After the last row is what was truncated; of segments, some of the last track's may be missing. A whole table lacks nothing.
        _lastIsCut = _segmented && interrupted;
        _stream.SetLength(_lastIsCut ? lastStart : end);
        _stream.Position = _stream.Length;
    }
}
