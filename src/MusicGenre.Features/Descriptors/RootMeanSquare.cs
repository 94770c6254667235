namespace MusicGenre.Features.Descriptors;

/// <summary>sqrt(mean of x²) over the samples of each frame, without a window (<c>librosa.feature.rms(y)</c>). Unit: the samples'.</summary>
internal sealed class RootMeanSquare : FrameDescriptor
{
    public RootMeanSquare()
        : base("rms", 1)
    {
    }

    public override FrameMeasure CreateExact(MeasureContext context) => new AnyWidth(1);

    public override FrameMeasure CreateLanes<TLane>(MeasureContext context) => new AnyWidth(TLane.Count);

    private sealed class AnyWidth(int width) : FrameMeasure(width, rows: 1)
    {
        public override bool NeedsSpectrum => false;

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            for (int lane = 0; lane < Width; lane++)
            {
                raw[lane] = MathF.Sqrt(block.MeanSquare[lane]);
            }
        }
    }
}
