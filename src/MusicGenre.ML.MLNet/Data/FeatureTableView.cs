using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>A table as an <see cref="IDataView"/>: nothing is copied until a getter is called.</summary>
internal sealed class FeatureTableView : IDataView
{
    /// <summary>Rows that one cursor of a set takes at a time; each such block is a batch.</summary>
    internal const int BlockLength = 64;

    private readonly FeatureTable _table;
    private readonly ViewColumn<int>[] _columns;

    public FeatureTableView(FeatureTable table, FeatureTableViewOptions options)
    {
        _table = table;
        List<ViewColumn<int>> columns =
        [
            ViewColumns.Vector<int>(table.FeatureNames, table.FeatureSet, table.Row),
            ViewColumns.Text<int>(ViewColumns.Label, row => table.Labels[row]),
            ViewColumns.Text<int>(ViewColumns.FileName, row => table.FileNames[row]),
            ViewColumns.Text<int>(ViewColumns.Group, row => table.Groups[row]),
        ];
        if (options.Folds is { } folds)
        {
            int[] fold = FoldOfRow(table, folds, nameof(options));
            columns.Add(ViewColumns.Number<int>(ViewColumns.Fold, row => fold[row]));
        }

        if (options.FeatureColumns)
        {
            columns.AddRange(ViewColumns.Scalars<int>(table.FeatureNames, (row, column) => table[row, column]));
        }

        _columns = [.. columns];
        Schema = ViewColumns.Schema(_columns, nameof(options));
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public long? GetRowCount() => _table.RowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, ViewCursor<int>.Active(Schema, columnsNeeded), RowOrder.Shuffled(_table.RowCount, rand), part: 0, parts: 1);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = ViewCursor<int>.Active(Schema, columnsNeeded);
        int[]? order = RowOrder.Shuffled(_table.RowCount, rand);
        int blocks = (_table.RowCount + BlockLength - 1) / BlockLength;
        int parts = Math.Max(1, Math.Min(n > 0 ? n : Environment.ProcessorCount, blocks));
        return [.. Enumerable.Range(0, parts).Select(part => new Cursor(this, active, order, part, parts))];
    }

    private static int[] FoldOfRow(FeatureTable table, Folds folds, string parameter)
    {
        int[] fold = new int[table.RowCount];
        Array.Fill(fold, -1);
        for (int f = 0; f < folds.Count; f++)
        {
            // ML.NET scales the column by its least and its greatest value: without the first or the last fold every split would be different.
            if (folds[f].Test.Count == 0)
            {
                throw new ArgumentException($"Fold {f + 1} of {folds.Count} ({folds[f].Name}) tests no row; a Fold column can't hold it.", parameter);
            }

            foreach (int row in folds[f].Test)
            {
                if (row >= fold.Length)
                {
                    throw new ArgumentException($"The folds are of another table: they test row {row + 1}, and there are {fold.Length}.", parameter);
                }

                if (fold[row] >= 0)
                {
                    throw new ArgumentException($"Row {row + 1} ({table.FileNames[row]}) is tested by more than one fold; a Fold column can only hold folds that test every row once.", parameter);
                }

                fold[row] = f;
            }
        }

        if (folds.Count < 2)
        {
            throw new ArgumentException($"A Fold column needs at least two folds; there is {folds.Count}.", parameter);
        }

        int untested = Array.IndexOf(fold, -1);
        return untested < 0
            ? fold
            : throw new ArgumentException($"Row {untested + 1} ({table.FileNames[untested]}) is tested by no fold; a Fold column can only hold folds that test every row once.", parameter);
    }

    /// <summary>Every <c>parts</c>-th block of the rows, in order.</summary>
    private sealed class Cursor(FeatureTableView view, bool[] active, int[]? order, int part, int parts) : ViewCursor<int>(view.Schema, view._columns, active)
    {
        private readonly int _rowCount = view._table.RowCount;
        private readonly int _jump = (parts - 1) * BlockLength;
        private int _next = part * BlockLength;
        private int _at = -1;

        public override long Batch => parts == 1 || _at < 0 ? 0 : _at / BlockLength;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

        protected override bool TryMove(out int row)
        {
            if (_next >= _rowCount)
            {
                row = -1;
                return false;
            }

            _at = _next;
            _next++;
            if (_next % BlockLength == 0)
            {
                // Int overflow at the end of a table of two thousand million rows is not a row either.
                _next = (int)Math.Min(int.MaxValue, (long)_next + _jump);
            }

            row = order is null ? _at : order[_at];
            return true;
        }
    }
}
