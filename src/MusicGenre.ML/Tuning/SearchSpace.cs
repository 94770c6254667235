using System.Collections;

namespace MusicGenre.ML;

/// <summary>The settings that are searched, each with its range, in order. Immutable.</summary>
public sealed class SearchSpace : IReadOnlyList<SearchRange>
{
    private readonly SearchRange[] _ranges;

    /// <summary>Puts ranges together.</summary>
    /// <param name="ranges">At least one; no two with the same name.</param>
    /// <exception cref="ArgumentException">There are no ranges, or two with one name.</exception>
    public SearchSpace(params IReadOnlyList<SearchRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        if (ranges.Count == 0 || ranges.Select(static r => r.Name).Distinct(StringComparer.Ordinal).Count() < ranges.Count)
        {
            throw new ArgumentException($"A space needs at least one range, and distinct names; got: {string.Join(", ", ranges.Select(static r => r.Name))}.", nameof(ranges));
        }

        _ranges = [.. ranges];
    }

    /// <summary>The number of settings.</summary>
    public int Count => _ranges.Length;

    /// <summary>How many combinations there are, or null if a range is dense or there are more than 2^31.</summary>
    public int? Combinations
    {
        get
        {
            double product = 1;
            foreach (SearchRange range in _ranges)
            {
                if (range.Count is not { } count)
                {
                    return null;
                }

                product *= count;
            }

            return product <= int.MaxValue ? (int)product : null;
        }
    }

    /// <summary>One range.</summary>
    /// <param name="index">From 0.</param>
    public SearchRange this[int index] => _ranges[index];

    /// <inheritdoc/>
    public IEnumerator<SearchRange> GetEnumerator() => ((IEnumerable<SearchRange>)_ranges).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The ranges in words.</summary>
    public override string ToString() => string.Join("; ", _ranges.Select(static r => r.ToString()));

    internal int IndexOf(string name)
    {
        int index = Array.FindIndex(_ranges, r => r.Name == name);
        return index >= 0 ? index : throw new ArgumentException($"There is no setting '{name}'; there are {string.Join(", ", _ranges.Select(static r => r.Name))}.", nameof(name));
    }

    /// <summary>The settings at a place of the unit cube.</summary>
    internal TrialSettings At(ReadOnlySpan<double> unit)
    {
        double[] values = new double[Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _ranges[i].At(unit[i]);
        }

        return new TrialSettings(this, values);
    }
}
