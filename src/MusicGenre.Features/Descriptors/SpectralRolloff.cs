using System.Runtime.CompilerServices;
using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;

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

    public override Node CreateExact(Graph graph) => new Exact(graph.Get(FramePart.Magnitude), graph.Context, (float)_portion);

    public override Node CreateLanes<TLane>(Graph graph)
        => new Lanes(graph.Get(FramePart.RunningSums), graph.Get(FramePart.Magnitude), graph.Context, (float)_portion);

    /// <summary>Looks the threshold up among the running sums, and continues from there bin by bin, adding in the same order.</summary>
    private sealed class Lanes(Node runningSums, Node magnitude, MeasureContext context, float portion) : Node(1, [runningSums, magnitude])
    {
        public override void Compute()
        {
            ReadOnlySpan<float> sums = runningSums.Values;
            ReadOnlySpan<float> magnitudes = magnitude.Values;
            for (int lane = 0; lane < Width; lane++)
            {
                Result[lane] = (float)context.Frequency(Find(sums[lane..], magnitudes[lane..]));
            }
        }

        /// <summary>Without branches on the values, which no processor foresees.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int Find(ReadOnlySpan<float> sums, ReadOnlySpan<float> magnitudes)
        {
            int rest = context.Bins / FrameSource.RunBins;
            float threshold = portion * sums[rest * Width];
            int low = 0;
            while (rest > 0)
            {
                int half = (rest + 1) / 2;
                low += half * IsBelow(sums[(low + half - 1) * Width], threshold);
                rest -= half;
            }

            int bin = low * FrameSource.RunBins;
            int end = Math.Min(bin + FrameSource.RunBins, context.Bins);
            float sum = low == 0 ? 0 : sums[(low - 1) * Width];
            int found = bin;
            for (; bin < end; bin++)
            {
                sum += magnitudes[bin * Width];
                found += IsBelow(sum, threshold);
            }

            return Math.Min(found, context.Bins - 1);
        }

        // 1 or 0, of numbers that are not negative: their bits are in their order.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static int IsBelow(float sum, float threshold) => (int)((uint)(BitConverter.SingleToInt32Bits(sum) - BitConverter.SingleToInt32Bits(threshold)) >> 31);
    }

    private sealed class Exact(Node magnitude, MeasureContext context, float portion) : Node(1, [magnitude])
    {
        private readonly float[] _sum = new float[context.Bins];

        public override void Compute()
        {
            ReadOnlySpan<float> magnitudes = magnitude.Values;
            float sum = 0;
            for (int bin = 0; bin < _sum.Length; bin++)
            {
                sum += magnitudes[bin];
                _sum[bin] = sum;
            }

            float threshold = portion * sum;
            int first = 0;
            while (_sum[first] < threshold)
            {
                first++;
            }

            Result[0] = (float)context.Frequency(first);
        }
    }
}
