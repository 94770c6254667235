using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet;

/// <summary>The training rows of a data view: a table, and the names of the label's keys.</summary>
internal sealed record LabelledRows(FeatureTable Table, IReadOnlyList<string> Labels)
{
    /// <summary>Reads the rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="labelColumn">A key column.</param>
    /// <param name="featureColumn">A vector column of known size.</param>
    public static LabelledRows Read(IDataView data, string labelColumn, string featureColumn)
    {
        DataViewSchema.Column label = Column(data.Schema, labelColumn);
        DataViewSchema.Column features = Column(data.Schema, featureColumn);
        if (label.Type is not KeyDataViewType { RawType: { } raw } key || raw != typeof(uint))
        {
            throw new ArgumentException($"The column '{labelColumn}' is {label.Type}; expected was a key of UInt32: MapValueToKey makes one.", nameof(data));
        }

        if (features.Type is not VectorDataViewType { IsKnownSize: true } vector || vector.ItemType != NumberDataViewType.Single)
        {
            throw new ArgumentException($"The column '{featureColumn}' is {features.Type}; expected was a vector of Single of known size.", nameof(data));
        }

        string[] names = KeyNames(label, key);
        List<float> values = [];
        List<string> labels = [];
        using DataViewRowCursor cursor = data.GetRowCursor([label, features]);
        ValueGetter<uint> labelGetter = cursor.GetGetter<uint>(label);
        ValueGetter<VBuffer<float>> featureGetter = cursor.GetGetter<VBuffer<float>>(features);
        uint one = 0;
        VBuffer<float> row = default;
        while (cursor.MoveNext())
        {
            labelGetter(ref one);
            if (one == 0)
            {
                throw new ArgumentException($"Row {labels.Count + 1} has no label; every training row needs one (FilterRowsByMissingValues leaves such rows out).", nameof(data));
            }

            featureGetter(ref row);
            values.AddRange(row.DenseValues());
            labels.Add(names[one - 1]);
        }

        return new LabelledRows(new FeatureTable(SlotNames(features, vector.Size), [.. values], labels), names);
    }

    private static DataViewSchema.Column Column(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name) ?? throw new ArgumentException($"There is no column '{name}'; there are {string.Join(", ", schema.Select(static c => c.Name))}.", nameof(schema));

    // Keys without names, or with names that are no text, go by their numbers.
    private static string[] KeyNames(DataViewSchema.Column label, KeyDataViewType key)
    {
        if (label.Annotations.Schema.GetColumnOrNull("KeyValues") is { Type: VectorDataViewType { ItemType: TextDataViewType } })
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            label.GetKeyValues(ref names);
            return [.. names.DenseValues().Select(static n => n.ToString())];
        }

        return [.. Enumerable.Range(1, checked((int)key.Count)).Select(static n => n.ToString(CultureInfo.InvariantCulture))];
    }

    private static string[] SlotNames(DataViewSchema.Column features, int size)
    {
        VBuffer<ReadOnlyMemory<char>> slots = default;
        if (features.HasSlotNames())
        {
            features.GetSlotNames(ref slots);
        }

        string[] names = [.. slots.DenseValues().Select(static n => n.ToString())];
        return names.Length == size && names.Distinct(StringComparer.Ordinal).Count() == size && !names.Contains("")
            ? names
            : [.. Enumerable.Range(1, size).Select(static i => $"f{i.ToString(CultureInfo.InvariantCulture)}")];
    }
}
