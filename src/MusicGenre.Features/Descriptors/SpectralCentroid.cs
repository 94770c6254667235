namespace MusicGenre.Features.Descriptors;

/// <summary>The mean frequency, Hz, weighted with the magnitudes (<c>librosa.feature.spectral_centroid</c>; Klapuri and Davy, 2007). 0 for silence.</summary>
internal sealed class SpectralCentroid : FrameDescriptor
{
    public SpectralCentroid()
        : base("spectral_centroid", 1)
    {
    }

    public override FrameMeasure CreateExact(MeasureContext context) => new Exact(context);

    public override FrameMeasure CreateLanes<TLane>(MeasureContext context) => new Lanes(TLane.Count, context);

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

    private sealed class Lanes(int width, MeasureContext context) : FrameMeasure(width, rows: 1)
    {
        public override bool NeedsMagnitude => true;

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            float step = (float)context.Frequency(1);
            for (int lane = 0; lane < Width; lane++)
            {
                float sum = block.MagnitudeSum[lane];
                raw[lane] = sum > 0 ? block.MagnitudeMoment[lane] / sum * step : 0;
            }
        }
    }

    private sealed class Exact(MeasureContext context) : FrameMeasure(width: 1, rows: 1)
    {
        public override bool NeedsMagnitude => true;

        public override void Measure(in FrameBlock block, Span<float> raw) => raw[0] = (float)Of(block.Magnitude, context).Centroid;
    }
}
