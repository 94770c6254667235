using System.Runtime.ExceptionServices;
using MusicGenre.Features;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>
/// One pass over the tracks, shared by the cursors of a set: the batch decodes ahead on its own threads, and each cursor that asks gets the next track's rows.
/// So the work is spread over the cores whether one thread reads or several do.
/// </summary>
internal sealed class AudioPass
{
    private readonly Lock _gate = new();
    private readonly AudioFolderView _view;
    private readonly int[]? _order;
    private readonly bool _features;
    private string[]?[]? _known;
    private IEnumerator<TrackFeatures>? _results;
    private ExceptionDispatchInfo? _failure;
    private int _next;
    private int _users;
    private bool _ended;

    /// <param name="view">The view.</param>
    /// <param name="order">The order of the tracks; null for the listing's.</param>
    /// <param name="features">Whether features are requested; otherwise only tracks whose number of rows is not known yet are decoded.</param>
    /// <param name="users">How many cursors there are; the last one that goes ends the work.</param>
    public AudioPass(AudioFolderView view, int[]? order, bool features, int users)
    {
        _view = view;
        _order = order;
        _features = features;
        _users = users;
    }

    /// <summary>The next track that has rows.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="batch">Its place in this pass.</param>
    /// <returns>False after the last.</returns>
    public bool TryTake(out AudioRow[] rows, out long batch)
    {
        lock (_gate)
        {
            // Whichever cursor meets a failure, none of the others may look as if it had read all there is.
            _failure?.Throw();
            try
            {
                return TryTakeNext(out rows, out batch);
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

    private bool TryTakeNext(out AudioRow[] rows, out long batch)
    {
        if (_known is null)
        {
            _known = _view.TrackRows.Snapshot();
            if (Order().Any(IsDecoded))
            {
                _results = new BatchExtractor(_view.FeatureSet, _view.Batch).Extract(Order().Where(IsDecoded).Select(t => _view.Tracks[t]), _view.Progress, _view.CancellationToken).GetEnumerator();
            }
        }

        while (!_ended && _next < _view.Tracks.Count)
        {
            batch = _next;
            int track = _order is null ? _next : _order[_next];
            _next++;
            if (!IsDecoded(track))
            {
                rows = [.. _known[track]!.Select((name, i) => new AudioRow(track, i, name, default))];
                if (rows.Length > 0)
                {
                    return true;
                }
            }
            else if (!_results!.MoveNext())
            {
                throw new InvalidOperationException("The batch ended before its last track.");
            }
            else if (_view.TrackRows.Settle(track, _results.Current))
            {
                rows = [.. _results.Current.Rows.Select((row, i) => new AudioRow(track, i, row.Name, row.Values))];
                return true;
            }
        }

        // To the end: the batch refers to a track's progress when the next one is requested.
        while (_results?.MoveNext() == true)
        {
        }

        End();
        rows = [];
        batch = 0;
        return false;
    }

    // The tracks in this pass's order; requested by the batch's threads, one at a time.
    private IEnumerable<int> Order() => _order ?? Enumerable.Range(0, _view.Tracks.Count);

    // Known at the beginning of the pass: what another pass finds out meanwhile must not change the order of the work.
    private bool IsDecoded(int track) => _known![track] is not { } names || (_features && names.Length > 0);

    private void End()
    {
        _ended = true;
        _results?.Dispose();
        _results = null;
    }
}
