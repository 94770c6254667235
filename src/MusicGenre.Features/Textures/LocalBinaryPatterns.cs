using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Textures;

/// <summary>
/// Uniform local binary patterns (T. Ojala, M. Pietikäinen and T. Mäenpää, "Multiresolution gray-scale and rotation invariant texture classification with local binary patterns", IEEE
/// Transactions on Pattern Analysis and Machine Intelligence 24(7), 2002; of spectrograms: Y. Costa, L. Oliveira, A. Koerich, F. Gouyon and J. Martins, "Music genre classification using LBP
/// textural features", Signal Processing 92(11), 2012). Each pixel has a code of eight bits: which of its neighbours are at least as loud. The 58 codes with at most two changes
/// around the circle are counted each by itself, all others together, in four zones of bands. A value is the square root of a relative frequency (Hellinger's map).
/// </summary>
/// <remarks>Depends on the order of neighbours only, so not on the gain, as far as the floor of the image is not reached.</remarks>
internal sealed class LocalBinaryPatterns : ImageDescriptor
{
    private const int Zones = 4;
    private const int Codes = 256;
    private const int Bins = 59;

    // The lowest bands of the semitone image are narrower than a bin, and neighbours there are copies of one another.
    private const int FirstSemitone = 8;

    private readonly bool _mel;
    private readonly int _timeStep;
    private readonly int _frequencyStep;

    /// <summary>Describes patterns.</summary>
    /// <param name="mel">Of the mel image rather than of the semitone image.</param>
    /// <param name="timeStep">The distance of the neighbours in frames.</param>
    /// <param name="frequencyStep">The distance of the neighbours in bands.</param>
    public LocalBinaryPatterns(bool mel, int timeStep, int frequencyStep)
        : base("local_binary_patterns", Zones * Bins, mel ? SpectrogramImage.Mel : SpectrogramImage.Semitones, (2 * timeStep) + 1, ("mel", mel ? 1 : 0), ("time_step", timeStep), ("frequency_step", frequencyStep))
    {
        _mel = mel;
        _timeStep = timeStep;
        _frequencyStep = frequencyStep;
    }

    /// <summary>The bin of each code: the uniform ones in ascending order, then the bin of all others.</summary>
    private static byte[] BinOfCode { get; } = CreateBins();

    private protected override ImageMeasure CreateMeasure() => new PatternMeasure(this);

    private static byte[] CreateBins()
    {
        byte[] bins = new byte[Codes];
        byte next = 0;
        for (int code = 0; code < Codes; code++)
        {
            int turned = ((code << 1) | (code >> 7)) & 0xFF;
            bins[code] = System.Numerics.BitOperations.PopCount((uint)(code ^ turned)) <= 2 ? next++ : (byte)(Bins - 1);
        }

        return bins;
    }

    private sealed unsafe class PatternMeasure(LocalBinaryPatterns owner) : ImageMeasure
    {
        // Two histograms by turns, so that a count need not wait for the one before.
        private readonly int[] _counts = new int[2 * Codes];
        private readonly int[] _bins = new int[Bins];

        public override void Compute(SpectrogramImage image, Span<float> values)
        {
            int first = (owner._mel ? 0 : FirstSemitone) + owner._frequencyStep;
            int bands = image.Bands - owner._frequencyStep - first;
            int frames = image.Frames - (2 * owner._timeStep);
            int band = first;
            for (int zone = 0; zone < Zones; zone++)
            {
                // The first zones take one band more where the bands don't split evenly.
                int count = (bands / Zones) + (zone < bands % Zones ? 1 : 0);
                _counts.AsSpan().Clear();
                for (int end = band + count; band < end; band++)
                {
                    Count(image.Row(band) + owner._timeStep, owner._timeStep, (nint)owner._frequencyStep * image.Stride, frames);
                }

                _bins.AsSpan().Clear();
                for (int code = 0; code < Codes; code++)
                {
                    _bins[BinOfCode[code]] += _counts[code] + _counts[Codes + code];
                }

                double total = (double)count * frames;
                for (int bin = 0; bin < Bins; bin++)
                {
                    values[(zone * Bins) + bin] = (float)Math.Sqrt(_bins[bin] / total);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Count(float* at, int time, nint frequency, int frames)
        {
            fixed (int* counts = _counts)
            {
                int* codes = stackalloc int[16];
                for (int t = 0; t < frames; t += 16)
                {
                    Vector512<float> x = Vector512.Load(at + t);
                    Vector512<int> code =
                        Bit(at + t + frequency, x, 1)
                        | Bit(at + t + frequency + time, x, 2)
                        | Bit(at + t + time, x, 4)
                        | Bit(at + t - frequency + time, x, 8)
                        | Bit(at + t - frequency, x, 16)
                        | Bit(at + t - frequency - time, x, 32)
                        | Bit(at + t - time, x, 64)
                        | Bit(at + t + frequency - time, x, 128);
                    code.Store(codes);
                    int count = Math.Min(16, frames - t);
                    int i = 0;
                    for (; i < count - 1; i += 2)
                    {
                        counts[codes[i]]++;
                        counts[Codes + codes[i + 1]]++;
                    }

                    if (i < count)
                    {
                        counts[codes[i]]++;
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<int> Bit(float* neighbour, Vector512<float> x, int bit)
            => Vector512.GreaterThanOrEqual(Vector512.Load(neighbour), x).AsInt32() & Vector512.Create(bit);
    }
}
