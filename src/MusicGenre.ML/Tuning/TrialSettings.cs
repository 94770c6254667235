namespace MusicGenre.ML;

/// <summary>One value for each setting of a <see cref="SearchSpace"/>.</summary>
public sealed class TrialSettings
{
    private readonly double[] _values;

    internal TrialSettings(SearchSpace space, double[] values)
    {
        Space = space;
        _values = values;
    }

    /// <summary>The space that the settings come from.</summary>
    public SearchSpace Space { get; }

    /// <summary>A number.</summary>
    /// <param name="name">The setting's name.</param>
    /// <exception cref="ArgumentException">There is no such setting, or it is a name.</exception>
    public double Number(string name)
    {
        int index = Space.IndexOf(name);
        return Space[index].Kind != SearchRangeKind.Categorical ? _values[index] : throw new ArgumentException($"{name} is a name; ask for its choice.", nameof(name));
    }

    /// <summary>An integer.</summary>
    /// <param name="name">The setting's name.</param>
    /// <exception cref="ArgumentException">There is no such setting, or it is not an integer.</exception>
    public int Integer(string name)
    {
        int index = Space.IndexOf(name);
        return Space[index].Kind == SearchRangeKind.Integer ? (int)_values[index] : throw new ArgumentException($"{name} is no whole number.", nameof(name));
    }

    /// <summary>A name of a categorical range.</summary>
    /// <param name="name">The setting's name.</param>
    /// <exception cref="ArgumentException">There is no such setting, or it is a number.</exception>
    public string Choice(string name)
    {
        int index = Space.IndexOf(name);
        return Space[index].Kind == SearchRangeKind.Categorical ? Space[index].Choices[(int)_values[index]] : throw new ArgumentException($"{name} is a number; ask for that.", nameof(name));
    }

    /// <summary>The value as it is in the trials file.</summary>
    /// <param name="index">The setting's place in the space, from 0.</param>
    public string Text(int index) => Space[index].Format(_values[index]);

    /// <summary>Names and values, four digits of each number.</summary>
    public override string ToString() => string.Join(", ", Space.Select((r, i) => $"{r.Name} {Short(i)}"));

    internal ReadOnlySpan<double> Values => _values;

    internal string Short(int index) => Space[index].Short(_values[index], 4);

    internal double[] Unit() => [.. _values.Select((v, i) => Space[i].UnitOf(v))];
}
