using MusicGenre.Features.Lanes;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Descriptors;

/// <summary>The power in mel bands up to half the sample rate (<c>librosa.feature.melspectrogram</c>, power 2, Slaney's scale and normalisation).</summary>
internal sealed class MelSpectrogram : FrameDescriptor
{
    public MelSpectrogram(int bands)
        : base("melspectrogram", bands, ("bands", bands))
    {
    }

    public override FrameMeasure CreateExact(MeasureContext context) => new Exact(context, Rows);

    public override FrameMeasure CreateLanes<TLane>(MeasureContext context) => new Lanes<TLane>(context, Rows);

    private sealed unsafe class Lanes<TLane>(MeasureContext context, int bands) : FrameMeasure(TLane.Count, rows: bands)
        where TLane : unmanaged, ILane<TLane>
    {
        private readonly LaneRows<TLane> _bank = new(MelFilterBank.Create(context.SampleRate, context.FftSize, bands));

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            fixed (float* power = block.Power, result = raw)
            {
                _bank.Multiply(power, result);
            }
        }
    }

    private sealed class Exact(MeasureContext context, int bands) : FrameMeasure(width: 1, rows: bands)
    {
        private readonly SparseRows _bank = new(MelFilterBank.Create(context.SampleRate, context.FftSize, bands));

        public override void Measure(in FrameBlock block, Span<float> raw) => _bank.Multiply(block.Power, raw);
    }
}
