using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Numerics;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>Reads a view into a table.</summary>
internal sealed class DataViewReader
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column? _label;
    private readonly DataViewSchema.Column? _fileName;
    private readonly DataViewSchema.Column? _group;
    private readonly DataViewSchema.Column? _weight;

    // Genres and groups repeat: one string each.
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public DataViewReader(IDataView data, string? labelColumnName, string? fileNameColumnName, string? groupColumnName, string? weightColumnName = null)
    {
        _data = data;
        _label = Find(labelColumnName, ViewColumns.Label);
        _fileName = FindText(fileNameColumnName, ViewColumns.FileName);
        _group = FindText(groupColumnName, ViewColumns.Group);
        _weight = weightColumnName is null ? null : Require(weightColumnName);
    }

    /// <summary>The table of a vector column.</summary>
    /// <param name="name">The column.</param>
    /// <param name="renames">Whether slots of one name are distinguished by a number, as ML.NET takes them; otherwise they are refused.</param>
    public FeatureTable ReadVector(string name, bool renames = false)
    {
        DataViewSchema.Column column = Require(name);
        if (column.Type is not VectorDataViewType { IsKnownSize: true } vector || !vector.ItemType.Equals(NumberDataViewType.Single))
        {
            throw Mismatch(column, $"a vector of {NumberDataViewType.Single} of known size (Concatenate or Conversion.ConvertType makes one)");
        }

        VBuffer<float> buffer = default;
        string[] slots = SlotNames(column, vector.Size);
        FeatureTable table = Read(renames ? Distinct(slots) : slots, [column], cursor =>
        {
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
            return row =>
            {
                getter(ref buffer);
                buffer.CopyTo(row);
            };
        });
        return ViewColumns.FeatureSetOf(column) is { } set && set.Names.SequenceEqual(table.FeatureNames) ? table.WithFeatureSet(set) : table;
    }

    /// <summary>
    /// The labels and file names of a view, in a table that is evaluated by them alone: it has the features, if they are there already and finite, and the rows' numbers otherwise
    /// (a pipeline may compute its features itself, or replace missing ones).
    /// </summary>
    public static FeatureTable ReadTruth(IDataView data)
    {
        DataViewReader reader = new(data, ViewColumns.Label, ViewColumns.FileName, groupColumnName: null);
        if (data.Schema.GetColumnOrNull(ViewColumns.Features) is { Type: VectorDataViewType { IsKnownSize: true } vector } features
            && vector.ItemType.Equals(NumberDataViewType.Single)
            && data.GetColumn<VBuffer<float>>(features).All(static row => row.DenseValues().All(float.IsFinite)))
        {
            return reader.ReadVector(ViewColumns.Features);
        }

        if (reader._label is null)
        {
            throw Bad($"There is no column '{ViewColumns.Label}' to evaluate predictions with.");
        }

        return reader.Read(["row"], [], static cursor => row => row[0] = cursor.Position);
    }

    public FeatureTable ReadScalars(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            throw Bad("At least one feature column must be named; got none.", "featureColumnNames");
        }

        DataViewSchema.Column[] columns = [.. names.Select(Require)];
        if (columns.FirstOrDefault(static c => !c.Type.Equals(NumberDataViewType.Single)) is { Name: not null } wrong)
        {
            throw Mismatch(wrong, $"{NumberDataViewType.Single} (Conversion.ConvertType makes it)");
        }

        return Read(names, columns, cursor =>
        {
            ValueGetter<float>[] getters = [.. columns.Select(c => cursor.GetGetter<float>(c))];
            return row =>
            {
                for (int i = 0; i < getters.Length; i++)
                {
                    getters[i](ref row[i]);
                }
            };
        });
    }

    private FeatureTable Read(IReadOnlyList<string> names, DataViewSchema.Column[] features, Func<DataViewRow, Action<Span<float>>> rowReader)
    {
        CheckDistinct(names);
        List<float> values = _data.GetRowCount() is long count and <= int.MaxValue ? new List<float>((int)Math.Min(count * names.Count, 1 << 24)) : [];
        List<string> labels = [];
        List<string> fileNames = [];
        List<string> groups = [];
        List<double> weights = [];
        float[] row = new float[names.Count];
        DataViewSchema.Column[] active = [.. features, .. new[] { _label, _fileName, _group, _weight }.Where(static c => c is not null).Select(static c => c!.Value)];
        using DataViewRowCursor cursor = _data.GetRowCursor(active.DistinctBy(static c => c.Index));
        Action<Span<float>> read = rowReader(cursor);
        Func<string>? label = Text(cursor, _label);
        Func<string>? fileName = Text(cursor, _fileName);
        Func<string>? group = Text(cursor, _group);
        ValueGetter<float>? weight = _weight is { } column ? cursor.GetGetter<float>(column) : null;
        float rowWeight = 1;
        while (cursor.MoveNext())
        {
            read(row);
            int bad = Finite.IndexOfNonFinite(row);
            if (bad >= 0)
            {
                string file = fileName is null ? "" : $" ({fileName()})";
                throw Bad(FormattableString.Invariant($"Row {cursor.Position + 1}{file}, column {names[bad]}: {row[bad]} is not a finite number."));
            }

            values.AddRange(row);
            Add(labels, label);
            Add(fileNames, fileName);
            Add(groups, group);
            weight?.Invoke(ref rowWeight);
            weights.Add(rowWeight);
        }

        FeatureTable table = new(
            names,
            CollectionsMarshal.AsSpan(values),
            label is null ? null : labels,
            fileName is null ? null : fileNames,
            group is null ? null : groups);
        return weight is null ? table : table.WithWeights(weights);
    }

    private static void Add(List<string> texts, Func<string>? read)
    {
        if (read is not null)
        {
            texts.Add(read());
        }
    }

    private static void CheckDistinct(IReadOnlyList<string> names)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        if (names.FirstOrDefault(n => !seen.Add(n)) is { } twice)
        {
            throw Bad($"Two features are called '{twice}'; a table needs distinct names.");
        }
    }

    private static string[] Distinct(string[] names)
    {
        HashSet<string> seen = new(names, StringComparer.Ordinal);
        HashSet<string> given = new(StringComparer.Ordinal);
        return [.. names.Select(name =>
        {
            string distinct = name;
            for (int copy = 2; !given.Add(distinct); copy++)
            {
                string numbered = FormattableString.Invariant($"{name} ({copy})");
                distinct = seen.Contains(numbered) ? distinct : numbered;
            }

            return distinct;
        })];
    }

    private static string[] SlotNames(DataViewSchema.Column column, int size)
    {
        string[] given = ColumnNames.OfSlots(column) is { } slots && slots.Length == size ? slots : new string[size];
        return [.. given.Select(static (n, i) => string.IsNullOrEmpty(n) ? FormattableString.Invariant($"f{i + 1}") : n)];
    }

    private Func<string>? Text(DataViewRow row, DataViewSchema.Column? wanted)
    {
        if (wanted is not { } column)
        {
            return null;
        }

        if (column.Type is TextDataViewType)
        {
            ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                getter(ref text);
                return Shared(text.Span);
            };
        }

        return column.Type is KeyDataViewType key ? Key(row, column, key, ColumnNames.OfKeys(column)) : throw Mismatch(column, "text, or a key");
    }

    private static Func<string> Key(DataViewRow row, DataViewSchema.Column column, KeyDataViewType key, string[]? names)
    {
        // A key counts from 1; 0 is a missing value. One whose keys have no values is called by its number.
        string Name(ulong value) => value == 0 ? "" : names is null ? value.ToString(CultureInfo.InvariantCulture) : names[checked((int)(value - 1))];
        if (key.RawType == typeof(byte))
        {
            return Getter<byte>(static v => v);
        }

        if (key.RawType == typeof(ushort))
        {
            return Getter<ushort>(static v => v);
        }

        return key.RawType == typeof(uint) ? Getter<uint>(static v => v) : Getter<ulong>(static v => v);

        Func<string> Getter<T>(Func<T, ulong> widen)
            where T : struct
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            T value = default;
            return () =>
            {
                getter(ref value);
                return Name(widen(value));
            };
        }
    }

    private string Shared(ReadOnlySpan<char> text)
    {
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out string? shared))
        {
            shared = text.ToString();
            _texts.Add(shared, shared);
        }

        return shared;
    }

    private DataViewSchema.Column? Find(string? name, string usual) =>
        name is null ? null : name == usual ? _data.Schema.GetColumnOrNull(name) : Require(name);

    // Nobody requested these by name: one of another type is something else that happens to be called so.
    private DataViewSchema.Column? FindText(string? name, string usual) =>
        Find(name, usual) is { } column && (name != usual || column.Type is TextDataViewType or KeyDataViewType) ? column : null;

    private DataViewSchema.Column Require(string name) => ColumnNames.Require(_data.Schema, name, "data");

    private static ArgumentException Mismatch(DataViewSchema.Column column, string expected) => ColumnNames.Mismatch(column, expected, "data");

    // What is wrong is wrong with an argument of the public method.
    private static ArgumentException Bad(string message, string parameter = "data") => new(message, parameter);
}
