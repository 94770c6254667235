namespace MusicGenre.ML;

/// <summary>What a model says of a song: window by window, and as a whole.</summary>
/// <remarks>
/// The song's probability of a genre g is the normalised geometric mean of its windows' probabilities, exp(mean of ln p(g)) / the sum of that over all genres: the average of the log-probabilities (the
/// product rule of Kittler, Hatef, Duin and Matas, "On combining classifiers", 1998, with the root that keeps many windows from looking surer than one). A probability counts as at least 1e-6, so that a
/// single window that gives a genre none does not rule it out. A song of one window has that window's prediction, to the bit.
/// </remarks>
public sealed class GenreTimeline
{
    private const double SmallestProbability = 1e-6;
    private readonly WindowPrediction[] _windows;

    internal GenreTimeline(IReadOnlyList<string> genres, WindowPrediction[] windows)
    {
        _windows = windows;
        Prediction = windows.Length == 1 ? windows[0].Prediction : new GenrePrediction(genres, Average(genres.Count, [.. windows.Select(static w => w.Prediction.RawProbabilities.ToArray())]));
    }

    /// <summary>The windows, at least one, in the order of their beginnings; the last may overlap the one before.</summary>
    public IReadOnlyList<WindowPrediction> Windows => _windows;

    /// <summary>The whole song's prediction.</summary>
    public GenrePrediction Prediction { get; }

    /// <summary>The song's prediction and the number of windows.</summary>
    public override string ToString() => FormattableString.Invariant($"{Prediction}, {_windows.Length} {(_windows.Length == 1 ? "window" : "windows")}");

    /// <summary>The song's probabilities, of those of its windows.</summary>
    internal static double[] Average(int genres, IReadOnlyList<IReadOnlyList<double>> windows)
    {
        double[] result = new double[genres];
        foreach (IReadOnlyList<double> probabilities in windows)
        {
            for (int g = 0; g < genres; g++)
            {
                result[g] += Math.Log(Math.Max(probabilities[g], SmallestProbability)) / windows.Count;
            }
        }

        double largest = result.Max();
        for (int g = 0; g < genres; g++)
        {
            result[g] = Math.Exp(result[g] - largest);
        }

        Models.Probabilities.Normalize(result);
        return result;
    }
}
