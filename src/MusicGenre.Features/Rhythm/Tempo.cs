using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Rhythm;

/// <summary>The tempo of a clip, beats per minute: as the beat tracker reports it (from the median onset strength; 0 without onsets), or from the mean onset strength.</summary>
internal sealed class Tempo : ClipDescriptor
{
    private readonly OnsetAggregate _aggregate;

    public Tempo(OnsetAggregate aggregate)
        : base(aggregate == OnsetAggregate.Median ? "tempo" : "feature_tempo", rows: 1, new OnsetStrength(aggregate))
    {
        _aggregate = aggregate;
    }

    public override void Compute(SpectrogramImage image, Span<float> values)
        => values[0] = (float)(_aggregate == OnsetAggregate.Median
            ? TempoEstimator.EstimateOfBeats(image[0], image.SampleRate, image.Options.HopLength)
            : TempoEstimator.Estimate(image[0], image.SampleRate, image.Options.HopLength));
}
