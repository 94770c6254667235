namespace MusicGenre.ML;

/// <summary>What a model says of one track.</summary>
public sealed class GenrePrediction
{
    /// <summary>What is said in place of a genre where none is probable enough: <c>unknown</c>.</summary>
    public const string Unknown = "unknown";

    private readonly IReadOnlyList<string> _genres;
    private readonly double[] _probabilities;

    internal GenrePrediction(IReadOnlyList<string> genres, double[] probabilities)
    {
        _genres = genres;
        _probabilities = probabilities;
        GenreIndex = Models.Probabilities.ArgMax(probabilities);
    }

    /// <summary>The predicted genre: the most probable one, among ties the first in the model's order.</summary>
    public string Genre => _genres[GenreIndex];

    /// <summary>The probability of the predicted genre.</summary>
    public double Probability => _probabilities[GenreIndex];

    /// <summary>The index of the predicted genre among the model's genres.</summary>
    public int GenreIndex { get; }

    /// <summary>The probability of every genre, the most probable first.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Probabilities =>
        [.. _genres.Select((g, i) => KeyValuePair.Create(g, _probabilities[i])).OrderByDescending(static p => p.Value)];

    /// <summary>The probability of each genre in the order of the model's genres.</summary>
    public ReadOnlySpan<double> RawProbabilities => _probabilities;

    /// <summary>The probability of one genre; 0 for one that the model does not know.</summary>
    /// <param name="genre">The genre.</param>
    public double this[string genre]
    {
        get
        {
            for (int i = 0; i < _genres.Count; i++)
            {
                if (_genres[i] == genre)
                {
                    return _probabilities[i];
                }
            }

            return 0;
        }
    }

    /// <summary>The predicted genre, or <see cref="Unknown"/> where its probability is below a bound (a classifier with a reject option: Chow, "On optimum recognition error and reject tradeoff", 1970).</summary>
    /// <param name="rejectBelow">The least probability of an answer, 0 to 1: 0 never rejects. <see cref="RiskCoverageCurve"/> tells what a bound is worth on tracks that a model did not learn from.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not from 0 to 1.</exception>
    public string GenreOrUnknown(double rejectBelow) => rejectBelow is >= 0 and <= 1
        ? Probability >= rejectBelow ? Genre : Unknown
        : throw new ArgumentOutOfRangeException(nameof(rejectBelow), rejectBelow, "The least probability must be from 0 to 1.");

    /// <summary>The genre and its probability.</summary>
    public override string ToString() => FormattableString.Invariant($"{Genre} ({Probability:0.000})");
}
