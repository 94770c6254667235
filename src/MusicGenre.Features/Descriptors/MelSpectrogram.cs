using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
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

    public override Node CreateExact(Graph graph) => new Exact(graph.Get(FramePart.Power), graph.Context, Rows);

    public override Node CreateLanes<TLane>(Graph graph) => new Lanes<TLane>(graph.Get(FramePart.Power), graph.Context, Rows);

    private sealed unsafe class Lanes<TLane>(Node power, MeasureContext context, int bands) : Node(bands, [power])
        where TLane : unmanaged, ILane<TLane>
    {
        private readonly LaneRows<TLane> _bank = new(MelFilterBank.Create(context.SampleRate, context.FftSize, bands));

        public override void Compute()
        {
            fixed (float* powers = power.Values, result = Result)
            {
                _bank.Multiply(powers, result);
            }
        }
    }

    private sealed class Exact(Node power, MeasureContext context, int bands) : Node(bands, [power])
    {
        private readonly SparseRows _bank = new(MelFilterBank.Create(context.SampleRate, context.FftSize, bands));

        public override void Compute() => _bank.Multiply(power.Values, Result);
    }
}
