using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
        private const int AtOnce = 4;

        public override void Compute()
        {
            ReadOnlySpan<float> sums = runningSums.Values;
            ReadOnlySpan<float> magnitudes = magnitude.Values;
            for (int lane = 0; lane < Width; lane += AtOnce)
            {
                Vector128<int> bins = Find(sums[lane..], magnitudes[lane..]);
                for (int i = 0; i < AtOnce; i++)
                {
                    Result[lane + i] = (float)context.Frequency(bins[i]);
                }
            }
        }

        /// <summary>The bins of four neighbouring lanes, without branches on the values, which no processor foresees.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private Vector128<int> Find(ReadOnlySpan<float> sums, ReadOnlySpan<float> magnitudes)
        {
            int runs = context.Bins / FrameSource.RunBins;
            Vector128<float> threshold = Vector128.Create(portion) * Vector128.Create(sums.Slice(runs * Width, AtOnce));
            Vector128<int> low = Vector128<int>.Zero;
            for (int rest = runs; rest > 0;)
            {
                int half = (rest + 1) / 2;
                Vector128<int> place = (low + Vector128.Create(half - 1)) * Width;
                low += IsBelow(Vector128.Create(sums[place[0]], sums[place[1] + 1], sums[place[2] + 2], sums[place[3] + 3]), threshold) & Vector128.Create(half);
                rest -= half;
            }

            Vector128<int> found = low * FrameSource.RunBins;
            Vector128<int> at = found * Width;
            Vector128<float> sum = Vector128.Create(Before(sums, low, 0), Before(sums, low, 1), Before(sums, low, 2), Before(sums, low, 3));
            for (int bin = 0; bin < FrameSource.RunBins; bin++)
            {
                // Behind the last bin the last once more: nothing is below the threshold there.
                Vector128<int> place = Vector128.Min(at, Vector128.Create((context.Bins - 1) * Width));
                sum += Vector128.Create(magnitudes[place[0]], magnitudes[place[1] + 1], magnitudes[place[2] + 2], magnitudes[place[3] + 3]);
                found -= IsBelow(sum, threshold);
                at += Vector128.Create(Width);
            }

            return Vector128.Min(found, Vector128.Create(context.Bins - 1));
        }

        private float Before(ReadOnlySpan<float> sums, Vector128<int> low, int lane) => low[lane] == 0 ? 0 : sums[((low[lane] - 1) * Width) + lane];

        // All bits or none.
        private static Vector128<int> IsBelow(Vector128<float> sum, Vector128<float> threshold) => Vector128.LessThan(sum, threshold).AsInt32();
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
