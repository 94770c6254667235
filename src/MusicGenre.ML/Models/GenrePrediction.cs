namespace MusicGenre.ML;

/// <summary>What a model says of one track.</summary>
public sealed class GenrePrediction
{
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

    /// <summary>The genre and its probability.</summary>
    public override string ToString() => FormattableString.Invariant($"{Genre} ({_probabilities[GenreIndex]:0.000})");
}
