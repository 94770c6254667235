using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>Some of the rows of a data view, in its order: one side of a fold. Nothing is copied; each pass reads the source once.</summary>
internal sealed class SelectedRows : IDataView
{
    private readonly IDataView _source;
    private readonly bool[] _selected;
    private readonly int _count;

    /// <summary>Selects rows.</summary>
    /// <param name="source">The data.</param>
    /// <param name="rowCount">The number of rows of the data.</param>
    /// <param name="rows">The rows, from 0, in rising order.</param>
    public SelectedRows(IDataView source, int rowCount, IReadOnlyList<int> rows)
    {
        _source = source;
        _selected = new bool[rowCount];
        foreach (int row in rows)
        {
            _selected[row] = true;
        }

        _count = rows.Count;
    }

    // A shuffled source would not say which row is which.
    public bool CanShuffle => false;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(_source.GetRowCursor(columnsNeeded), _selected);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor source, bool[] selected) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => source.Batch;

        public override DataViewSchema Schema => source.Schema;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

        public override bool MoveNext()
        {
            while (source.MoveNext())
            {
                if (source.Position >= selected.Length)
                {
                    throw new InvalidOperationException($"The data have more than the {selected.Length} rows that the folds were made from.");
                }

                if (selected[source.Position])
                {
                    _position++;
                    return true;
                }
            }

            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
