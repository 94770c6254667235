using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Features;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>
/// A view with a column of features that are extracted from the files that another column names. Files are read in parallel, at most a few ahead of the row that is requested:
/// ML.NET's own row mappers read 128 rows ahead, which are seconds of audio each.
/// </summary>
internal sealed class MusicFeaturesView : IDataView
{
    /// <summary>What the column of paths must be.</summary>
    public const string ExpectedPath = "text: paths of audio files";

    private readonly IDataView _source;
    private readonly DataViewSchema.Column _path;
    private readonly BatchExtractor _extractor;
    private readonly ViewColumn<MusicRow>[] _columns;

    /// <param name="source">The data with the paths.</param>
    /// <param name="outputColumnName">The column that is added.</param>
    /// <param name="pathColumnName">The text column of paths.</param>
    /// <param name="extractor">What reads the files.</param>
    public MusicFeaturesView(IDataView source, string outputColumnName, string pathColumnName, BatchExtractor extractor)
    {
        _source = source;
        _path = PathColumn(source.Schema, pathColumnName);
        _extractor = extractor;
        ViewColumn<MusicRow> features = Features(outputColumnName, extractor.FeatureSet);
        _columns = [.. source.Schema.Select(HeldColumns.Create), features];
        Schema = AddTo(source.Schema, features);
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => _source.CanShuffle;

    /// <summary>The schema that such a view of some data has.</summary>
    public static DataViewSchema OutputSchema(DataViewSchema input, string outputColumnName, string pathColumnName, FeatureSet featureSet)
    {
        PathColumn(input, pathColumnName);
        return AddTo(input, Features(outputColumnName, featureSet));
    }

    /// <summary>The column of paths.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or it is not a text.</exception>
    public static DataViewSchema.Column PathColumn(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = ColumnNames.Require(schema, name);
        return column.Type is TextDataViewType ? column : throw ColumnNames.Mismatch(column, ExpectedPath);
    }

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => Cursors(columnsNeeded, 1, rand)[0];

    // ML.NET splits what gives one cursor, 128 rows at a time; of several cursors it takes a batch from each, and a batch here is one row.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        Cursors(columnsNeeded, n > 0 ? n : Environment.ProcessorCount, rand);

    private Cursor[] Cursors(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, Random? rand)
    {
        bool[] active = ViewCursor<MusicRow>.Active(Schema, columnsNeeded);
        bool extracts = active[^1];
        DataViewSchema.Column[] held = [.. _source.Schema.Where(c => active[c.Index])];
        DataViewRowCursor rows = _source.GetRowCursor(extracts ? held.Append(_path).DistinctBy(static c => c.Index) : held, rand);
        MusicFeaturesPass pass = new(rows, held, extracts ? _path : null, _extractor, count);
        return [.. Enumerable.Range(0, count).Select(_ => new Cursor(this, active, pass))];
    }

    private static ViewColumn<MusicRow> Features(string name, FeatureSet set) =>
        ViewColumns.Vector<MusicRow>(set.Names, set, static row => row.Features.Span, name);

    private static DataViewSchema AddTo(DataViewSchema input, ViewColumn<MusicRow> features)
    {
        DataViewSchema.Builder builder = new();
        builder.AddColumns(input);
        builder.AddColumn(features.Name, features.Type, features.Annotations);
        return builder.ToSchema();
    }

    private sealed class Cursor(MusicFeaturesView view, bool[] active, MusicFeaturesPass pass) : ViewCursor<MusicRow>(view.Schema, view._columns, active)
    {
        private long _batch;
        private bool _released;

        public override long Batch => _batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = Row.Id;

        protected override bool TryMove(out MusicRow? row)
        {
            if (!pass.TryTake(out row))
            {
                return false;
            }

            _batch = row.Index;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_released)
            {
                _released = true;
                pass.Release();
            }

            base.Dispose(disposing);
        }
    }
}
