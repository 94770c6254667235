using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Rhythm;

/// <summary>The tempo of a clip, beats per minute: as the beat tracker reports it (from the median onset strength; 0 without onsets), or from the mean onset strength.</summary>
internal sealed class Tempo : SeriesDescriptor
{
    private readonly OnsetAggregate _aggregate;

    public Tempo(OnsetAggregate aggregate)
        : base(aggregate == OnsetAggregate.Median ? "tempo" : "feature_tempo", new OnsetStrength(aggregate))
    {
        _aggregate = aggregate;
    }

    public override double Compute(ReadOnlySpan<float> series, int sampleRate, FrameOptions frames)
        => _aggregate == OnsetAggregate.Median
            ? TempoEstimator.EstimateOfBeats(series, sampleRate, frames.HopLength)
            : TempoEstimator.Estimate(series, sampleRate, frames.HopLength);
}
