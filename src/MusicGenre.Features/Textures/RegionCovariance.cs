using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Textures;

/// <summary>
/// Region covariance (O. Tuzel, F. Porikli and P. Meer, "Region covariance: a fast descriptor for detection and classification", ECCV 2006): the spectrogram is split into zones of
/// neighbouring bands, each pixel of a zone is a vector of the level there and of differences to its neighbours, and a zone is described by the covariance of these vectors over all
/// its pixels, mapped by the matrix logarithm (<see cref="LogCovariance"/>), and by log(mean of |x| + 0.001) of each image but the level.
/// </summary>
internal sealed class RegionCovariance : ImageDescriptor
{
    private readonly RegionVariant _variant;
    private readonly RegionImage[] _images;
    private readonly int _zones;
    private readonly int _usedBands;

    /// <summary>Describes a region covariance.</summary>
    /// <param name="variant">Which image, and which differences.</param>
    public RegionCovariance(RegionVariant variant)
        : this(variant, variant switch { RegionVariant.Lags => LagImages, RegionVariant.Intervals => IntervalImages, _ => NeighbourImages })
    {
    }

    private RegionCovariance(RegionVariant variant, RegionImage[] images)
        : base(NameOf(variant), ZonesOf(variant) * (LogCovariance.Length(images.Length) + images.Length - 1), variant == RegionVariant.Mel ? SpectrogramImage.Mel : SpectrogramImage.Semitones, FramesOf(variant, images), ParametersOf(variant))
    {
        _variant = variant;
        _images = images;
        _zones = ZonesOf(variant);

        // The highest interval must still lie within the image.
        _usedBands = variant == RegionVariant.Intervals ? SemitoneDecibels.Bands - images.Max(i => i.Bands) : int.MaxValue;
    }

    /// <summary>The level, and absolute differences to the direct neighbours: in time, in frequency, the second ones, and in time over four frames.</summary>
    private static RegionImage[] NeighbourImages =>
    [
        new(RegionPixel.Level), new(RegionPixel.AbsoluteDifference, Frames: 1), new(RegionPixel.AbsoluteDifference, Bands: 1),
        new(RegionPixel.AbsoluteSecondDifference, Frames: 1), new(RegionPixel.AbsoluteSecondDifference, Bands: 1), new(RegionPixel.AbsoluteDifference, Frames: 2),
    ];

    /// <summary>The level, absolute differences over more frames and bands, and the second differences with their signs.</summary>
    private static RegionImage[] LagImages =>
    [
        new(RegionPixel.Level), new(RegionPixel.AbsoluteDifference, Frames: 1), new(RegionPixel.AbsoluteDifference, Frames: 4), new(RegionPixel.AbsoluteDifference, Frames: 16),
        new(RegionPixel.AbsoluteDifference, Bands: 1), new(RegionPixel.AbsoluteDifference, Bands: 3), new(RegionPixel.SecondDifference, Frames: 1), new(RegionPixel.SecondDifference, Bands: 1),
    ];

    /// <summary>The level, and absolute differences to the bands at musical intervals above.</summary>
    private static RegionImage[] IntervalImages =>
    [
        new(RegionPixel.Level),
        .. new[] { 1, 2, 3, 4, 5, 7, 12, 19 }.Select(semitones => new RegionImage(RegionPixel.AbsoluteInterval, Bands: semitones)),
    ];

    private protected override ImageMeasure CreateMeasure() => new RegionMeasure(this);

    private static string NameOf(RegionVariant variant) => variant switch
    {
        RegionVariant.Lags => "region_covariance_lags",
        RegionVariant.Intervals => "region_covariance_intervals",
        _ => "region_covariance",
    };

    private static (string Name, double Value)[] ParametersOf(RegionVariant variant) => variant switch
    {
        RegionVariant.Lags or RegionVariant.Intervals => [],
        _ => [("mel", variant == RegionVariant.Mel ? 1 : 0), ("half_rate", variant == RegionVariant.HalfRate ? 1 : 0)],
    };

    private static int ZonesOf(RegionVariant variant) => variant == RegionVariant.Intervals ? 4 : 8;

    /// <summary>One frame with all its neighbours.</summary>
    private static int FramesOf(RegionVariant variant, RegionImage[] images) => ((2 * images.Max(i => i.Frames)) + 1) * (variant == RegionVariant.HalfRate ? 2 : 1);

    private sealed unsafe class RegionMeasure(RegionCovariance owner) : ImageMeasure
    {
        private readonly CrossProducts _sums = new(owner._images.Length);
        private readonly double[] _covariance = new double[owner._images.Length * owner._images.Length];

        public override void Compute(SpectrogramImage image, Span<float> values)
        {
            image = owner._variant == RegionVariant.HalfRate ? DerivedImages.HalfRate(image) : image;
            RegionImage[] parts = owner._images;
            int border = owner._variant == RegionVariant.Intervals ? 0 : parts.Max(i => i.Bands) + (owner._variant == RegionVariant.Lags ? 0 : 1);
            int edge = parts.Max(i => i.Frames);
            int frames = image.Frames - (2 * edge);
            int bands = Math.Min(owner._usedBands, image.Bands - (2 * border));
            int covariances = LogCovariance.Length(parts.Length);
            int band = border;
            for (int zone = 0; zone < owner._zones; zone++)
            {
                // The first zones take one band more where the bands don't split evenly.
                int end = band + (bands / owner._zones) + (zone < bands % owner._zones ? 1 : 0);
                Sum(image, band, end, edge, frames);
                _sums.Covariance(_covariance);
                LogCovariance.Write(_covariance, parts.Length, values);
                for (int i = 1; i < parts.Length; i++)
                {
                    values[covariances + i - 1] = (float)Math.Log(_sums.MeanAbsolute(i) + 1e-3);
                }

                values = values[(covariances + parts.Length - 1)..];
                band = end;
            }
        }

        private void Sum(SpectrogramImage image, int first, int end, int edge, int frames)
        {
            _sums.Clear();
            float level = image.Row(first)[edge];
            for (int band = first; band < end; band++)
            {
                for (int t = 0; t < frames; t += CrossProducts.Chunk)
                {
                    int count = Math.Min(CrossProducts.Chunk, frames - t);
                    float* at = image.Row(band) + edge + t;
                    for (int i = 0; i < owner._images.Length; i++)
                    {
                        (RegionPixel pixel, int lag, int step) = owner._images[i];
                        nint distance = lag + ((nint)step * image.Stride);
                        switch (pixel)
                        {
                            case RegionPixel.Level:
                                _sums.Fill<IPixel.Level>(i, at, at, at, count, level);
                                break;
                            case RegionPixel.AbsoluteDifference:
                                _sums.Fill<IPixel.Absolute<IPixel.Difference>>(i, at + distance, at, at - distance, count);
                                break;
                            case RegionPixel.AbsoluteInterval:
                                _sums.Fill<IPixel.Absolute<IPixel.Difference>>(i, at + distance, at, at, count);
                                break;
                            case RegionPixel.AbsoluteSecondDifference:
                                _sums.Fill<IPixel.Absolute<IPixel.SecondDifference>>(i, at + distance, at, at - distance, count);
                                break;
                            default:
                                _sums.Fill<IPixel.SecondDifference>(i, at + distance, at, at - distance, count);
                                break;
                        }
                    }

                    _sums.Add(count);
                }
            }
        }
    }
}
