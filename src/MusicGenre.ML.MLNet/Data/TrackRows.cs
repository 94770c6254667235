using MusicGenre.Audio;
using MusicGenre.Features;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>
/// What is known of the rows of each track: their names, after the first pass. It keeps the rows of a view the same in every pass, whatever columns are requested:
/// a file that could not be used stays left out, and one that changes its mind is an error.
/// </summary>
internal sealed class TrackRows
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<AudioTrack> _tracks;
    private readonly Action<BadFile>? _badFile;

    // Null: not known yet. Empty: the file can't be used.
    private readonly string[]?[] _names;
    private int _unknown;
    private long _rowCount;

    public TrackRows(IReadOnlyList<AudioTrack> tracks, bool segmented, Action<BadFile>? badFile)
    {
        _tracks = tracks;
        _badFile = badFile;
        _names = new string[tracks.Count][];
        _unknown = tracks.Count;

        // Without segments every track is a row, if only an error may say otherwise.
        if (!segmented && badFile is null)
        {
            for (int i = 0; i < _names.Length; i++)
            {
                _names[i] = [tracks[i].Name];
            }

            _unknown = 0;
            _rowCount = tracks.Count;
        }
    }

    /// <summary>The number of rows; null while a track has never been read.</summary>
    public long? RowCount
    {
        get
        {
            lock (_gate)
            {
                return _unknown == 0 ? _rowCount : null;
            }
        }
    }

    /// <summary>What is known at this moment, by track: the names of the rows, or null.</summary>
    public string[]?[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _names];
        }
    }

    /// <summary>Takes note of what came out of a track.</summary>
    /// <param name="track">The track's place.</param>
    /// <param name="result">What came out.</param>
    /// <returns>Whether the track has rows.</returns>
    /// <exception cref="AudioFormatException">The file can't be used and no callback is set, or it was another one in an earlier pass.</exception>
    public bool Settle(int track, TrackFeatures result)
    {
        if (result.Problem is { } problem && _badFile is null)
        {
            throw new AudioFormatException(problem.Reason.TrimEnd('.'), problem.Path);
        }

        lock (_gate)
        {
            if (_names[track] is { } known)
            {
                return known.AsSpan().SequenceEqual((string[])[.. result.Rows.Select(static r => r.Name)])
                    ? known.Length > 0
                    : throw new AudioFormatException(
                        FormattableString.Invariant($"the file was changed between two passes: it gives {result.Rows.Count} rows and gave {known.Length} before")
                            + (result.Problem is { } now ? $" ({now.Reason.TrimEnd('.')})" : "")
                            + "; mlContext.Data.Cache keeps what one pass has read",
                        _tracks[track].Path);
            }

            _names[track] = [.. result.Rows.Select(static r => r.Name)];
            _unknown--;
            _rowCount += result.Rows.Count;
        }

        // Outside of the lock: the listener may ask the view something.
        if (result.Problem is { } bad)
        {
            _badFile!(bad);
        }

        return result.Rows.Count > 0;
    }
}
