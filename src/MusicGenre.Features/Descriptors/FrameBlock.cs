namespace MusicGenre.Features.Descriptors;

/// <summary>
/// A few neighbouring frames, one in each of <see cref="Width"/> lanes: element [i, lane] of anything stands at i · Width + lane.
/// The lanes behind the last frame of a clip hold numbers without a meaning.
/// </summary>
internal readonly ref struct FrameBlock
{
    public FrameBlock(int width, ReadOnlySpan<float> power, ReadOnlySpan<float> magnitude, ReadOnlySpan<float> meanSquare, ReadOnlySpan<float> crossings)
    {
        Width = width;
        Power = power;
        Magnitude = magnitude;
        MeanSquare = meanSquare;
        Crossings = crossings;
    }

    /// <summary>The number of lanes.</summary>
    public int Width { get; }

    /// <summary>|X|², [bins, lanes].</summary>
    public ReadOnlySpan<float> Power { get; }

    /// <summary>|X|, [bins, lanes]; empty where no measure asked for it.</summary>
    public ReadOnlySpan<float> Magnitude { get; }

    /// <summary>The mean of the squared samples of each frame, before the window.</summary>
    public ReadOnlySpan<float> MeanSquare { get; }

    /// <summary>The changes of sign within each frame.</summary>
    public ReadOnlySpan<float> Crossings { get; }
}
