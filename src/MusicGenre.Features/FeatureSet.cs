using System.Text;
using System.Text.Json;
using MusicGenre.Features.Descriptors;
using MusicGenre.Numerics;

namespace MusicGenre.Features;

/// <summary>
/// An ordered list of features and the settings of their extraction: the sample rate, the frames, the padding, how much of a clip is used.
/// Immutable; two sets with the same content are equal. It is written to and read from JSON, and a model carries its own.
/// </summary>
public sealed class FeatureSet : IEquatable<FeatureSet>
{
    private const string Format = "musicgenre.featureset";
    private const int FormatVersion = 1;
    private const int LargestCount = 100_000;
    private const int LargestFile = 64 << 20;
    private const int SmallFile = 1 << 20;

    private readonly Feature[] _features;
    private readonly string[] _names;
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    /// <summary>Composes a set.</summary>
    /// <param name="name">The set's name, not empty.</param>
    /// <param name="features">The columns, at least one; no two with the same name.</param>
    /// <param name="sampleRate">The rate, Hz, that clips must have, 1000 to 768,000.</param>
    /// <param name="frames">The frames; null for librosa's defaults.</param>
    /// <param name="duration">How many seconds of a clip are used, from its beginning; null for all of it.</param>
    /// <exception cref="ArgumentException">There are no features, or two with one name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The sample rate or the duration is out of range.</exception>
    public FeatureSet(string name, IEnumerable<Feature> features, int sampleRate = 22050, FrameOptions? frames = null, double? duration = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(features);
        if (sampleRate is < 1000 or > 768_000)
        {
            throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "The sample rate must be from 1000 to 768,000 Hz.");
        }

        if (duration is double seconds && !(seconds > 0 && seconds <= 1e9))
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "The duration must be above 0 and at most 1e9 seconds.");
        }

        Name = name;
        SampleRate = sampleRate;
        Frames = frames ?? FrameOptions.Default;
        Duration = duration;
        _features = [.. features];
        if (_features.Length is 0 or > LargestCount)
        {
            throw new ArgumentException($"There are {_features.Length} features; a set has 1 to {LargestCount}.", nameof(features));
        }

        _names = [.. _features.Select(f => f.Name)];
        for (int i = 0; i < _names.Length; i++)
        {
            if (!_indices.TryAdd(_names[i], i))
            {
                throw new ArgumentException($"Two features have the name '{_names[i]}'.", nameof(features));
            }
        }

        Families = [.. Enumerable.Range(0, _features.Length).GroupBy(i => _features[i].Descriptor is ClipDescriptor { Rows: > 1 } clip ? (Descriptor)clip : null).Select(CreateFamily)];
    }

    /// <summary>The set's name.</summary>
    public string Name { get; }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<Feature> Features => _features;

    /// <summary>The columns' names, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>
    /// Which columns belong together, in the order of their first columns: those of each descriptor that describes a clip by a vector (a texture) are a family, all others, statistics and
    /// single values, are another. Every column is in one family. Classifiers for many columns weigh families.
    /// </summary>
    public IReadOnlyList<FeatureFamily> Families { get; }

    /// <summary>The number of columns.</summary>
    public int Count => _features.Length;

    /// <summary>The rate, Hz, that clips must have.</summary>
    public int SampleRate { get; }

    /// <summary>How a clip is split into frames and padded.</summary>
    public FrameOptions Frames { get; }

    /// <summary>How many seconds of a clip are used, from its beginning; null for all of it.</summary>
    public double? Duration { get; }

    /// <summary>Reads a set from a file.</summary>
    /// <param name="path">The file, as <see cref="Save"/> writes it.</param>
    /// <exception cref="FeatureFormatException">The file is not a feature set.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FeatureSet Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);

        // A device says that it has no bytes, and never ends.
        byte[] bytes = new byte[Math.Clamp(file.CanSeek ? file.Length : 0, SmallFile, LargestFile) + 1];
        int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count < bytes.Length
            ? Parse(bytes.AsMemory(0, count), path)
            : throw new FeatureFormatException($"the file has more than {bytes.Length - 1} bytes; a feature set has at most {LargestFile}, and at most {SmallFile} where it comes from a pipe", path);
    }

    /// <summary>Reads a set from JSON.</summary>
    /// <param name="json">The text, as <see cref="ToJson"/> gives it.</param>
    /// <exception cref="FeatureFormatException">The text is not a feature set.</exception>
    public static FeatureSet FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(Encoding.UTF8.GetBytes(json), path: null);
    }

    /// <summary>The place of a column; -1 if there is none of that name.</summary>
    public int IndexOf(string name) => _indices.TryGetValue(name, out int index) ? index : -1;

    /// <summary>The same set with another padding.</summary>
    public FeatureSet WithPadding(Padding padding)
        => padding == Frames.Padding ? this : new(Name, _features, SampleRate, Frames with { Padding = padding }, Duration);

    /// <summary>Writes the set to a file, which appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ToJson())));
    }

    /// <summary>The set as JSON.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteNumber("version", FormatVersion);
            writer.WriteString("name", Name);
            writer.WriteNumber("sampleRate", SampleRate);
            writer.WriteNumber("fftSize", Frames.FftSize);
            writer.WriteNumber("hopLength", Frames.HopLength);
            writer.WriteString("padding", Frames.Padding.ToString());
            if (Duration is double duration)
            {
                writer.WriteNumber("duration", duration);
            }

            writer.WriteStartArray("features");
            for (int i = 0; i < _features.Length; i++)
            {
                Feature feature = _features[i];
                int rows = VectorAt(i);
                writer.WriteStartObject();
                writer.WriteString("name", rows > 0 ? feature.Name[..^2] : feature.Name);
                writer.WriteString("descriptor", feature.Descriptor.Name);
                if (feature.Descriptor.Parameters.Count > 0)
                {
                    writer.WriteStartObject("parameters");
                    foreach ((string key, double value) in feature.Descriptor.Parameters)
                    {
                        writer.WriteNumber(key, value);
                    }

                    writer.WriteEndObject();
                }

                if (feature.Delta > 0)
                {
                    writer.WriteNumber("delta", feature.Delta);
                }

                if (rows > 0)
                {
                    writer.WriteNumber("rows", rows);
                    i += rows - 1;
                }
                else if (feature.Row is int row)
                {
                    writer.WriteNumber("row", row);
                }

                writer.WriteString("statistic", feature.Statistic.ToString());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <inheritdoc/>
    public bool Equals(FeatureSet? other)
        => other is not null && Name == other.Name && SampleRate == other.SampleRate && Frames == other.Frames && Duration == other.Duration
            && _features.AsSpan().SequenceEqual(other._features);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeatureSet);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, SampleRate, Frames, Duration, _features.Length, _features[0]);

    /// <summary>The name and the number of columns.</summary>
    public override string ToString() => $"{Name} ({Count})";

    private FeatureFamily CreateFamily(IGrouping<Descriptor?, int> columns)
    {
        if (columns.Key is null)
        {
            return new FeatureFamily("statistics", [.. columns]);
        }

        // region_cov_17 belongs to region_cov.
        string first = _names[columns.First()];
        int end = first.AsSpan().TrimEnd("0123456789").Length;
        return new FeatureFamily(end > 1 && end < first.Length && first[end - 1] == '_' ? first[..(end - 1)] : columns.Key.ToString(), [.. columns]);
    }

    private static FeatureSet Parse(ReadOnlyMemory<byte> utf8, string? path)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8);
        }
        catch (JsonException e)
        {
            throw new FeatureFormatException(
                $"not JSON, which a feature set is: {e.Message}", path, e.LineNumber + 1, FormattableString.Invariant($"{e.BytePositionInLine + 1}"), e);
        }

        using (document)
        {
            try
            {
                return Read(document.RootElement, path);
            }
            catch (Exception e) when (JsonReader.IsDamage(e))
            {
                throw new FeatureFormatException(e.Message, path, innerException: e);
            }
        }
    }

    private static FeatureSet Read(JsonElement root, string? path)
    {
        JsonReader reader = new(root, "the feature set", path);
        string format = reader.Text("format");
        if (format != Format)
        {
            throw reader.Error("format", $"is '{format}'; '{Format}' was expected");
        }

        int version = reader.Integer("version", null);
        if (version != FormatVersion)
        {
            throw reader.Error("version", $"is {version}; this library reads version {FormatVersion}");
        }

        List<Feature> features = [];
        foreach (JsonReader item in reader.Items("features", LargestCount))
        {
            features.AddRange(item.Guard(ReadFeatures));
        }

        FrameOptions frames = new()
        {
            FftSize = reader.Integer("fftSize", 2048),
            HopLength = reader.Integer("hopLength", 512),
            Padding = reader.Enumeration<Padding>("padding", Padding.Zero),
        };
        return new FeatureSet(reader.Text("name"), features, reader.Integer("sampleRate", 22050), frames, reader.OptionalNumber("duration"));
    }

    private static Feature[] ReadFeatures(JsonReader item)
    {
        Descriptor descriptor = DescriptorCatalog.Create(item.Text("descriptor"), item.Numbers("parameters"));
        string name = item.Text("name");
        Statistic statistic = item.Enumeration<Statistic>("statistic", null);
        int delta = item.Integer("delta", 0);
        if (!item.Has("rows"))
        {
            return [new Feature(name, descriptor, statistic, item.Has("row") ? item.Integer("row", null) : null, delta)];
        }

        int rows = item.Integer("rows", null);
        return rows == descriptor.Rows
            ? [.. Enumerable.Range(0, rows).Select(row => new Feature(VectorName(name, row), descriptor, statistic, row, delta))]
            : throw item.Error("rows", $"is {rows}; the descriptor {descriptor} has {descriptor.Rows}");
    }

    private static string VectorName(string name, int row) => FormattableString.Invariant($"{name}_{row + 1}");

    /// <summary>The number of columns from one on that are all rows of a vector of the clip, named name_1, name_2, ...: the file has one entry for them; 0 if they are not.</summary>
    private int VectorAt(int index)
    {
        Feature first = _features[index];
        int rows = first.Descriptor.Rows;
        if (first.Descriptor is not ClipDescriptor || rows == 1 || index + rows > _features.Length || first.Name.Length < 3 || !first.Name.EndsWith("_1", StringComparison.Ordinal))
        {
            return 0;
        }

        string name = first.Name[..^2];
        for (int row = 0; row < rows; row++)
        {
            Feature feature = _features[index + row];
            if (feature.Row != row || feature.Statistic != first.Statistic || !feature.Descriptor.Equals(first.Descriptor) || feature.Name != VectorName(name, row))
            {
                return 0;
            }
        }

        return rows;
    }
}
