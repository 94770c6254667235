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

    public override FrameMeasure CreateExact(MeasureContext context) => new Exact(context);

    private sealed class Exact(MeasureContext context) : FrameMeasure(width: 1, rows: 1)
    {
        public override bool NeedsMagnitude => true;

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            (double centroid, double sum) = SpectralCentroid.Of(block.Magnitude, context);
            if (sum == 0)
            {
                raw[0] = 0;
                return;
            }

            double spread = 0;
            for (int bin = 0; bin < block.Magnitude.Length; bin++)
            {
                double distance = context.Frequency(bin) - centroid;
                spread += block.Magnitude[bin] * distance * distance;
            }

            raw[0] = (float)Math.Sqrt(spread / sum);
        }
    }
}
