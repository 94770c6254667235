namespace MusicGenre.Features.Descriptors;

/// <summary>
/// A descriptor that is a signal itself, one value per sample, such as the harmonic part of a clip. Some signals come from one analysis: those with the same
/// <see cref="AnalysisKey"/> are computed together, in their own pass over the clip.
/// </summary>
internal abstract class SignalDescriptor : Descriptor
{
    private protected SignalDescriptor(string name, params (string Name, double Value)[] parameters)
        : base(name, 1, parameters)
    {
    }

    /// <summary>What distinguishes analyses.</summary>
    public abstract string AnalysisKey { get; }

    /// <summary>Which of the analysis' results this is.</summary>
    public abstract int Result { get; }

    /// <summary>Makes the analysis. It may be used again for the next clip, but never by two threads at once.</summary>
    public abstract SignalAnalysis CreateAnalysis(FrameOptions frames);
}
