using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Lanes;
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

    public override FrameMeasure CreateExact(MeasureContext context) => new Exact(context, _aggregate);

    public override FrameMeasure CreateLanes<TLane>(MeasureContext context) => new Lanes<TLane>(context, _aggregate);

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

    private sealed unsafe class Lanes<TLane> : FrameMeasure
        where TLane : unmanaged, ILane<TLane>
    {
        private readonly LaneRows<TLane> _bank;
        private readonly OnsetAggregate _aggregate;

        // Of each band the block before and the block itself, so that a load one number to the left gives every lane the frame before its own.
        private readonly AlignedBuffer _bands = new(Bands * 2 * TLane.Count);
        private readonly AlignedBuffer _increases = new(Bands * TLane.Count);
        private readonly FrameDelay _delay;
        private bool _first;

        public Lanes(MeasureContext context, OnsetAggregate aggregate)
            : base(TLane.Count, rows: 1, rawRows: Bands, levels: 1)
        {
            _bank = new LaneRows<TLane>(MelFilterBank.Create(context.SampleRate, context.FftSize, Bands));
            _aggregate = aggregate;
            _delay = new FrameDelay(context);
        }

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            fixed (float* power = block.Power, decibels = raw)
            {
                _bank.Multiply(power, decibels);
                for (int band = 0; band < Bands; band++)
                {
                    float* at = decibels + (band * TLane.Count);
                    TLane.Store(LaneMath.Decibel(TLane.Load(at)), at);
                }
            }
        }

        public override void Observe(ReadOnlySpan<float> raw, int frames, Span<float> levels)
        {
            // All frames are observed before the first is finished: the next one to finish is a clip's first.
            _first = true;
            for (int i = 0; i < raw.Length; i++)
            {
                if (raw[i] > levels[0] && i % TLane.Count < frames)
                {
                    levels[0] = raw[i];
                }
            }
        }

        public override void Finish(Span<float> raw, ReadOnlySpan<float> levels, Span<float> values)
        {
            int width = TLane.Count;
            TLane floor = TLane.Create(levels[0] - Decibel.Range);
            fixed (float* decibels = raw, strengths = values)
            {
                for (int band = 0; band < Bands; band++)
                {
                    float* before = _bands.Pointer + (2 * band * width);
                    TLane now = TLane.Max(TLane.Load(decibels + (band * width)), floor);
                    before[width - 1] = _first ? Math.Max(decibels[band * width], levels[0] - Decibel.Range) : before[(2 * width) - 1];
                    TLane.Store(now, before + width);
                }

                for (int band = 0; band < Bands; band++)
                {
                    float* before = _bands.Pointer + (2 * band * width);
                    TLane.Store(TLane.Max(TLane.Load(before + width) - TLane.Load(before + width - 1), TLane.Create(0)), _increases.Pointer + (band * width));
                }

                TLane.Store(_aggregate == OnsetAggregate.Mean ? Mean() : Median(), strengths);
                if (_first)
                {
                    _delay.Clear();
                    _first = false;
                }

                for (int lane = 0; lane < width; lane++)
                {
                    strengths[lane] = _delay.Next(strengths[lane]);
                }
            }
        }

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

    private sealed class Exact : FrameMeasure
    {
        private readonly SparseRows _bank;
        private readonly OnsetAggregate _aggregate;
        private readonly float[] _before = new float[Bands];
        private readonly float[] _increases = new float[Bands];
        private readonly FrameDelay _delay;
        private bool _first;

        public Exact(MeasureContext context, OnsetAggregate aggregate)
            : base(width: 1, rows: 1, rawRows: Bands, levels: 1)
        {
            _bank = new SparseRows(MelFilterBank.Create(context.SampleRate, context.FftSize, Bands));
            _aggregate = aggregate;
            _delay = new FrameDelay(context);
        }

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            _bank.Multiply(block.Power, raw);
            for (int band = 0; band < raw.Length; band++)
            {
                raw[band] = (float)Decibel.FromPower(raw[band]);
            }
        }

        public override void Observe(ReadOnlySpan<float> raw, int frames, Span<float> levels)
        {
            // All frames are observed before the first is finished: the next one to finish is a clip's first.
            _first = true;
            foreach (float value in raw)
            {
                levels[0] = Math.Max(levels[0], value);
            }
        }

        public override void Finish(Span<float> raw, ReadOnlySpan<float> levels, Span<float> values)
        {
            float floor = levels[0] - Decibel.Range;
            for (int band = 0; band < raw.Length; band++)
            {
                float now = Math.Max(raw[band], floor);
                _increases[band] = _first ? 0 : Math.Max(0, now - _before[band]);
                _before[band] = now;
            }

            if (_first)
            {
                _delay.Clear();
                _first = false;
            }

            values[0] = _delay.Next(Aggregate(_increases, _aggregate));
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
