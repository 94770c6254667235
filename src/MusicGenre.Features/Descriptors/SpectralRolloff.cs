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

    public override FrameMeasure CreateLanes<TLane>(MeasureContext context) => new Lanes(TLane.Count, context, (float)_portion);

    /// <summary>Looks the threshold up among the running sums, and continues from there bin by bin, adding in the same order.</summary>
    private sealed class Lanes(int width, MeasureContext context, float portion) : FrameMeasure(width, rows: 1)
    {
        public override bool NeedsMagnitude => true;

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            for (int lane = 0; lane < Width; lane++)
            {
                raw[lane] = (float)context.Frequency(Find(block.RunningSums[lane..], block.Magnitude[lane..]));
            }
        }

        private int Find(ReadOnlySpan<float> sums, ReadOnlySpan<float> magnitude)
        {
            int low = 0;
            int high = context.Bins / FrameBlock.RunBins;
            float threshold = portion * sums[high * Width];
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (sums[middle * Width] < threshold)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            int bin = low * FrameBlock.RunBins;
            float sum = low == 0 ? 0 : sums[(low - 1) * Width];
            while (true)
            {
                sum += magnitude[bin * Width];
                if (sum >= threshold || bin == context.Bins - 1)
                {
                    return bin;
                }

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
