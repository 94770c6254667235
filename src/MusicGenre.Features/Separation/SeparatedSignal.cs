using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Separation;

/// <summary>The harmonic or the percussive part of a clip, a signal of its length; "harmony" and "perceptr" in the published GTZAN table.</summary>
internal sealed class SeparatedSignal(string name, int result) : SignalDescriptor(name)
{
    public override string AnalysisKey => nameof(SeparationAnalysis);

    public override int Result => result;

    public override SignalAnalysis CreateAnalysis(FrameOptions frames) => new SeparationAnalysis(frames);
}
