namespace MusicGenre.Features.Descriptors;

/// <summary>
/// A few neighbouring frames, one in each of <see cref="Width"/> lanes: element [i, lane] of anything is at i · Width + lane.
/// The lanes after the last frame of a clip hold meaningless numbers.
/// </summary>
internal readonly ref struct FrameBlock
{
    /// <summary>The bins from one running sum to the next.</summary>
    public const int RunBins = 16;

    public FrameBlock(
        int width,
        ReadOnlySpan<float> power,
        ReadOnlySpan<float> magnitude,
        ReadOnlySpan<float> magnitudeSum,
        ReadOnlySpan<float> magnitudeMoment,
        ReadOnlySpan<float> runningSums,
        ReadOnlySpan<float> meanSquare,
        ReadOnlySpan<float> crossings)
    {
        Width = width;
        Power = power;
        Magnitude = magnitude;
        MagnitudeSum = magnitudeSum;
        MagnitudeMoment = magnitudeMoment;
        RunningSums = runningSums;
        MeanSquare = meanSquare;
        Crossings = crossings;
    }

    /// <summary>The number of lanes.</summary>
    public int Width { get; }

    /// <summary>|X|², [bins, lanes].</summary>
    public ReadOnlySpan<float> Power { get; }

    /// <summary>|X|, [bins, lanes]; empty if no measure requested it.</summary>
    public ReadOnlySpan<float> Magnitude { get; }

    /// <summary>The sum of the magnitudes of each frame; computed only if requested, as they are.</summary>
    public ReadOnlySpan<float> MagnitudeSum { get; }

    /// <summary>The sum of the magnitudes of each frame, each multiplied by the number of its bin.</summary>
    public ReadOnlySpan<float> MagnitudeMoment { get; }

    /// <summary>The sums of the magnitudes, added upwards one by one, up to each sixteenth bin, and at last of all bins.</summary>
    public ReadOnlySpan<float> RunningSums { get; }

    /// <summary>The mean of the squared samples of each frame, before the window.</summary>
    public ReadOnlySpan<float> MeanSquare { get; }

    /// <summary>The changes of sign within each frame.</summary>
    public ReadOnlySpan<float> Crossings { get; }
}
