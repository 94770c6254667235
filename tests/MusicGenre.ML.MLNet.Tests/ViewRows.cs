using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Tests;

/// <summary>Reads views row by row, every value to the bit, through nothing but the contract of <see cref="IDataView"/>.</summary>
internal static class ViewRows
{
    /// <summary>A row: its id, its batch, and all its values as text.</summary>
    public sealed record Row(DataViewRowId Id, long Batch, string Text);

    public static List<Row> Read(IDataView view, IEnumerable<DataViewSchema.Column>? columns = null, Random? random = null)
    {
        columns ??= view.Schema;
        using DataViewRowCursor cursor = view.GetRowCursor(columns, random);
        return Read(cursor);
    }

    public static List<Row> Read(DataViewRowCursor cursor)
    {
        Func<string>[] values = [.. cursor.Schema.Where(cursor.IsColumnActive).Select(c => Reader(cursor, c))];
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        List<Row> rows = [];
        Assert.That(cursor.Position, Is.EqualTo(-1), "before the first row");
        while (cursor.MoveNext())
        {
            Assert.That(cursor.Position, Is.EqualTo(rows.Count));
            DataViewRowId value = default;
            id(ref value);
            rows.Add(new Row(value, cursor.Batch, string.Join('|', values.Select(static v => v()))));
        }

        Assert.That(cursor.Position, Is.EqualTo(-1), "after the last row");
        Assert.That(cursor.MoveNext(), Is.False, "after the last row");
        return rows;
    }

    /// <summary>The values alone.</summary>
    public static string[] Texts(IDataView view, params string[] columns) =>
        [.. Read(view, columns.Length == 0 ? null : columns.Select(c => view.Schema[c])).Select(static r => r.Text)];

    private static Func<string> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
        {
            ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                getter(ref text);
                return text.ToString();
            };
        }

        if (column.Type is VectorDataViewType)
        {
            ValueGetter<VBuffer<float>> getter = row.GetGetter<VBuffer<float>>(column);
            VBuffer<float> vector = default;
            return () =>
            {
                getter(ref vector);
                return string.Join(' ', vector.DenseValues().Select(Bits));
            };
        }

        ValueGetter<float> number = row.GetGetter<float>(column);
        float value = 0;
        return () =>
        {
            number(ref value);
            return Bits(value);
        };
    }

    private static string Bits(float value) => BitConverter.SingleToInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture);
}
