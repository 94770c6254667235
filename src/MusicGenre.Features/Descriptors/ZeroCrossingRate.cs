namespace MusicGenre.Features.Descriptors;

/// <summary>
/// The changes of sign within each frame by the frame's length (<c>librosa.feature.zero_crossing_rate</c>), in [0, 1). A sample of at most 1e-10 in size counts
/// as positive. Beyond the ends of the clip the edge sample is repeated regardless of the padding.
/// </summary>
internal sealed class ZeroCrossingRate : FrameDescriptor
{
    public ZeroCrossingRate()
        : base("zero_crossing_rate", 1)
    {
    }

    public override FrameMeasure CreateExact(MeasureContext context) => new AnyWidth(1, context.FftSize);

    public override FrameMeasure CreateLanes<TLane>(MeasureContext context) => new AnyWidth(TLane.Count, context.FftSize);

    private sealed class AnyWidth(int width, int frameLength) : FrameMeasure(width, rows: 1)
    {
        public override bool NeedsSpectrum => false;

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            for (int lane = 0; lane < Width; lane++)
            {
                raw[lane] = block.Crossings[lane] / frameLength;
            }
        }
    }
}
