namespace MusicGenre.Features.Descriptors;

/// <summary>
/// The geometric by the arithmetic mean of the powers, each at least 1e-10 (<c>librosa.feature.spectral_flatness</c>; Dubnov, 2004).
/// 1 for white noise and for silence, near 0 for a tone.
/// </summary>
internal sealed class SpectralFlatness : FrameDescriptor
{
    public SpectralFlatness()
        : base("spectral_flatness", 1)
    {
    }

    public override FrameMeasure CreateExact(MeasureContext context) => new Exact();

    private sealed class Exact() : FrameMeasure(width: 1, rows: 1)
    {
        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            double logarithms = 0;
            double sum = 0;
            foreach (float power in block.Power)
            {
                double value = Math.Max(power, Decibel.SmallestPower);
                logarithms += Math.Log(value);
                sum += value;
            }

            raw[0] = (float)(Math.Exp(logarithms / block.Power.Length) / (sum / block.Power.Length));
        }
    }
}
