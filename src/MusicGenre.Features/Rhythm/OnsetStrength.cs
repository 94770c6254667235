using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Filters;

namespace MusicGenre.Features.Rhythm;

/// <summary>
/// How much louder the mel bands are than a frame before, in dB, decreases counted as 0 (<c>librosa.onset.onset_strength</c>; Böck and Widmer, DAFx 2013):
/// mean or median over the 128 bands of max(0, S[band, t] - S[band, t - 1]), each band at least 80 dB below the loudest of the clip.
/// The value stands n_fft / (2 hop) frames later than its frames, for which a centred frame begins earlier, and is 0 before.
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

    /// <summary>Puts the value of a rank at its place, smaller ones before it and larger ones behind (Hoare's FIND), and returns it.</summary>
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

    private sealed class Exact : FrameMeasure
    {
        private readonly SparseRows _bank;
        private readonly OnsetAggregate _aggregate;
        private readonly float[] _before = new float[Bands];
        private readonly float[] _increases = new float[Bands];
        private readonly float[] _delayed;
        private long _frame;

        public Exact(MeasureContext context, OnsetAggregate aggregate)
            : base(width: 1, rows: 1, rawRows: Bands, levels: 1)
        {
            _bank = new SparseRows(MelFilterBank.Create(context.SampleRate, context.FftSize, Bands));
            _aggregate = aggregate;
            _delayed = new float[context.FftSize / (2 * context.HopLength)];
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
            _frame = 0;
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
                _increases[band] = _frame == 0 ? 0 : Math.Max(0, now - _before[band]);
                _before[band] = now;
            }

            float strength = Aggregate(_increases, _aggregate);
            if (_delayed.Length == 0)
            {
                values[0] = strength;
            }
            else
            {
                int place = (int)(_frame % _delayed.Length);
                values[0] = _frame < _delayed.Length ? 0 : _delayed[place];
                _delayed[place] = strength;
            }

            _frame++;
        }
    }
}
