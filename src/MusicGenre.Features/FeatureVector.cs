using System.Globalization;
using System.Text;

namespace MusicGenre.Features;

/// <summary>The features of one clip: values with the names of their columns. Immutable.</summary>
public sealed class FeatureVector
{
    private readonly FeatureSet _set;
    private readonly float[] _values;

    internal FeatureVector(FeatureSet set, float[] values)
    {
        _set = set;
        _values = values;
    }

    /// <summary>The number of features.</summary>
    public int Count => _values.Length;

    /// <summary>The columns' names, in the order of <see cref="Values"/>.</summary>
    public IReadOnlyList<string> Names => _set.Names;

    /// <summary>The values, all finite.</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>The value of a column.</summary>
    /// <param name="index">From 0.</param>
    public float this[int index] => _values[index];

    /// <summary>The value of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public float this[string name]
        => _set.IndexOf(name) is int index and >= 0 ? _values[index] : throw new KeyNotFoundException($"The feature set '{_set.Name}' has no column '{name}'.");

    /// <summary>The values in an array of the caller's own.</summary>
    public float[] ToArray() => [.. _values];

    /// <summary>The first columns and their values.</summary>
    public override string ToString()
    {
        const int Shown = 8;
        StringBuilder text = new();
        for (int i = 0; i < Math.Min(Shown, Count); i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}{Names[i]} {_values[i]:G6}");
        }

        return Count > Shown ? text.Append(CultureInfo.InvariantCulture, $", ... ({Count})").ToString() : text.ToString();
    }
}
