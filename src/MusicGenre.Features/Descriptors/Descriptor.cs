using System.Globalization;

namespace MusicGenre.Features;

/// <summary>
/// A measure of the signal with a number of rows, each a value per frame (or per sample, or one per clip). <see cref="DescriptorCatalog"/> makes them by name.
/// Two descriptors of the same name and parameters are equal and measure the same.
/// </summary>
public abstract class Descriptor : IEquatable<Descriptor>
{
    private readonly string _key;

    private protected Descriptor(string name, int rows, params (string Name, double Value)[] parameters)
    {
        Name = name;
        Rows = rows;
        Parameters = parameters.ToDictionary(p => p.Name, p => p.Value);
        _key = parameters.Length == 0
            ? name
            : $"{name}({string.Join(", ", parameters.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}={p.Value:R}")))})";
    }

    /// <summary>The name in the catalogue: librosa's, e.g. <c>mfcc</c>.</summary>
    public string Name { get; }

    /// <summary>The number of rows: coefficients, bands, pitch classes; 1 if there is a single value.</summary>
    public int Rows { get; }

    /// <summary>What distinguishes it from others of the same name, e.g. <c>bands</c>; every parameter, also where it has its default.</summary>
    public IReadOnlyDictionary<string, double> Parameters { get; }

    /// <inheritdoc/>
    public bool Equals(Descriptor? other) => other is not null && _key == other._key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Descriptor);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_key);

    /// <summary>The name and the parameters, e.g. <c>mfcc(count=20, bands=128)</c>.</summary>
    public override string ToString() => _key;
}
