using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.ML.MLNet.Data;

namespace MusicGenre.ML.MLNet.Persistence;

/// <summary>The keys of a label: their names, and their values where those are no text.</summary>
internal sealed class LabelKeys
{
    private static readonly MethodInfo ValuesMethod = typeof(LabelKeys).GetMethod(nameof(ValuesOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The keys of a column.</summary>
    /// <exception cref="ArgumentException">There are more than a column of scores can hold.</exception>
    public LabelKeys(DataViewSchema.Column column)
    {
        KeyDataViewType type = (KeyDataViewType)column.Type;
        if (type.Count > FirstSlots.Longest)
        {
            throw ColumnNames.Mismatch(column, $"a key of at most {FirstSlots.Longest} values");
        }

        Names = ColumnNames.OfKeys(column) ?? [.. Enumerable.Range(1, (int)type.Count).Select(static key => key.ToString(CultureInfo.InvariantCulture))];
        if (column.Annotations.Schema.GetColumnOrNull(ColumnNames.KeyValues) is { Type: VectorDataViewType { ItemType: not TextDataViewType } values })
        {
            Values = (IDataView)ValuesMethod.MakeGenericMethod(values.ItemType.RawType).Invoke(null, [column, Names])!;
        }
    }

    /// <summary>The keys' values as text, in their order; their numbers where they have no values.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The columns <c>Name</c> and <c>Value</c>, where the values are no text; otherwise null.</summary>
    public IDataView? Values { get; }

    private static IDataView ValuesOf<T>(DataViewSchema.Column column, IReadOnlyList<string> names)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return new MLContext().Data.LoadFromEnumerable(values.DenseValues().Zip(names, static (value, name) => new Key<T> { Name = name, Value = value }).ToArray());
    }

    private sealed class Key<T>
    {
        public string Name { get; set; } = "";

        public T Value { get; set; } = default!;
    }
}
