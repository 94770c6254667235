using System.Globalization;

namespace MusicGenre.ML;

/// <summary>How much each training row counts, by its genre (scikit-learn's <c>class_weight</c>): a weight of 2 counts a row twice. Immutable.</summary>
public sealed class ClassWeights
{
    private readonly Dictionary<string, double>? _weights;

    private ClassWeights(Dictionary<string, double>? weights) => _weights = weights;

    /// <summary>Every row counts 1.</summary>
    public static ClassWeights None { get; } = new([]);

    /// <summary>Every genre counts the same: a row of genre g counts rows / (genres x rows of g), scikit-learn's "balanced".</summary>
    public static ClassWeights Balanced { get; } = new((Dictionary<string, double>?)null);

    /// <summary>Weights of the caller's choice.</summary>
    /// <param name="weights">The weight of a row of each genre, finite and above 0. Genres that are not named count 1; names that are not in the table do not matter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not finite or not above 0.</exception>
    public static ClassWeights Of(IReadOnlyDictionary<string, double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        foreach ((string genre, double weight) in weights)
        {
            if (!(double.IsFinite(weight) && weight > 0))
            {
                throw new ArgumentOutOfRangeException(nameof(weights), weight, $"The weight of {genre} must be finite and above 0.");
            }
        }

        return new(new Dictionary<string, double>(weights, StringComparer.Ordinal));
    }

    /// <summary><c>None</c>, <c>Balanced</c>, or genres and weights.</summary>
    public override string ToString() => _weights is null ? nameof(Balanced)
        : _weights.Count == 0 ? nameof(None)
        : string.Join(", ", _weights.Select(static w => string.Create(CultureInfo.InvariantCulture, $"{w.Key} {w.Value}")));

    /// <summary>The weight of a row of each genre.</summary>
    internal double[] For(IReadOnlyList<string> genres, IReadOnlyList<int> counts) =>
        [.. genres.Select((genre, g) => _weights is null ? (double)counts.Sum() / (genres.Count * (double)counts[g]) : _weights.GetValueOrDefault(genre, 1))];
}
