using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Features;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>One pass over rows that name audio files, shared by the cursors of a set: the batch reads files ahead on its own threads, and each cursor that asks gets the next row.</summary>
internal sealed class MusicFeaturesPass
{
    private readonly Lock _gate = new();
    private readonly DataViewRowCursor _source;
    private readonly DataViewSchema.Column[] _heldColumns;
    private readonly DataViewSchema.Column? _path;
    private readonly BatchExtractor _extractor;

    // The rows whose files are being read, in order: the batch gives its results in the order of its tracks.
    private readonly ConcurrentQueue<MusicRow> _reading = [];
    private IEnumerator<MusicRow>? _rows;
    private ExceptionDispatchInfo? _failure;
    private int _users;
    private bool _ended;

    /// <param name="source">The rows; the pass disposes it.</param>
    /// <param name="heldColumns">The columns of the source that are requested.</param>
    /// <param name="path">The column of paths; null if no features are requested.</param>
    /// <param name="extractor">What reads the files.</param>
    /// <param name="users">How many cursors there are; the last one that goes ends the work.</param>
    public MusicFeaturesPass(DataViewRowCursor source, DataViewSchema.Column[] heldColumns, DataViewSchema.Column? path, BatchExtractor extractor, int users)
    {
        _source = source;
        _heldColumns = heldColumns;
        _path = path;
        _extractor = extractor;
        _users = users;
    }

    /// <summary>The next row.</summary>
    /// <returns>False after the last.</returns>
    public bool TryTake([NotNullWhen(true)] out MusicRow? row)
    {
        lock (_gate)
        {
            // Whichever cursor meets a failure, none of the others may look as if it had read all there is.
            _failure?.Throw();
            row = null;
            if (_ended)
            {
                return false;
            }

            try
            {
                _rows ??= (_path is { } path ? Extracted(path) : Held()).GetEnumerator();
                if (_rows.MoveNext())
                {
                    row = _rows.Current;
                    return true;
                }

                End();
                return false;
            }
            catch (Exception error)
            {
                _failure = ExceptionDispatchInfo.Capture(error);
                End();
                throw;
            }
        }
    }

    /// <summary>One cursor less.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (--_users == 0)
            {
                End();
            }
        }
    }

    private IEnumerable<MusicRow> Extracted(DataViewSchema.Column path)
    {
        foreach (TrackFeatures track in _extractor.Extract(Tracks(path)))
        {
            if (track.Problem is { } problem)
            {
                throw new FeatureFormatException(problem.Reason, problem.Path);
            }

            _reading.TryDequeue(out MusicRow? row);
            yield return row! with { Features = track.Rows[0].Values };
        }
    }

    // Asked for by the batch's threads, one at a time.
    private IEnumerable<AudioTrack> Tracks(DataViewSchema.Column path)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = _source.GetGetter<ReadOnlyMemory<char>>(path);
        ReadOnlyMemory<char> value = default;
        foreach (MusicRow row in Held())
        {
            getter(ref value);
            if (value.IsEmpty)
            {
                throw new ArgumentException(FormattableString.Invariant($"Row {row.Index + 1}: the path of an audio file in column '{path.Name}' is empty; every row needs one."));
            }

            _reading.Enqueue(row);
            yield return AudioFolder.FromPath(value.ToString());
        }
    }

    private IEnumerable<MusicRow> Held()
    {
        ValueGetter<DataViewRowId> id = _source.GetIdGetter();
        (int Index, Func<object> Read)[] readers = [.. _heldColumns.Select(c => (c.Index, HeldColumns.CreateReader(_source, c)))];
        int width = _source.Schema.Count;
        for (long index = 0; _source.MoveNext(); index++)
        {
            object?[] held = new object?[width];
            foreach ((int column, Func<object> read) in readers)
            {
                held[column] = read();
            }

            DataViewRowId rowId = default;
            id(ref rowId);
            yield return new MusicRow(index, rowId, held, default);
        }
    }

    private void End()
    {
        // The batch's threads first: they move the source.
        _ended = true;
        _rows?.Dispose();
        _rows = null;
        _source.Dispose();
    }
}
