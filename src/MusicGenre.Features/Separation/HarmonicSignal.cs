using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Separation;

/// <summary>The harmonic part of a clip, a signal of its length; "harmony" in the published GTZAN table.</summary>
internal sealed class HarmonicSignal() : SignalDescriptor("harmonic")
{
    public override string AnalysisKey => nameof(SeparationAnalysis);

    public override int Result => 0;

    public override SignalAnalysis CreateAnalysis(FrameOptions frames) => new SeparationAnalysis(frames);
}
