using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Textures;

/// <summary>
/// Harmony regardless of the key: how strongly pitch classes j semitones apart sound together, and g frames after one another, averaged over all twelve transpositions
/// (the circular correlation makes cover-song features key-invariant: J. Serrà, E. Gómez, P. Herrera and X. Serra, "Chroma binary similarity and local alignment applied to cover song
/// identification", IEEE Transactions on Audio, Speech, and Language Processing 16(6), 2008). The chroma s is made of what a semitone band exceeds the mean of the nine bands around it, dB, over
/// six octaves, each frame of length 1. Values: (1 / 12) sum over i of the mean over t of s[i, t] s[(i + j) mod 12, t + g], for g = 0, 4, 16, 43, 86 frames and j = 0 to 11 without the
/// first, which is 1 / 12; the same of the clip's mean chroma, j = 0 to 6; the twelve means in ascending order.
/// </summary>
internal sealed class TonalCorrelation : ImageDescriptor
{
    private const int Classes = 12;
    private const int FirstBand = 6;
    private const int EndBand = 78;
    private const int Reach = 4;
    private const int MeanLags = 7;
    private const double SmallestNorm = 1e-6;
    private static readonly int[] Lags = [0, 4, 16, 43, 86];

    public TonalCorrelation()
        : base("tonal_correlation", (Lags.Length * Classes) - 1 + MeanLags + Classes, SpectrogramImage.Semitones, Lags[^1] + 1)
    {
    }

    private protected override ImageMeasure CreateMeasure() => new TonalMeasure();

    private sealed unsafe class TonalMeasure : ImageMeasure
    {
        private const int Tile = 3;
        private const int Width = 8;
        private readonly double[] _tile = GC.AllocateArray<double>(Tile * Tile * Width, pinned: true);
        private readonly double[] _correlation = new double[Classes];
        private readonly double[] _means = new double[Classes];
        private double[] _chroma = [];

        public override void Compute(SpectrogramImage image, Span<float> values)
        {
            int frames = image.Frames;

            // Zeros behind the last frame: products with them add nothing.
            int stride = ((frames + Lags[^1] + 15) / 16 * 16) + 8;
            if (_chroma.Length < Classes * stride)
            {
                _chroma = GC.AllocateArray<double>(Classes * stride, pinned: true);
            }

            _chroma.AsSpan().Clear();
            double* chroma = (double*)Unsafe.AsPointer(ref _chroma[0]);
            AddExcess(image, chroma, stride);
            Normalize(chroma, stride, frames);
            int place = 0;
            foreach (int lag in Lags)
            {
                Correlate(chroma, stride, frames - lag, lag);
                for (int j = lag == 0 ? 1 : 0; j < Classes; j++)
                {
                    values[place++] = (float)(_correlation[j] / Classes / (frames - lag));
                }
            }

            for (int c = 0; c < Classes; c++)
            {
                double sum = 0;
                for (int t = 0; t < frames; t++)
                {
                    sum += chroma[((nint)c * stride) + t];
                }

                _means[c] = sum / frames;
            }

            for (int j = 0; j < MeanLags; j++)
            {
                double sum = 0;
                for (int i = 0; i < Classes; i++)
                {
                    sum += _means[i] * _means[(i + j) % Classes];
                }

                values[place++] = (float)(sum / Classes);
            }

            Array.Sort(_means);
            foreach (double mean in _means)
            {
                values[place++] = (float)mean;
            }
        }

        /// <summary>What each band exceeds the mean of the bands around it. In double precision sums of equal levels are exact: silence has no chroma.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void AddExcess(SpectrogramImage image, double* chroma, nint stride)
        {
            Vector512<double> ninth = Vector512.Create(1.0 / ((2 * Reach) + 1));
            for (int t = 0; t < image.Frames; t += Width)
            {
                Vector512<double> sum = Vector512<double>.Zero;
                for (int band = FirstBand - Reach; band < FirstBand + Reach; band++)
                {
                    sum += Load(image.Row(band) + t);
                }

                for (int band = FirstBand; band < EndBand; band++)
                {
                    sum += Load(image.Row(band + Reach) + t);
                    double* to = chroma + ((band - FirstBand) % Classes * stride) + t;
                    Vector512<double> excess = Vector512.Max(Load(image.Row(band) + t) - (sum * ninth), Vector512<double>.Zero);
                    (Vector512.Load(to) + excess).Store(to);
                    sum -= Load(image.Row(band - Reach) + t);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<double> Load(float* values)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Load(values));
            return Vector512.Create(low, high);
        }

        private static void Normalize(double* chroma, nint stride, int frames)
        {
            for (int t = 0; t < frames; t++)
            {
                double squares = 0;
                for (int c = 0; c < Classes; c++)
                {
                    double value = chroma[(c * stride) + t];
                    squares += value * value;
                }

                double scale = 1 / Math.Max(Math.Sqrt(squares), SmallestNorm);
                for (int c = 0; c < Classes; c++)
                {
                    chroma[(c * stride) + t] *= scale;
                }
            }

            for (int c = 0; c < Classes; c++)
            {
                new Span<double>(chroma + (c * stride) + frames, (int)stride - frames).Clear();
            }
        }

        private void Correlate(double* chroma, nint stride, int frames, int lag)
        {
            _correlation.AsSpan().Clear();
            double* tile = (double*)Unsafe.AsPointer(ref _tile[0]);
            int padded = (frames + Width - 1) / Width * Width;
            for (int i = 0; i < Classes; i += Tile)
            {
                for (int j = 0; j < Classes; j += Tile)
                {
                    _tile.AsSpan().Clear();
                    CrossProducts.AddTile(chroma + (i * stride), chroma + (j * stride) + lag, stride, padded, tile);
                    for (int k = 0; k < Tile * Tile; k++)
                    {
                        _correlation[(j + (k % Tile) - i - (k / Tile) + Classes) % Classes] += CrossProducts.Total(tile + (k * Width));
                    }
                }
            }
        }
    }
}
