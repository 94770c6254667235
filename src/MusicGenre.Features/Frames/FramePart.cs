namespace MusicGenre.Features.Frames;

/// <summary>What a <see cref="FrameSource"/> knows of each frame of a block.</summary>
internal enum FramePart
{
    /// <summary>|X|², [bins, lanes].</summary>
    Power,

    /// <summary>|X|, [bins, lanes].</summary>
    Magnitude,

    /// <summary>The sum of the magnitudes; of lanes only, not of the reference implementation, as are the next two.</summary>
    MagnitudeSum,

    /// <summary>The sum of the magnitudes, each multiplied by the number of its bin.</summary>
    MagnitudeMoment,

    /// <summary>The sums of the magnitudes, added upwards one by one, up to each sixteenth bin, and at last of all bins.</summary>
    RunningSums,

    /// <summary>The mean of the squared samples, before the window.</summary>
    MeanSquare,

    /// <summary>The changes of sign.</summary>
    Crossings,
}
