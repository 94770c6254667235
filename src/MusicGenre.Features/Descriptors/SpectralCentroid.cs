using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;

namespace MusicGenre.Features.Descriptors;

/// <summary>The mean frequency, Hz, weighted with the magnitudes (<c>librosa.feature.spectral_centroid</c>; Klapuri and Davy, 2007). 0 for silence.</summary>
internal sealed class SpectralCentroid : FrameDescriptor
{
    public SpectralCentroid()
        : base("spectral_centroid", 1)
    {
    }

    public override Node CreateExact(Graph graph) => new Exact(graph.Get(FramePart.Magnitude), graph.Context);

    public override Node CreateLanes<TLane>(Graph graph)
        => new Lanes(graph.Get(FramePart.MagnitudeSum), graph.Get(FramePart.MagnitudeMoment), (float)graph.Context.Frequency(1));

    /// <summary>The centroid of a frame's magnitudes in Hz, and their sum.</summary>
    internal static (double Centroid, double Sum) Of(ReadOnlySpan<float> magnitude, MeasureContext context)
    {
        double sum = 0;
        double moment = 0;
        for (int bin = 0; bin < magnitude.Length; bin++)
        {
            sum += magnitude[bin];
            moment += (double)magnitude[bin] * bin;
        }

        return sum > 0 ? (moment / sum * context.SampleRate / context.FftSize, sum) : (0, 0);
    }

    private sealed class Lanes(Node sums, Node moments, float step) : Node(1, [sums, moments])
    {
        public override void Compute()
        {
            ReadOnlySpan<float> sum = sums.Values;
            ReadOnlySpan<float> moment = moments.Values;
            for (int lane = 0; lane < Width; lane++)
            {
                Result[lane] = sum[lane] > 0 ? moment[lane] / sum[lane] * step : 0;
            }
        }
    }

    private sealed class Exact(Node magnitude, MeasureContext context) : Node(1, [magnitude])
    {
        public override void Compute() => Result[0] = (float)Of(magnitude.Values, context).Centroid;
    }
}
