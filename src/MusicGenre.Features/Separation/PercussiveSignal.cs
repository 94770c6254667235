using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Separation;

/// <summary>The percussive part of a clip, a signal of its length; "perceptr" in the published GTZAN table.</summary>
internal sealed class PercussiveSignal() : SignalDescriptor("percussive")
{
    public override string AnalysisKey => nameof(SeparationAnalysis);

    public override int Result => 1;

    public override SignalAnalysis CreateAnalysis(FrameOptions frames) => new SeparationAnalysis(frames);
}
