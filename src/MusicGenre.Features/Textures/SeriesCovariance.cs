using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Textures;

/// <summary>
/// The covariance over the frames, mapped by the matrix logarithm (<see cref="LogCovariance"/>), of cepstral coefficients, or of the differences between frames some distance apart of
/// cepstral coefficients or of mel bands. The matrix of a clip's MFCC goes back to M. Mandel and D. Ellis, "Song-level features and support vector machines for music classification",
/// ISMIR 2005; the differences add how timbre moves.
/// </summary>
internal sealed class SeriesCovariance : ImageDescriptor
{
    private readonly bool _mel;
    private readonly int _lag;
    private readonly int _size;

    /// <summary>Describes a covariance.</summary>
    /// <param name="mel">Of the differences of 16 groups of mel bands, rather than of 13 MFCC.</param>
    /// <param name="lag">The frames between those whose difference is taken; 0, of MFCC only, for the coefficients themselves, of which the first, the level, is left out.</param>
    public SeriesCovariance(bool mel, int lag)
        : base(mel ? "mel_covariance" : "mfcc_covariance", LogCovariance.Length(Size(mel)), SpectrogramImage.Mel, lag + 2, ("lag", lag))
    {
        _mel = mel;
        _lag = lag;
        _size = Size(mel);
    }

    private protected override ImageMeasure CreateMeasure() => new SeriesMeasure(this);

    private static int Size(bool mel) => mel ? DerivedImages.MelGroupCount : 13;

    private sealed unsafe class SeriesMeasure(SeriesCovariance owner) : ImageMeasure
    {
        private readonly CrossProducts _sums = new(owner._size);
        private readonly double[] _covariance = new double[owner._size * owner._size];

        public override void Compute(SpectrogramImage image, Span<float> values)
        {
            image = owner._mel ? DerivedImages.MelGroups(image) : DerivedImages.CentredMfcc(image);
            int lag = owner._lag;
            int first = lag == 0 ? 1 : 0;
            int frames = image.Frames - lag;
            _sums.Clear();
            for (int t = 0; t < frames; t += CrossProducts.Chunk)
            {
                int count = Math.Min(CrossProducts.Chunk, frames - t);
                for (int i = 0; i < owner._size; i++)
                {
                    float* at = image.Row(first + i) + t;
                    if (lag == 0)
                    {
                        _sums.Fill<IPixel.Level>(i, at, at, at, count, *image.Row(first + i));
                    }
                    else
                    {
                        _sums.Fill<IPixel.Difference>(i, at + lag, at, at, count);
                    }
                }

                _sums.Add(count);
            }

            _sums.Covariance(_covariance);
            LogCovariance.Write(_covariance, owner._size, values);
        }
    }
}
