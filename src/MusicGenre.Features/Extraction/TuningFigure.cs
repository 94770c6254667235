using MusicGenre.Features.Frames;

namespace MusicGenre.Features.Extraction;

/// <summary>The tuning of the clip, from the peaks of its powers or magnitudes.</summary>
internal sealed class TuningFigure(Node spectrum, FrameSource source, TuningEstimator estimator, bool fromPower) : ClipFigure(spectrum)
{
    /// <summary>The deviation from A4 = 440 Hz in semitones.</summary>
    public double Value => estimator.Tuning;

    public override void Clear() => estimator.Clear();

    public override void Observe(int frames) => source.AddPeaks(estimator, frames, fromPower);

    public override bool EndPass() => estimator.EndPass();
}
