using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>One column of a view: its name and type, and how a value is read from a row.</summary>
/// <typeparam name="TRow">What a cursor holds of a row.</typeparam>
internal abstract class ViewColumn<TRow>(string name, DataViewType type, DataViewSchema.Annotations? annotations)
{
    /// <summary>The name in the schema.</summary>
    public string Name => name;

    /// <summary>The type in the schema.</summary>
    public DataViewType Type => type;

    /// <summary>Slot names and the like; null if there are none.</summary>
    public DataViewSchema.Annotations? Annotations => annotations;

    /// <summary>The type that a getter of this column has.</summary>
    public abstract Type RawType { get; }

    /// <summary>A <see cref="ValueGetter{TValue}"/> that reads the cursor's current row.</summary>
    public abstract Delegate CreateGetter(ViewCursor<TRow> cursor);
}

/// <summary>A column of values of one type.</summary>
/// <typeparam name="TRow">What a cursor holds of a row.</typeparam>
/// <typeparam name="TValue">The raw type of the values.</typeparam>
internal sealed class ViewColumn<TRow, TValue>(string name, DataViewType type, ValueReader<TRow, TValue> read, DataViewSchema.Annotations? annotations = null)
    : ViewColumn<TRow>(name, type, annotations)
{
    public override Type RawType => typeof(TValue);

    public override Delegate CreateGetter(ViewCursor<TRow> cursor) => (ValueGetter<TValue>)((ref TValue value) => read(cursor.Row, ref value));
}

/// <summary>Reads one column's value of a row; <paramref name="value"/> is the caller's, to be used again where it is a buffer.</summary>
internal delegate void ValueReader<TRow, TValue>(TRow row, ref TValue value);
