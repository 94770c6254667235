namespace MusicGenre.ML;

/// <summary>How a <see cref="Tuner"/> chooses the next settings.</summary>
public enum SearchMethod
{
    /// <summary>A Gaussian process of the scores so far and the largest expected improvement (Jones, Schonlau and Welch, Journal of Global Optimization 1998).</summary>
    Bayesian,

    /// <summary>Drawn from the ranges, each trial by itself (Bergstra and Bengio, JMLR 2012).</summary>
    Random,

    /// <summary>All combinations of evenly spaced levels.</summary>
    Grid,
}
