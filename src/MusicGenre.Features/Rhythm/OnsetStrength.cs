using System.Runtime.CompilerServices;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Extraction;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Rhythm;

/// <summary>
/// How much louder the mel bands are than a frame before, in dB, decreases counted as 0 (<c>librosa.onset.onset_strength</c>; Böck and Widmer, DAFx 2013):
/// mean or median over the 128 bands of max(0, S[band, t] - S[band, t - 1]), each band at least 80 dB below the loudest of the clip.
/// The value is n_fft / (2 hop) frames later than its frames, for which a centred frame begins earlier, and is 0 before.
/// </summary>
internal sealed class OnsetStrength : FrameDescriptor
{
    private const int Bands = 128;

    private readonly OnsetAggregate _aggregate;

    public OnsetStrength(OnsetAggregate aggregate)
        : base("onset_strength", 1, ("median", aggregate == OnsetAggregate.Median ? 1 : 0))
    {
        _aggregate = aggregate;
    }

    public override Node CreateExact(Graph graph)
    {
        Node bands = graph.Get(new MelDecibels(Bands));
        return new Exact(bands, graph.Level(bands), graph.Context, _aggregate);
    }

    public override Node CreateLanes<TLane>(Graph graph)
    {
        Node bands = graph.Get(new MelDecibels(Bands));
        return new Lanes<TLane>(bands, graph.Level(bands), graph.Context, _aggregate);
    }

    /// <summary>The aggregate of the increases from one frame to the next.</summary>
    internal static float Aggregate(Span<float> increases, OnsetAggregate aggregate)
    {
        if (aggregate == OnsetAggregate.Mean)
        {
            double sum = 0;
            foreach (float increase in increases)
            {
                sum += increase;
            }

            return (float)(sum / increases.Length);
        }

        int middle = increases.Length / 2;
        float upper = Select(increases, middle);
        if (increases.Length % 2 == 1)
        {
            return upper;
        }

        float lower = increases[0];
        foreach (float increase in increases[1..middle])
        {
            lower = Math.Max(lower, increase);
        }

        return (lower + upper) / 2;
    }

    /// <summary>Moves the value of a rank to its place, smaller ones before it and larger ones after it (Hoare's FIND), and returns it.</summary>
    private static float Select(Span<float> values, int rank)
    {
        int first = 0;
        int last = values.Length - 1;
        while (first < last)
        {
            float pivot = values[rank];
            int i = first;
            int j = last;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (pivot < values[j])
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (j < rank)
            {
                first = i;
            }

            if (rank < i)
            {
                last = j;
            }
        }

        return values[rank];
    }

    private sealed unsafe class Lanes<TLane> : Node
        where TLane : unmanaged, ILane<TLane>
    {
        private readonly Node _decibels;
        private readonly LevelFigure _level;
        private readonly OnsetAggregate _aggregate;

        // Of each band the block before and the block itself, so that a load one number to the left gives every lane the frame before its own.
        private readonly AlignedBuffer _bands = new(Bands * 2 * TLane.Count);
        private readonly AlignedBuffer _increases = new(Bands * TLane.Count);
        private readonly FrameDelay _delay;
        private bool _first;

        public Lanes(Node decibels, LevelFigure level, MeasureContext context, OnsetAggregate aggregate)
            : base(1, [decibels], level)
        {
            _decibels = decibels;
            _level = level;
            _aggregate = aggregate;
            _delay = new FrameDelay(context);
        }

        public override void Begin()
        {
            _first = true;
            _delay.Clear();
        }

        public override void Compute()
        {
            int width = TLane.Count;
            float lowest = _level.Value - Decibel.Range;
            TLane floor = TLane.Create(lowest);
            fixed (float* decibels = _decibels.Values, strengths = Result)
            {
                for (int band = 0; band < Bands; band++)
                {
                    float* before = _bands.Pointer + (2 * band * width);
                    TLane now = TLane.Max(TLane.Load(decibels + (band * width)), floor);
                    before[width - 1] = _first ? Math.Max(decibels[band * width], lowest) : before[(2 * width) - 1];
                    TLane.Store(now, before + width);
                }

                for (int band = 0; band < Bands; band++)
                {
                    float* before = _bands.Pointer + (2 * band * width);
                    TLane.Store(TLane.Max(TLane.Load(before + width) - TLane.Load(before + width - 1), TLane.Create(0)), _increases.Pointer + (band * width));
                }

                TLane.Store(_aggregate == OnsetAggregate.Mean ? Mean() : Median(), strengths);
                _first = false;
                for (int lane = 0; lane < width; lane++)
                {
                    strengths[lane] = _delay.Next(strengths[lane]);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private TLane Mean()
        {
            TLane even = TLane.Create(0);
            TLane odd = TLane.Create(0);
            for (int band = 0; band < Bands; band += 2)
            {
                even += TLane.Load(_increases.Pointer + (band * TLane.Count));
                odd += TLane.Load(_increases.Pointer + ((band + 1) * TLane.Count));
            }

            return (even + odd) * TLane.Create(1f / Bands);
        }

        // Batcher's odd-even merge sort of the bands, all lanes at once, and the mean of the two in the middle.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private TLane Median()
        {
            float* values = _increases.Pointer;
            for (int p = 1; p < Bands; p *= 2)
            {
                for (int k = p; k >= 1; k /= 2)
                {
                    for (int j = k % p; j < Bands - k; j += 2 * k)
                    {
                        for (int i = j; i < j + k; i++)
                        {
                            if (i / (2 * p) == (i + k) / (2 * p))
                            {
                                float* a = values + (i * TLane.Count);
                                float* b = a + (k * TLane.Count);
                                TLane x = TLane.Load(a);
                                TLane y = TLane.Load(b);
                                TLane.Store(TLane.Min(x, y), a);
                                TLane.Store(TLane.Max(x, y), b);
                            }
                        }
                    }
                }
            }

            float* middle = values + (Bands / 2 * TLane.Count);
            return (TLane.Load(middle - TLane.Count) + TLane.Load(middle)) * TLane.Create(0.5f);
        }
    }

    private sealed class Exact : Node
    {
        private readonly Node _decibels;
        private readonly LevelFigure _level;
        private readonly OnsetAggregate _aggregate;
        private readonly float[] _before = new float[Bands];
        private readonly float[] _increases = new float[Bands];
        private readonly FrameDelay _delay;
        private bool _first;

        public Exact(Node decibels, LevelFigure level, MeasureContext context, OnsetAggregate aggregate)
            : base(1, [decibels], level)
        {
            _decibels = decibels;
            _level = level;
            _aggregate = aggregate;
            _delay = new FrameDelay(context);
        }

        public override void Begin()
        {
            _first = true;
            _delay.Clear();
        }

        public override void Compute()
        {
            ReadOnlySpan<float> decibels = _decibels.Values;
            float floor = _level.Value - Decibel.Range;
            for (int band = 0; band < decibels.Length; band++)
            {
                float now = Math.Max(decibels[band], floor);
                _increases[band] = _first ? 0 : Math.Max(0, now - _before[band]);
                _before[band] = now;
            }

            _first = false;
            Result[0] = _delay.Next(Aggregate(_increases, _aggregate));
        }
    }

    // n_fft / (2 hop) frames: what a centred frame begins earlier.
    private sealed class FrameDelay(MeasureContext context)
    {
        private readonly float[] _held = new float[context.FftSize / (2 * context.HopLength)];
        private int _place;

        public void Clear()
        {
            _held.AsSpan().Clear();
            _place = 0;
        }

        public float Next(float value)
        {
            if (_held.Length == 0)
            {
                return value;
            }

            float delayed = _held[_place];
            _held[_place] = value;
            _place = (_place + 1) % _held.Length;
            return delayed;
        }
    }
}
