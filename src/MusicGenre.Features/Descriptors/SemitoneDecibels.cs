using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Lanes;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Descriptors;

/// <summary>
/// The magnitude in 92 bands of a semitone each, from 53.43 Hz to 10.9 kHz, in dB, at least -80 dB. A bin stands for the interval half the distance to its neighbours wide on either
/// side; its weight in a band is the part of that interval that lies in it.
/// </summary>
internal sealed class SemitoneDecibels() : FrameDescriptor("semitone_decibels", Bands)
{
    /// <summary>The number of bands.</summary>
    public const int Bands = 92;

    private const float Smallest = 1e-4f;

    public override Node CreateExact(Graph graph) => new Exact(graph.Get(FramePart.Magnitude), CreateBank(graph.Context));

    public override Node CreateLanes<TLane>(Graph graph) => new Lanes<TLane>(graph.Get(FramePart.Magnitude), CreateBank(graph.Context));

    private static float[,] CreateBank(MeasureContext context) => SemitoneFilterBank.Create(context.SampleRate, context.FftSize, Bands);

    private sealed unsafe class Lanes<TLane>(Node magnitude, float[,] bank) : Node(Bands, [magnitude])
        where TLane : unmanaged, ILane<TLane>
    {
        private readonly LaneRows<TLane> _bank = new(bank);

        public override bool WorthKeeping => true;

        public override void Compute()
        {
            fixed (float* magnitudes = magnitude.Values, decibels = Result)
            {
                _bank.Multiply(magnitudes, decibels);
                for (int i = 0; i < Bands * TLane.Count; i += TLane.Count)
                {
                    TLane sum = TLane.Max(TLane.Load(decibels + i), TLane.Create(Smallest));
                    TLane.Store(LaneMath.Decibel(sum * sum), decibels + i);
                }
            }
        }
    }

    private sealed class Exact(Node magnitude, float[,] bank) : Node(Bands, [magnitude])
    {
        private readonly SparseRows _bank = new(bank);

        public override bool WorthKeeping => true;

        public override void Compute()
        {
            _bank.Multiply(magnitude.Values, Result);
            foreach (ref float value in Result)
            {
                value = (float)(20 * Math.Log10(Math.Max(value, Smallest)));
            }
        }
    }
}
