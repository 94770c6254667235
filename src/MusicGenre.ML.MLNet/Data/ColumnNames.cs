using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>The names that ML.NET keeps in a column's annotations.</summary>
internal static class ColumnNames
{
    /// <summary>What a key column's keys are called, in their order; null where the column is no key, or its values are no text.</summary>
    public static string[]? OfKeys(DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType || column.Annotations.Schema.GetColumnOrNull("KeyValues") is not { Type: VectorDataViewType { ItemType: TextDataViewType } })
        {
            return null;
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(static n => n.ToString())];
    }

    /// <summary>What a vector column's slots are called, empty where a slot has no name; null where there are no names.</summary>
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
}
