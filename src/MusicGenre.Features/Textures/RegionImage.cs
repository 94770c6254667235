namespace MusicGenre.Features.Textures;

/// <summary>One of the images whose covariance is taken.</summary>
/// <param name="Pixel">What its pixels are.</param>
/// <param name="Frames">The distance of the neighbours in frames.</param>
/// <param name="Bands">The distance of the neighbours in bands.</param>
internal readonly record struct RegionImage(RegionPixel Pixel, int Frames = 0, int Bands = 0);
