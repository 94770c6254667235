using System.Runtime.CompilerServices;
using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Lanes;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Descriptors;

/// <summary>
/// Peak minus valley, dB, in octave bands: below 200 Hz, then 200 to 400 Hz and so on (<c>librosa.feature.spectral_contrast</c>; Jiang and others, 2002).
/// Peak and valley are the means of the largest and of the smallest 2 % of the band's magnitudes, in dB, each no more than 80 dB below the largest of the clip.
/// </summary>
internal sealed class SpectralContrast : FrameDescriptor
{
    private const double LowestEdge = 200;
    private const double Quantile = 0.02;
    private readonly int _octaves;

    /// <summary>Seven rows for six octaves.</summary>
    public SpectralContrast(int octaves)
        : base("spectral_contrast", octaves + 1, ("octaves", octaves))
    {
        _octaves = octaves;
    }

    public override Node CreateExact(Graph graph)
    {
        Node extremes = graph.Get(new Extremes(_octaves));
        return new Contrast(extremes, graph.Level(extremes, 0, Rows), graph.Level(extremes, Rows, Rows));
    }

    /// <summary>The first bin, the number of bins, and how many of them are a peak or a valley, of each band.</summary>
    private static (int First, int Count, int Quantile)[] CreateBands(MeasureContext context, int octaves)
    {
        if (LowestEdge * Math.Pow(2, octaves - 1) >= context.SampleRate / 2.0)
        {
            throw new ArgumentException($"Spectral contrast over {octaves} octaves from {LowestEdge} Hz needs a higher sample rate than {context.SampleRate} Hz.");
        }

        (int, int, int)[] bands = new (int, int, int)[octaves + 1];
        for (int k = 0; k <= octaves; k++)
        {
            double low = k == 0 ? 0 : LowestEdge * Math.Pow(2, k - 1);
            double high = LowestEdge * Math.Pow(2, k);
            int first = 0;
            while (context.Frequency(first) < low)
            {
                first++;
            }

            int end = first;
            while (end < context.Bins && context.Frequency(end) <= high)
            {
                end++;
            }

            // librosa takes one bin more at the lower edge, and leaves the upper one out, except in the last band, which goes up to the end.
            first = k > 0 ? first - 1 : first;
            end = k == octaves ? context.Bins : end;
            int quantile = Math.Max(1, (int)Math.Round(Quantile * (end - first), MidpointRounding.ToEven));
            bands[k] = (first, Math.Max(1, k == octaves ? end - first : end - first - 1), quantile);
        }

        return bands;
    }

    private sealed class Contrast(Node extremes, LevelFigure highest, LevelFigure highestValley) : Node(extremes.Rows / 2, [extremes], highest, highestValley)
    {
        public override void Compute()
        {
            int half = Rows * Width;
            ReadOnlySpan<float> raw = extremes.Values;
            for (int i = 0; i < half; i++)
            {
                Result[i] = Math.Max(raw[i], highest.Value - Decibel.Range) - Math.Max(raw[half + i], highestValley.Value - Decibel.Range);
            }
        }
    }

    /// <summary>The peaks of all bands, dB, and then their valleys.</summary>
    internal sealed class Extremes(int octaves) : FrameDescriptor("spectral_extremes", 2 * (octaves + 1), ("octaves", octaves))
    {
        public override Node CreateExact(Graph graph) => new Exact(graph.Get(FramePart.Magnitude), graph.Context, octaves);

        public override Node CreateLanes<TLane>(Graph graph) => new Lanes<TLane>(graph.Get(FramePart.Magnitude), graph.Context, octaves);

        /// <summary>Keeps the largest and the smallest of a band in order while it goes through the bins, in every lane by itself.</summary>
        private sealed unsafe class Lanes<TLane> : Node
            where TLane : unmanaged, ILane<TLane>
        {
            private readonly Node _magnitude;
            private readonly (int First, int Count, int Quantile)[] _bands;
            private readonly AlignedBuffer _largest;
            private readonly AlignedBuffer _smallest;

            public Lanes(Node magnitude, MeasureContext context, int octaves)
                : base(2 * (octaves + 1), [magnitude])
            {
                _magnitude = magnitude;
                _bands = CreateBands(context, octaves);
                int most = _bands.Max(b => b.Quantile);
                _largest = new AlignedBuffer(most * TLane.Count);
                _smallest = new AlignedBuffer(most * TLane.Count);
            }

            public override bool WorthKeeping => true;

            public override void Compute()
            {
                fixed (float* magnitude = _magnitude.Values, result = Result)
                {
                    for (int k = 0; k < _bands.Length; k++)
                    {
                        (int first, int count, int quantile) = _bands[k];
                        quantile = Math.Min(quantile, count);
                        Gather(magnitude + (first * TLane.Count), count, quantile);
                        TLane.Store(Mean(_largest.Pointer, quantile), result + (k * TLane.Count));
                        TLane.Store(Mean(_smallest.Pointer, quantile), result + ((_bands.Length + k) * TLane.Count));
                    }
                }
            }

            private static TLane Mean(float* values, int count)
            {
                TLane sum = TLane.Load(values);
                for (int i = 1; i < count; i++)
                {
                    sum += TLane.Load(values + (i * TLane.Count));
                }

                return LaneMath.Decibel(sum / TLane.Create(count));
            }

            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            private void Gather(float* magnitude, int count, int quantile)
            {
                float* largest = _largest.Pointer;
                float* smallest = _smallest.Pointer;
                for (int i = 0; i < quantile; i++)
                {
                    TLane.Store(TLane.Create(float.NegativeInfinity), largest + (i * TLane.Count));
                    TLane.Store(TLane.Create(float.PositiveInfinity), smallest + (i * TLane.Count));
                }

                for (int bin = 0; bin < count; bin++)
                {
                    TLane down = TLane.Load(magnitude + (bin * TLane.Count));
                    TLane up = down;
                    for (int i = 0; i < quantile * TLane.Count; i += TLane.Count)
                    {
                        TLane kept = TLane.Load(largest + i);
                        TLane.Store(TLane.Max(kept, down), largest + i);
                        down = TLane.Min(kept, down);
                        kept = TLane.Load(smallest + i);
                        TLane.Store(TLane.Min(kept, up), smallest + i);
                        up = TLane.Max(kept, up);
                    }
                }
            }
        }

        private sealed class Exact : Node
        {
            private readonly Node _magnitude;
            private readonly (int First, int Count, int Quantile)[] _bands;
            private readonly float[] _sorted;

            public Exact(Node magnitude, MeasureContext context, int octaves)
                : base(2 * (octaves + 1), [magnitude])
            {
                _magnitude = magnitude;
                _bands = CreateBands(context, octaves);
                _sorted = new float[context.Bins];
            }

            public override bool WorthKeeping => true;

            public override void Compute()
            {
                for (int k = 0; k < _bands.Length; k++)
                {
                    (int first, int count, int quantile) = _bands[k];
                    Span<float> sorted = _sorted.AsSpan(0, count);
                    _magnitude.Values.Slice(first, count).CopyTo(sorted);
                    sorted.Sort();
                    Result[k] = (float)Decibel.FromPower(Mean(sorted[^quantile..]));
                    Result[_bands.Length + k] = (float)Decibel.FromPower(Mean(sorted[..quantile]));
                }
            }

            private static double Mean(ReadOnlySpan<float> values)
            {
                double sum = 0;
                foreach (float value in values)
                {
                    sum += value;
                }

                return sum / values.Length;
            }
        }
    }
}
