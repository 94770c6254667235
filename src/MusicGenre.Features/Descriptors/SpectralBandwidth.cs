using System.Runtime.CompilerServices;
using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Descriptors;

/// <summary>
/// The spread about the centroid, Hz: the square root of the mean squared distance, weighted with the magnitudes
/// (<c>librosa.feature.spectral_bandwidth</c>, p = 2; Klapuri and Davy, 2007). 0 for silence.
/// </summary>
internal sealed class SpectralBandwidth : FrameDescriptor
{
    public SpectralBandwidth()
        : base("spectral_bandwidth", 1)
    {
    }

    public override Node CreateExact(Graph graph) => new Exact(graph.Get(FramePart.Magnitude), graph.Context);

    public override Node CreateLanes<TLane>(Graph graph)
        => new Lanes<TLane>(graph.Get(FramePart.Magnitude), graph.Get(FramePart.MagnitudeSum), graph.Get(FramePart.MagnitudeMoment), graph.Context);

    /// <summary>In a second sweep, about the centroid: the difference of two moments would cancel where a spectrum is narrow.</summary>
    private sealed unsafe class Lanes<TLane>(Node magnitudeNode, Node sumNode, Node momentNode, MeasureContext context) : Node(1, [magnitudeNode, sumNode, momentNode])
        where TLane : unmanaged, ILane<TLane>
    {
        private const float SmallestSum = 1.17549435e-38f;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public override void Compute()
        {
            fixed (float* magnitudes = magnitudeNode.Values, sums = sumNode.Values, moments = momentNode.Values, result = Result)
            {
                TLane sum = TLane.Max(TLane.Load(sums), TLane.Create(SmallestSum));
                TLane centroid = TLane.Load(moments) / sum;
                TLane even = TLane.Create(0);
                TLane odd = TLane.Create(0);
                float* magnitude = magnitudes;
                int bins = context.Bins;
                for (int bin = 0; bin < bins - 1; bin += 2)
                {
                    TLane d = TLane.Create(bin) - centroid;
                    even = TLane.MultiplyAdd(TLane.Load(magnitude) * d, d, even);
                    d = TLane.Create(bin + 1) - centroid;
                    odd = TLane.MultiplyAdd(TLane.Load(magnitude + TLane.Count) * d, d, odd);
                    magnitude += 2 * TLane.Count;
                }

                if (bins % 2 == 1)
                {
                    TLane last = TLane.Create(bins - 1) - centroid;
                    even = TLane.MultiplyAdd(TLane.Load(magnitude) * last, last, even);
                }

                TLane.Store(TLane.Sqrt((even + odd) / sum) * TLane.Create((float)context.Frequency(1)), result);
            }
        }
    }

    private sealed class Exact(Node node, MeasureContext context) : Node(1, [node])
    {
        public override void Compute()
        {
            ReadOnlySpan<float> magnitude = node.Values;
            (double centroid, double sum) = SpectralCentroid.Of(magnitude, context);
            if (sum == 0)
            {
                Result[0] = 0;
                return;
            }

            double spread = 0;
            for (int bin = 0; bin < magnitude.Length; bin++)
            {
                double distance = context.Frequency(bin) - centroid;
                spread += magnitude[bin] * distance * distance;
            }

            Result[0] = (float)Math.Sqrt(spread / sum);
        }
    }
}
