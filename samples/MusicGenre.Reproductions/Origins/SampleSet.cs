using MusicGenre.ML;
using MusicGenre.Neural;

namespace MusicGenre.Reproductions;

/// <summary>
/// Labelled samples of one shape for networks: rows of features, sequences or images. Images may be kept as bytes, a quarter of the memory. Immutable.
/// </summary>
public sealed class SampleSet
{
    private readonly float[]? _numbers;
    private readonly byte[]? _bytes;

    /// <summary>Puts samples together.</summary>
    /// <param name="shape">The shape of one sample.</param>
    /// <param name="values">The samples one after another, finite.</param>
    /// <param name="labels">The genre of each.</param>
    /// <param name="fileNames">The name of each: of a track, or of a segment of it.</param>
    /// <param name="groups">What must not be split between training and test (the track); null for the track that the file name refers to.</param>
    /// <exception cref="ArgumentException">Lengths do not fit together, or a value is not finite.</exception>
    public SampleSet(Shape shape, float[] values, IReadOnlyList<string> labels, IReadOnlyList<string> fileNames, IReadOnlyList<string>? groups = null)
        : this(shape, values?.Length ?? throw new ArgumentNullException(nameof(values)), labels, fileNames, groups)
    {
        int bad = Array.FindIndex(values, static v => !float.IsFinite(v));
        if (bad >= 0)
        {
            throw new ArgumentException($"Value {bad % shape.Size} of sample {bad / shape.Size} ({fileNames[bad / shape.Size]}) is {values[bad]}; a finite number was expected.", nameof(values));
        }

        _numbers = values;
    }

    /// <summary>Puts grey images together; a network sees each byte divided by 255.</summary>
    /// <param name="shape">The shape of one sample.</param>
    /// <param name="values">The samples one after another.</param>
    /// <param name="labels">The genre of each.</param>
    /// <param name="fileNames">The name of each.</param>
    /// <param name="groups">What must not be split between training and test (the track); null for the track that the file name refers to.</param>
    /// <exception cref="ArgumentException">Lengths do not fit together.</exception>
    public SampleSet(Shape shape, byte[] values, IReadOnlyList<string> labels, IReadOnlyList<string> fileNames, IReadOnlyList<string>? groups = null)
        : this(shape, values?.Length ?? throw new ArgumentNullException(nameof(values)), labels, fileNames, groups) => _bytes = values;

    private SampleSet(Shape shape, long length, IReadOnlyList<string> labels, IReadOnlyList<string> fileNames, IReadOnlyList<string>? groups)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(fileNames);
        if (shape.Size < 1 || labels.Count == 0 || length != (long)labels.Count * shape.Size)
        {
            throw new ArgumentException($"{length} values are not {labels.Count} samples of {shape.Size}; at least one sample is needed.", nameof(shape));
        }

        Shape = shape;
        Index = new FeatureTable(["sample of " + string.Join("x", Enumerable.Range(0, shape.Rank).Select(axis => shape[axis]))], [.. Enumerable.Range(0, labels.Count).Select(static i => (float)i)], labels, fileNames, groups);
    }

    private SampleSet(SampleSet other, FeatureTable index)
    {
        Shape = other.Shape;
        _numbers = other._numbers;
        _bytes = other._bytes;
        Index = index;
    }

    /// <summary>The shape of one sample.</summary>
    public Shape Shape { get; }

    /// <summary>The number of samples.</summary>
    public int Count => Index.RowCount;

    /// <summary>Names, genres and groups of the samples as a table (its one column is the sample's number): what <see cref="Folds"/> cut.</summary>
    public FeatureTable Index { get; }

    /// <summary>The same samples, grouped by what a file says of their groups (their tracks): by artist, for instance.</summary>
    /// <param name="path">The file, as <see cref="GroupFile.Apply"/> reads it.</param>
    /// <param name="unknown">How many samples have no group in the file: each of their tracks is its own group.</param>
    /// <exception cref="MusicGenre.Features.FeatureFormatException">The file is no such table, or names none of the tracks.</exception>
    public SampleSet WithGroupFile(string path, out int unknown)
    {
        FeatureTable tracks = new(Index.FeatureNames, Index.Values, Index.Labels, Index.Groups);
        return new SampleSet(this, Index.WithGroups(GroupFile.Apply(tracks, path, column: null, out unknown).Groups));
    }

    /// <summary>Copies one sample.</summary>
    /// <param name="sample">From 0.</param>
    /// <param name="target">Takes the numbers.</param>
    public void CopyTo(int sample, Span<float> target)
    {
        if (_numbers is not null)
        {
            _numbers.AsSpan(sample * Shape.Size, Shape.Size).CopyTo(target);
            return;
        }

        ReadOnlySpan<byte> bytes = _bytes.AsSpan(sample * Shape.Size, Shape.Size);
        for (int i = 0; i < bytes.Length; i++)
        {
            target[i] = bytes[i] / 255f;
        }
    }

    /// <summary>Some samples one after another.</summary>
    internal float[] Copy(IReadOnlyList<int> samples)
    {
        float[] values = new float[checked(samples.Count * Shape.Size)];
        for (int i = 0; i < samples.Count; i++)
        {
            CopyTo(samples[i], values.AsSpan(i * Shape.Size, Shape.Size));
        }

        return values;
    }
}
