using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Features;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>A folder of audio as an <see cref="IDataView"/>: every pass decodes again, on all cores, and holds a few rows at a time.</summary>
internal sealed class AudioFolderView : IDataView
{
    private readonly ViewColumn<AudioRow>[] _columns;
    private readonly bool[] _needsFeatures;

    public AudioFolderView(IReadOnlyList<AudioTrack> tracks, FeatureSet featureSet, AudioFolderViewOptions options, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        Tracks = tracks;
        FeatureSet = featureSet;
        Batch = options.Batch ?? new BatchOptions();
        Progress = progress;
        CancellationToken = cancellationToken;
        bool segmented = Batch.Segmentation is not null;
        TrackRows = new TrackRows(tracks, segmented, options.BadFile);

        // As in FeatureTable.FromFolder: a row's group is its track, by the whole name where the names without folder and extension are not the tracks' own.
        bool byName = segmented || tracks.DistinctBy(static t => TrackName.Track(t.Name), StringComparer.Ordinal).Count() < tracks.Count;
        ViewColumn<AudioRow>[] named =
        [
            ViewColumns.Text<AudioRow>(ViewColumns.Label, row => tracks[row.Track].Genre),
            ViewColumns.Text<AudioRow>(ViewColumns.FileName, static row => row.Name),
            ViewColumns.Text<AudioRow>(ViewColumns.Group, row => byName ? tracks[row.Track].Name : TrackName.Track(row.Name)),
            ViewColumns.Text<AudioRow>(ViewColumns.Path, row => tracks[row.Track].Path),
        ];
        _columns =
        [
            ViewColumns.Vector<AudioRow>(featureSet.Names, featureSet, static row => row.Values.Span),
            .. named,
            .. options.FeatureColumns ? ViewColumns.Scalars<AudioRow>(featureSet.Names, static (row, column) => row.Values.Span[column]) : [],
        ];
        _needsFeatures = [.. _columns.Select(c => !named.Contains(c))];
        Schema = ViewColumns.Schema(_columns, nameof(options));
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public IReadOnlyList<AudioTrack> Tracks { get; }

    public FeatureSet FeatureSet { get; }

    public BatchOptions Batch { get; }

    public IProgress<BatchProgress>? Progress { get; }

    public CancellationToken CancellationToken { get; }

    public TrackRows TrackRows { get; }

    public long? GetRowCount() => TrackRows.RowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => Cursors(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        Cursors(columnsNeeded, Math.Max(1, Math.Min(n > 0 ? n : Environment.ProcessorCount, Tracks.Count)), rand);

    private Cursor[] Cursors(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, Random? rand)
    {
        bool[] active = ViewCursor<AudioRow>.Active(Schema, columnsNeeded);
        bool features = active.Zip(_needsFeatures).Any(static c => c.First && c.Second);
        AudioPass pass = new(this, RowOrder.Shuffled(Tracks.Count, rand), features, count);
        return [.. Enumerable.Range(0, count).Select(_ => new Cursor(this, active, pass))];
    }

    /// <summary>Takes one track after the other from the pass, and gives its rows.</summary>
    private sealed class Cursor(AudioFolderView view, bool[] active, AudioPass pass) : ViewCursor<AudioRow>(view.Schema, view._columns, active)
    {
        private AudioRow[] _rows = [];
        private int _next;
        private long _batch;
        private bool _released;

        public override long Batch => _batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            AudioRow row = Row;
            id = new DataViewRowId((ulong)row.Track, (ulong)row.Segment);
        };

        protected override bool TryMove(out AudioRow row)
        {
            if (_next == _rows.Length)
            {
                _next = 0;
                if (!pass.TryTake(out _rows, out _batch))
                {
                    row = default;
                    return false;
                }
            }

            row = _rows[_next++];
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_released)
            {
                _released = true;
                pass.Release();
            }

            _rows = [];
            base.Dispose(disposing);
        }
    }
}
