using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>Columns of a source whose rows are read ahead: each value is copied when its row is read, and given again when the row's turn comes.</summary>
internal static class HeldColumns
{
    private static readonly MethodInfo ReaderMethod = Method(nameof(Reader));
    private static readonly MethodInfo ScalarMethod = Method(nameof(Scalar));
    private static readonly MethodInfo VectorMethod = Method(nameof(Vector));

    /// <summary>Copies the value of a column in the cursor's current row.</summary>
    public static Func<object> CreateReader(DataViewRow row, DataViewSchema.Column column) =>
        (Func<object>)ReaderMethod.MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column])!;

    /// <summary>The column of the held rows.</summary>
    public static ViewColumn<MusicRow> Create(DataViewSchema.Column column) =>
        (ViewColumn<MusicRow>)(column.Type is VectorDataViewType vector
            ? VectorMethod.MakeGenericMethod(vector.ItemType.RawType)
            : ScalarMethod.MakeGenericMethod(column.Type.RawType)).Invoke(null, [column])!;

    private static Func<object> Reader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return () =>
        {
            // A new value each time: a buffer that is used again would change under the rows before.
            T value = default!;
            getter(ref value);
            return value!;
        };
    }

    private static ViewColumn<MusicRow> Scalar<T>(DataViewSchema.Column column) =>
        new ViewColumn<MusicRow, T>(column.Name, column.Type, (MusicRow row, ref T value) => value = (T)row.Held[column.Index]!, column.Annotations);

    private static ViewColumn<MusicRow> Vector<T>(DataViewSchema.Column column) =>
        new ViewColumn<MusicRow, VBuffer<T>>(
            column.Name, column.Type, (MusicRow row, ref VBuffer<T> value) => ((VBuffer<T>)row.Held[column.Index]!).CopyTo(ref value), column.Annotations);

    private static MethodInfo Method(string name) => typeof(HeldColumns).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
