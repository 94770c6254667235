namespace MusicGenre.Features.Textures;

/// <summary>What a pixel x is made of.</summary>
internal enum RegionPixel
{
    /// <summary>x.</summary>
    Level,

    /// <summary>|after - before|.</summary>
    AbsoluteDifference,

    /// <summary>|after - x|.</summary>
    AbsoluteInterval,

    /// <summary>|after - 2 x + before|.</summary>
    AbsoluteSecondDifference,

    /// <summary>after - 2 x + before.</summary>
    SecondDifference,
}
