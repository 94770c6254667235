namespace MusicGenre.ML;

/// <summary>What a model says of one window of a song.</summary>
/// <param name="Start">Where the window begins, seconds from the song's beginning.</param>
/// <param name="Duration">How long it is, seconds.</param>
/// <param name="Prediction">The prediction.</param>
public readonly record struct WindowPrediction(double Start, double Duration, GenrePrediction Prediction)
{
    /// <summary>Where the window ends, seconds from the song's beginning.</summary>
    public double End => Start + Duration;
}
