using MusicGenre.Features.Lanes;

namespace MusicGenre.Features.Descriptors;

/// <summary>
/// The lowest frequency, Hz, up to which at least <c>portion</c> of the sum of the magnitudes lies (<c>librosa.feature.spectral_rolloff</c>). 0 for silence.
/// </summary>
/// <remarks>The sum runs upwards in float32, as numpy's does: it decides by comparing, and another rounding would now and then choose the neighbouring bin.</remarks>
internal sealed class SpectralRolloff : FrameDescriptor
{
    private readonly double _portion;

    public SpectralRolloff(double portion)
        : base("spectral_rolloff", 1, ("portion", portion))
    {
        _portion = portion;
    }

    public override FrameMeasure CreateExact(MeasureContext context) => new Exact(context, (float)_portion);

    public override FrameMeasure CreateLanes<TLane>(MeasureContext context) => new Lanes<TLane>(context, (float)_portion);

    /// <summary>Notes the running sum at every sixteenth bin, and goes on from there bin by bin, adding in the same order.</summary>
    private sealed unsafe class Lanes<TLane>(MeasureContext context, float portion) : FrameMeasure(TLane.Count, rows: 1)
        where TLane : unmanaged, ILane<TLane>
    {
        private const int Stretch = 16;
        private readonly AlignedBuffer _sums = new(((context.Bins / Stretch) + 1) * TLane.Count);

        public override bool NeedsMagnitude => true;

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            fixed (float* magnitudes = block.Magnitude)
            {
                Add(magnitudes);
                for (int lane = 0; lane < TLane.Count; lane++)
                {
                    raw[lane] = (float)context.Frequency(Find(magnitudes, lane));
                }
            }
        }

        private void Add(float* magnitude)
        {
            int whole = context.Bins / Stretch;
            TLane sum = TLane.Create(0);
            for (int stretch = 0; stretch < whole; stretch++)
            {
                for (int i = 0; i < Stretch; i++)
                {
                    sum += TLane.Load(magnitude);
                    magnitude += TLane.Count;
                }

                TLane.Store(sum, _sums.Pointer + (stretch * TLane.Count));
            }

            for (int bin = whole * Stretch; bin < context.Bins; bin++)
            {
                sum += TLane.Load(magnitude);
                magnitude += TLane.Count;
            }

            TLane.Store(sum, _sums.Pointer + (whole * TLane.Count));
        }

        private int Find(float* magnitude, int lane)
        {
            float* sums = _sums.Pointer + lane;
            int low = 0;
            int high = context.Bins / Stretch;
            float threshold = portion * sums[high * TLane.Count];
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (sums[middle * TLane.Count] < threshold)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            float sum = low == 0 ? 0 : sums[(low - 1) * TLane.Count];
            int bin = low * Stretch;
            float* x = magnitude + (bin * TLane.Count) + lane;
            while (true)
            {
                sum += *x;
                if (sum >= threshold || bin == context.Bins - 1)
                {
                    return bin;
                }

                x += TLane.Count;
                bin++;
            }
        }
    }

    private sealed class Exact(MeasureContext context, float portion) : FrameMeasure(width: 1, rows: 1)
    {
        private readonly float[] _sum = new float[context.Bins];

        public override bool NeedsMagnitude => true;

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            float sum = 0;
            for (int bin = 0; bin < _sum.Length; bin++)
            {
                sum += block.Magnitude[bin];
                _sum[bin] = sum;
            }

            float threshold = portion * sum;
            int first = 0;
            while (_sum[first] < threshold)
            {
                first++;
            }

            raw[0] = (float)context.Frequency(first);
        }
    }
}
