using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Features;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>What the columns of a view are called, and how they are made.</summary>
internal static class ViewColumns
{
    public const string Features = "Features";
    public const string Label = "Label";
    public const string FileName = "FileName";
    public const string Group = "Group";
    public const string Path = "Path";
    public const string Fold = "Fold";

    // ML.NET's name for the annotation that holds the names of a vector's elements; its own constant is not public.
    private const string SlotNames = "SlotNames";

    // Ours: how the features were extracted. A transform that changes the features makes a column without it, so that it never describes other features.
    private const string FeatureSetKind = "MusicGenre.FeatureSet";

    /// <summary>A vector of features with its slot names, and the feature set where it is known.</summary>
    public static ViewColumn<TRow> Vector<TRow>(IReadOnlyList<string> featureNames, FeatureSet? featureSet, Func<TRow, ReadOnlySpan<float>> read, string name = Features)
    {
        ReadOnlyMemory<char>[] names = [.. featureNames.Select(static n => n.AsMemory())];
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.Add(
            SlotNames,
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => Copy(names, ref value));
        if (featureSet is not null)
        {
            annotations.Add(FeatureSetKind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> json) => json = featureSet.ToJson().AsMemory());
        }

        return new ViewColumn<TRow, VBuffer<float>>(
            name,
            new VectorDataViewType(NumberDataViewType.Single, names.Length),
            (TRow row, ref VBuffer<float> value) => Copy(read(row), ref value),
            annotations.ToAnnotations());
    }

    /// <summary>The feature set that a column says it was extracted with; null if it does not say.</summary>
    public static FeatureSet? FeatureSetOf(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(FeatureSetKind) is not { Type: TextDataViewType })
        {
            return null;
        }

        ReadOnlyMemory<char> json = default;
        column.Annotations.GetValue(FeatureSetKind, ref json);
        return FeatureSet.FromJson(json.ToString());
    }

    /// <summary>One column per feature.</summary>
    public static IEnumerable<ViewColumn<TRow>> Scalars<TRow>(IReadOnlyList<string> featureNames, Func<TRow, int, float> read) =>
        featureNames.Select((name, i) => Number<TRow>(name, row => read(row, i)));

    /// <summary>A float column.</summary>
    public static ViewColumn<TRow> Number<TRow>(string name, Func<TRow, float> read) =>
        new ViewColumn<TRow, float>(name, NumberDataViewType.Single, (TRow row, ref float value) => value = read(row));

    /// <summary>A text column; a missing text is an empty one, as everywhere in ML.NET.</summary>
    public static ViewColumn<TRow> Text<TRow>(string name, Func<TRow, string> read) =>
        new ViewColumn<TRow, ReadOnlyMemory<char>>(name, TextDataViewType.Instance, (TRow row, ref ReadOnlyMemory<char> value) => value = read(row).AsMemory());

    /// <summary>The schema of some columns.</summary>
    /// <exception cref="ArgumentException">Two columns have one name.</exception>
    public static DataViewSchema Schema<TRow>(IReadOnlyList<ViewColumn<TRow>> columns, string parameter)
    {
        DataViewSchema.Builder builder = new();
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ViewColumn<TRow> column in columns)
        {
            // ML.NET would let the later column hide the earlier one.
            if (!seen.Add(column.Name))
            {
                throw new ArgumentException($"A feature is called '{column.Name}' like a column of the view itself; rename it, or leave FeatureColumns off.", parameter);
            }

            builder.AddColumn(column.Name, column.Type, column.Annotations);
        }

        return builder.ToSchema();
    }

    private static void Copy<T>(ReadOnlySpan<T> source, ref VBuffer<T> value)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref value, source.Length);
        source.CopyTo(editor.Values);
        value = editor.Commit();
    }
}
