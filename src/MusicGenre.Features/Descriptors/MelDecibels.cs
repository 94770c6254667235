using MusicGenre.Features.Extraction;
using MusicGenre.Features.Lanes;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Descriptors;

/// <summary>The power in mel bands in dB, at least -100 dB: what MFCC and onset strengths are made of.</summary>
internal sealed class MelDecibels(int bands) : FrameDescriptor("mel_decibels", bands, ("bands", bands))
{
    public override Node CreateExact(Graph graph) => new Exact(graph.Get(new MelSpectrogram(Rows)));

    public override Node CreateLanes<TLane>(Graph graph) => new Lanes<TLane>(graph.Get(new MelSpectrogram(Rows)));

    private sealed unsafe class Lanes<TLane>(Node mel) : Node(mel.Rows, [mel])
        where TLane : unmanaged, ILane<TLane>
    {
        public override bool WorthKeeping => true;

        public override void Compute()
        {
            fixed (float* powers = mel.Values, decibels = Result)
            {
                LaneMath.Decibels<TLane>(powers, decibels, Rows);
            }
        }
    }

    private sealed class Exact(Node mel) : Node(mel.Rows, [mel])
    {
        public override bool WorthKeeping => true;

        public override void Compute() => Decibel.FromPowers(mel.Values, Result);
    }
}
