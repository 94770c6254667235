using MusicGenre.Features.Frames;
using MusicGenre.Features.Statistics;

namespace MusicGenre.Features.Descriptors;

/// <summary>Holds the place of a descriptor that is not made yet.</summary>
internal sealed class PendingSignal(string name, int result) : SignalDescriptor(name)
{
    public override string AnalysisKey => "pending";

    public override int Result => result;

    public override SignalAnalysis CreateAnalysis(FrameOptions frames) => new Analysis();

    private sealed class Analysis : SignalAnalysis
    {
        public override Moments[] Analyze(Func<int, PaddedSignal> openSignal)
            => throw new NotSupportedException("The harmonic and the percussive signal and the tempo are not made yet.");
    }
}
