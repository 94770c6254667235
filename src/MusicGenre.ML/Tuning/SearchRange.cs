using System.Globalization;

namespace MusicGenre.ML;

/// <summary>One setting and the values it may take. Immutable.</summary>
public sealed class SearchRange
{
    private readonly string[] _choices;

    private SearchRange(string name, SearchRangeKind kind, double low, double high, int step, IReadOnlyList<string> choices)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.AsSpan().IndexOfAny(",\"\r\n") >= 0)
        {
            throw new ArgumentException($"The name '{name}' holds a comma, a quote or a line break; it becomes a column of the trials file.", nameof(name));
        }

        Name = name;
        Kind = kind;
        Low = low;
        High = high;
        Step = step;
        _choices = [.. choices];
    }

    /// <summary>The setting's name.</summary>
    public string Name { get; }

    /// <summary>What kind of values it takes.</summary>
    public SearchRangeKind Kind { get; }

    /// <summary>The least value; 0 for <see cref="SearchRangeKind.Categorical"/>.</summary>
    public double Low { get; }

    /// <summary>The largest value; the number of choices - 1 for <see cref="SearchRangeKind.Categorical"/>.</summary>
    public double High { get; }

    /// <summary>The distance of neighbouring integers; 1 for other kinds.</summary>
    public int Step { get; }

    /// <summary>The names of a categorical range; empty for other kinds.</summary>
    public IReadOnlyList<string> Choices => _choices;

    /// <summary>How many values there are, or null if they are dense.</summary>
    public int? Count => Kind is SearchRangeKind.Integer or SearchRangeKind.Categorical ? (int)((High - Low) / Step) + 1 : null;

    /// <summary>Whole numbers <paramref name="low"/>, low + step, ... up to <paramref name="high"/>.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">The largest value, at least <paramref name="low"/> and less than 2^30 above it.</param>
    /// <param name="step">Their distance, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds or the step are out of range.</exception>
    public static SearchRange Integer(string name, int low, int high, int step = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        if (high < low || (long)high - low >= 1 << 30)
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, $"The upper bound of {name} must be at least {low} and less than 2^30 above it.");
        }

        return new SearchRange(name, SearchRangeKind.Integer, low, low + ((high - low) / step * step), step, []);
    }

    /// <summary>Real numbers from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="low">The least value, finite.</param>
    /// <param name="high">The largest value, finite and above <paramref name="low"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are out of range.</exception>
    public static SearchRange Real(string name, double low, double high)
    {
        CheckBounds(name, low, high, double.NegativeInfinity);
        return new SearchRange(name, SearchRangeKind.Real, low, high, 1, []);
    }

    /// <summary>Positive real numbers from <paramref name="low"/> to <paramref name="high"/>, even on a logarithmic scale.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="low">The least value, above 0.</param>
    /// <param name="high">The largest value, finite and above <paramref name="low"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are out of range.</exception>
    public static SearchRange LogReal(string name, double low, double high)
    {
        CheckBounds(name, low, high, 0);
        return new SearchRange(name, SearchRangeKind.LogReal, low, high, 1, []);
    }

    /// <summary>Names without an order.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="choices">The names, at least one, distinct, without commas, quotes and line breaks.</param>
    /// <exception cref="ArgumentException">There are no choices, or one occurs twice or can't be written to a trials file.</exception>
    public static SearchRange Categorical(string name, params IReadOnlyList<string> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count == 0 || choices.Distinct(StringComparer.Ordinal).Count() < choices.Count
            || choices.Any(static c => string.IsNullOrWhiteSpace(c) || c.AsSpan().IndexOfAny(",\"\r\n") >= 0))
        {
            throw new ArgumentException($"The choices of {name} must be distinct names without comma, quote and line break, at least one; got: {string.Join(" | ", choices)}.", nameof(choices));
        }

        return new SearchRange(name, SearchRangeKind.Categorical, 0, choices.Count - 1, 1, choices);
    }

    /// <summary>The range in words, exactly enough to tell two ranges apart.</summary>
    public override string ToString() => Kind switch
    {
        SearchRangeKind.Categorical => $"{Name} one of {string.Join(" ", _choices)}",
        SearchRangeKind.Integer => string.Create(CultureInfo.InvariantCulture, $"{Name} whole {Low:R} to {High:R} by {Step}"),
        SearchRangeKind.Real => string.Create(CultureInfo.InvariantCulture, $"{Name} real {Low:R} to {High:R}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Name} log-real {Low:R} to {High:R}"),
    };

    /// <summary>The value at a position in the unit interval: every value (every order of magnitude) has a subinterval of equal length.</summary>
    internal double At(double unit) => Kind switch
    {
        SearchRangeKind.Real => Math.Clamp(Low + (unit * (High - Low)), Low, High),
        SearchRangeKind.LogReal => Math.Clamp(Math.Exp(Math.Log(Low) + (unit * (Math.Log(High) - Math.Log(Low)))), Low, High),
        _ => Low + (Step * Math.Clamp(Math.Floor(unit * Count!.Value), 0, Count.Value - 1)),
    };

    /// <summary>The position of a value in the unit interval: the middle of its subinterval.</summary>
    internal double UnitOf(double value) => Kind switch
    {
        SearchRangeKind.Real => (value - Low) / (High - Low),
        SearchRangeKind.LogReal => (Math.Log(value) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low)),
        _ => (((value - Low) / Step) + 0.5) / Count!.Value,
    };

    /// <summary>At most this many values, evenly spaced, including both ends.</summary>
    internal double[] Levels(int most)
    {
        int count = Math.Min(most, Count ?? int.MaxValue);
        return Kind is SearchRangeKind.Integer or SearchRangeKind.Categorical
            ? [.. Enumerable.Range(0, count).Select(i => count == 1 ? At(0.5) : Low + (Step * Math.Round((double)i * (Count!.Value - 1) / (count - 1))))]
            : [.. Enumerable.Range(0, count).Select(i => At(count == 1 ? 0.5 : (double)i / (count - 1)))];
    }

    internal string Format(double value) => Kind == SearchRangeKind.Categorical ? _choices[(int)value] : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The value to this many digits, for display: 1000, not 1E+03.</summary>
    internal string Short(double value, int digits) => Kind == SearchRangeKind.Categorical
        ? Format(value)
        : double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Format"/> wrote; false for what is not a value of this range.</summary>
    internal bool TryParse(string text, out double value)
    {
        if (Kind == SearchRangeKind.Categorical)
        {
            value = Array.IndexOf(_choices, text);
            return value >= 0;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value >= Low && value <= High
            && (Kind != SearchRangeKind.Integer || (value - Low) % Step == 0);
    }

    private static void CheckBounds(string name, double low, double high, double above)
    {
        if (!(double.IsFinite(low) && low > above))
        {
            throw new ArgumentOutOfRangeException(nameof(low), low, $"The lower bound of {name} must be finite{(above == 0 ? " and above 0" : "")}.");
        }

        if (!(double.IsFinite(high) && high > low))
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, $"The upper bound of {name} must be finite and above {low.ToString(CultureInfo.InvariantCulture)}.");
        }
    }
}
