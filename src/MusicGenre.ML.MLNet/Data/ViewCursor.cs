using Microsoft.ML;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>
/// The base of all cursors: the active columns, their getters and the row position. A cursor belongs to one thread; several may run over one view.
/// </summary>
/// <typeparam name="TRow">What is held of a row.</typeparam>
internal abstract class ViewCursor<TRow> : DataViewRowCursor
{
    private readonly IReadOnlyList<ViewColumn<TRow>> _columns;
    private readonly bool[] _active;
    private TRow? _row;
    private long _position = -1;
    private bool _ended;

    /// <param name="schema">The view's schema.</param>
    /// <param name="columns">The columns, in the schema's order.</param>
    /// <param name="active">Which of them are wanted.</param>
    protected ViewCursor(DataViewSchema schema, IReadOnlyList<ViewColumn<TRow>> columns, bool[] active)
    {
        Schema = schema;
        _columns = columns;
        _active = active;
    }

    public sealed override DataViewSchema Schema { get; }

    public sealed override long Position => _position;

    /// <summary>The cursor's current row.</summary>
    /// <exception cref="InvalidOperationException">The cursor is before the first or after the last row.</exception>
    public TRow Row => _position >= 0 ? _row! : throw NotAtRow();

    /// <summary>Which columns of a schema are among those wanted.</summary>
    public static bool[] Active(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
        {
            if (column.Index >= active.Length)
            {
                throw new ArgumentException($"Column {column.Index} ({column.Name}) is none of the view's; there are {active.Length}.", nameof(columnsNeeded));
            }

            active[column.Index] = true;
        }

        return active;
    }

    public sealed override bool IsColumnActive(DataViewSchema.Column column) =>
        column.Index < _active.Length
            ? _active[column.Index]
            : throw new ArgumentOutOfRangeException(nameof(column), column.Index, $"The view has columns 0 to {_active.Length - 1}.");

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
        {
            throw new ArgumentOutOfRangeException(nameof(column), column.Name, "The column is not active: it is none of those that the cursor was asked for.");
        }

        ViewColumn<TRow> source = _columns[column.Index];
        return source.RawType == typeof(TValue)
            ? (ValueGetter<TValue>)source.CreateGetter(this)
            : throw new InvalidOperationException($"Column {column.Name} gives values of type {source.RawType}; a getter of {typeof(TValue)} was asked for.");
    }

    public sealed override bool MoveNext()
    {
        if (!_ended && TryMove(out _row))
        {
            _position++;
            return true;
        }

        // As ML.NET's own cursors: one that has come to its end has nothing to hold any more.
        Dispose();
        return false;
    }

    /// <summary>Goes on to the next row; not called again after the last.</summary>
    protected abstract bool TryMove(out TRow? row);

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        _position = -1;
        _row = default;
        base.Dispose(disposing);
    }

    protected InvalidOperationException NotAtRow() =>
        new(_ended ? "The cursor is after the last row." : "The cursor is before the first row; call MoveNext first.");
}
