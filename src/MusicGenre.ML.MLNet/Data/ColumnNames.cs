using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>The names that ML.NET keeps in a column's annotations.</summary>
internal static class ColumnNames
{
    // ML.NET's name for the annotation that holds the values of keys; its own constant is not public.
    public const string KeyValues = "KeyValues";

    private static readonly MethodInfo TextsMethod = typeof(ColumnNames).GetMethod(nameof(Texts), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The column of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static DataViewSchema.Column Require(DataViewSchema schema, string name, string parameter = "input") =>
        schema.GetColumnOrNull(name)
        ?? throw new ArgumentException($"There is no column '{name}'; the data has {string.Join(", ", schema.Where(static c => !c.IsHidden).Select(static c => c.Name))}.", parameter);

    /// <summary>Reports that a column has the wrong type.</summary>
    public static ArgumentException Mismatch(DataViewSchema.Column column, string expected, string parameter = "input") =>
        new($"Column '{column.Name}' is {column.Type}; expected: {expected}.", parameter);

    /// <summary>The same of a schema that is only planned.</summary>
    public static void Check(SchemaShape schema, string name, string expected, Func<SchemaShape.Column, bool> fits)
    {
        SchemaShape.Column[] found = [.. schema.Where(c => c.Name == name)];
        if (found.Length == 0)
        {
            throw new ArgumentException($"There is no column '{name}'; the data has {string.Join(", ", schema.Select(static c => c.Name))}.", nameof(schema));
        }

        if (!fits(found[0]))
        {
            throw new ArgumentException($"Column '{name}' is {Describe(found[0])}; expected: {expected}.", nameof(schema));
        }
    }

    /// <summary>What a key column's keys are called, in their order: their values as text, whatever they are; null if the column is not a key, or its keys have no values.</summary>
    public static string[]? OfKeys(DataViewSchema.Column column) =>
        column.Type is KeyDataViewType && column.Annotations.Schema.GetColumnOrNull(KeyValues) is { Type: VectorDataViewType values }
            ? (string[])TextsMethod.MakeGenericMethod(values.ItemType.RawType).Invoke(null, [column])!
            : null;

    /// <summary>What a vector column's slots are called, empty if a slot has no name; null if there are no names.</summary>
    public static string[]? OfSlots(DataViewSchema.Column column)
    {
        if (!column.HasSlotNames())
        {
            return null;
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(static n => n.ToString())];
    }

    private static string Describe(SchemaShape.Column column) =>
        (column.Kind == SchemaShape.Column.VectorKind.Scalar ? "" : $"{column.Kind} of ") + (column.IsKey ? "key of " : "") + column.ItemType;

    private static string[] Texts<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(static v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "")];
    }
}
