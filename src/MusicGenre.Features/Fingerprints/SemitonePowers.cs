using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Lanes;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Fingerprints;

/// <summary>The power in bands of a semitone each from 300 Hz to 2.0 kHz (<see cref="SemitoneFilterBank"/>): what fingerprints are made of. Not in the catalogue.</summary>
internal sealed class SemitonePowers() : FrameDescriptor("semitone_powers", Bands)
{
    /// <summary>The number of bands: one more than a word has bits.</summary>
    public const int Bands = 33;

    private const double Lowest = 300;

    public override Node CreateExact(Graph graph) => new Exact(graph.Get(FramePart.Power), CreateBank(graph.Context));

    public override Node CreateLanes<TLane>(Graph graph) => new Lanes<TLane>(graph.Get(FramePart.Power), CreateBank(graph.Context));

    private static float[,] CreateBank(MeasureContext context) => SemitoneFilterBank.Create(context.SampleRate, context.FftSize, Bands, Lowest);

    private sealed unsafe class Lanes<TLane>(Node power, float[,] bank) : Node(Bands, [power])
        where TLane : unmanaged, ILane<TLane>
    {
        private readonly LaneRows<TLane> _bank = new(bank);

        public override void Compute()
        {
            fixed (float* powers = power.Values, result = Result)
            {
                _bank.Multiply(powers, result);
            }
        }
    }

    private sealed class Exact(Node power, float[,] bank) : Node(Bands, [power])
    {
        private readonly SparseRows _bank = new(bank);

        public override void Compute() => _bank.Multiply(power.Values, Result);
    }
}
