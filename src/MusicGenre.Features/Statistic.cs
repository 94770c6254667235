namespace MusicGenre.Features;

/// <summary>A statistic of a descriptor's values over the frames of a clip. Sums are accumulated in double precision.</summary>
public enum Statistic
{
    /// <summary>The arithmetic mean.</summary>
    Mean,

    /// <summary>The population variance: the mean squared distance from the mean (divided by n; numpy's <c>var</c>).</summary>
    Variance,

    /// <summary>The square root of <see cref="Variance"/> (numpy's <c>std</c>).</summary>
    StandardDeviation,

    /// <summary>The smallest value.</summary>
    Minimum,

    /// <summary>The largest value.</summary>
    Maximum,

    /// <summary>The middle value; of an even number of values the mean of the two in the middle.</summary>
    Median,

    /// <summary>The mean cubed distance from the mean by the cubed standard deviation (<c>scipy.stats.skew</c>); 0 for a constant.</summary>
    Skewness,

    /// <summary>The mean fourth power of the distance from the mean by the squared variance, less 3 (<c>scipy.stats.kurtosis</c>); 0 for a constant.</summary>
    Kurtosis,
}
