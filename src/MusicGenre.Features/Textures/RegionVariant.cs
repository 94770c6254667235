namespace MusicGenre.Features.Textures;

/// <summary>Which image a region covariance is of, and which differences it takes.</summary>
internal enum RegionVariant
{
    /// <summary>The semitone image, the direct neighbours.</summary>
    Semitone,

    /// <summary>The mel image, the direct neighbours.</summary>
    Mel,

    /// <summary>The semitone image at half the frame rate, the direct neighbours.</summary>
    HalfRate,

    /// <summary>The semitone image, neighbours at several distances.</summary>
    Lags,

    /// <summary>The semitone image, the bands at musical intervals.</summary>
    Intervals,
}
