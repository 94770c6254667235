using System.Numerics;
using System.Runtime.CompilerServices;
using MusicGenre.Features.Descriptors;
using MusicGenre.Numerics;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Textures;

/// <summary>
/// Two-dimensional modulation spectrum of the mel image: the power of its ripples by rate (Hz), scale (cycles along the bands) and direction, rising or falling (T. Chi, P. Ru and
/// S. Shamma, "Multiresolution spectrotemporal analysis of complex sounds", Journal of the Acoustical Society of America 118(2), 2005, whose filters are replaced by a two-dimensional Fourier
/// transform, as in N. Singh and F. Theunissen, "Modulation spectra of natural sounds and ethological theories of auditory processing", JASA 114(6), 2003).
/// Blocks of 256 frames, one every 128; each band's mean over the block subtracted; symmetric Hann windows along both axes; |.|² averaged over the blocks
/// and over the cells of 2 signs x 6 rates x 9 scales; log(x + 0.001).
/// </summary>
internal sealed class ModulationSpectrum : ImageDescriptor
{
    private const int Block = 256;
    private const int Hop = 128;
    private const int Bands = DerivedImages.MelBands;
    private const double Offset = 1e-3;
    private static readonly double[] RateEdges = [0.3, 0.6, 1.2, 2.4, 4.8, 9.6, 21.6];

    // The last reaches to the Nyquist bin of 128 bands, 64.
    private static readonly int[] ScaleEdges = [0, 1, 2, 3, 5, 8, 13, 21, 34, 65];

    public ModulationSpectrum()
        : base("modulation_spectrum", 2 * (RateEdges.Length - 1) * (ScaleEdges.Length - 1), SpectrogramImage.Mel, Block)
    {
    }

    private protected override ImageMeasure CreateMeasure() => new ModulationMeasure(this);

    /// <summary>
    /// The transform along the bands is made once of each frame, although a frame lies in two blocks: what a block subtracts is subtracted after it. Scales 0 and 64, both real,
    /// are the two parts of one complex column, so that 64 columns are transformed along the frames.
    /// </summary>
    private sealed unsafe class ModulationMeasure(ModulationSpectrum owner) : ImageMeasure
    {
        private const int Columns = Bands / 2;
        private const int AtOnce = 64;
        private const int EndsAt = Block * Columns;
        private readonly RealFft<float> _alongBands = new(Bands, AtOnce);
        private readonly ComplexFft<float> _alongFrames = new(Block, Columns);
        private readonly double[] _bandWindow = SymmetricHann.Create(Bands);
        private readonly float[] _frameWindow = [.. SymmetricHann.Create(Block).Select(w => (float)w)];
        private readonly float[] _bands = new float[Bands * AtOnce];
        private readonly float[] _scaleRe = new float[(Columns + 1) * AtOnce];
        private readonly float[] _scaleIm = new float[(Columns + 1) * AtOnce];
        private readonly float[] _re = new float[Block * Columns];
        private readonly float[] _im = new float[Block * Columns];

        // [rates, scales], the first column of no use; then the rates of scale 0, then those of scale 64.
        private readonly float[] _power = new float[EndsAt + (2 * Block)];
        private AlignedBuffer _scales = new(0);

        public override void Compute(SpectrogramImage image, Span<float> values)
        {
            int[] rates = RateBands.Bins(owner, RateEdges, image, Block);
            int blocks = ((image.Frames - Block) / Hop) + 1;
            int frames = ((blocks - 1) * Hop) + Block;
            if (_scales.Length < 2 * frames * Columns)
            {
                _scales = new AlignedBuffer(2L * frames * Columns);
            }

            TransformBands(image, frames, _scales.Pointer, _scales.Pointer + ((nint)frames * Columns));
            _power.AsSpan().Clear();
            for (int block = 0; block < blocks; block++)
            {
                TransformFrames(_scales.Pointer + ((nint)block * Hop * Columns), _re);
                TransformFrames(_scales.Pointer + (((nint)block * Hop) + frames) * Columns, _im);
                _alongFrames.Forward(_re, _im);
                AddPower();
            }

            TakeCells(blocks, rates, values);
        }

        /// <summary>[frames, scales], real and imaginary parts.</summary>
        private void TransformBands(SpectrogramImage image, int frames, float* re, float* im)
        {
            // A band's level is subtracted from the start: what stays is small, and float32 holds more of its digits.
            Span<float> level = stackalloc float[Bands];
            DerivedImages.Means(image, level);
            fixed (float* scaleRe = _scaleRe, scaleIm = _scaleIm)
            {
                for (int t = 0; t < frames; t += AtOnce)
                {
                    // The number of frames is a multiple of 128.
                    for (int band = 0; band < Bands; band++)
                    {
                        Vector<float> window = new((float)_bandWindow[band]);
                        Vector<float> mean = new(level[band]);
                        float* from = image.Row(band) + t;
                        Span<float> to = _bands.AsSpan(band * AtOnce, AtOnce);
                        for (int i = 0; i < AtOnce; i += Vector<float>.Count)
                        {
                            ((Vector.Load(from + i) - mean) * window).CopyTo(to[i..]);
                        }
                    }

                    _alongBands.Forward(_bands, _scaleRe, _scaleIm);
                    _scaleRe.AsSpan(Columns * AtOnce).CopyTo(_scaleIm);
                    Transposition.Copy(scaleRe, AtOnce, Columns, AtOnce, re + ((nint)t * Columns), Columns);
                    Transposition.Copy(scaleIm, AtOnce, Columns, AtOnce, im + ((nint)t * Columns), Columns);
                }
            }
        }

        /// <summary>Subtracts the means over the block and multiplies by the window.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void TransformFrames(float* from, float[] result)
        {
            fixed (float* to = result)
            {
                for (int column = 0; column < Columns; column += Vector<float>.Count)
                {
                    Vector<float> sum = Vector<float>.Zero;
                    for (int t = 0; t < Block; t++)
                    {
                        sum += Vector.Load(from + (t * Columns) + column);
                    }

                    sum *= 1f / Block;
                    for (int t = 0; t < Block; t++)
                    {
                        ((Vector.Load(from + (t * Columns) + column) - sum) * _frameWindow[t]).Store(to + (t * Columns) + column);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AddPower()
        {
            fixed (float* re = _re, im = _im, power = _power)
            {
                for (int i = 0; i < Block * Columns; i += Vector<float>.Count)
                {
                    Vector<float> x = Vector.Load(re + i);
                    Vector<float> y = Vector.Load(im + i);
                    (Vector.Load(power + i) + ((x * x) + (y * y))).Store(power + i);
                }

                // The first column is that of scale 0 and, times i, that of scale 64: apart they are symmetric.
                for (int rate = 0; rate < Block; rate++)
                {
                    int mirror = (Block - rate) % Block;
                    float a = re[rate * Columns];
                    float b = im[rate * Columns];
                    float c = re[mirror * Columns];
                    float d = im[mirror * Columns];
                    float low = ((a + c) * (a + c)) + ((b - d) * (b - d));
                    float high = ((b + d) * (b + d)) + ((c - a) * (c - a));
                    power[EndsAt + rate] += low / 4;
                    power[EndsAt + Block + rate] += high / 4;
                }
            }
        }

        private void TakeCells(int blocks, int[] rates, Span<float> values)
        {
            int place = 0;
            for (int sign = 0; sign < 2; sign++)
            {
                for (int rate = 0; rate < rates.Length - 1; rate++)
                {
                    for (int scale = 0; scale < ScaleEdges.Length - 1; scale++)
                    {
                        double sum = 0;
                        int count = 0;

                        // Half the circle of rates is the negative's: it has the bin in the middle, and the positive has not.
                        int end = Math.Min(rates[rate + 1], sign == 0 ? Block / 2 : (Block / 2) + 1);
                        for (int bin = rates[rate]; bin < end; bin++)
                        {
                            int row = sign == 0 ? bin : Block - bin;
                            for (int column = ScaleEdges[scale]; column < ScaleEdges[scale + 1]; column++)
                            {
                                sum += _power[column switch { 0 => EndsAt + row, Columns => EndsAt + Block + row, _ => (row * Columns) + column }];
                                count++;
                            }
                        }

                        values[place++] = (float)Math.Log((sum / count / blocks) + Offset);
                    }
                }
            }
        }
    }
}
