namespace MusicGenre.Features;

/// <summary>How a <see cref="FeatureExtractor"/> works.</summary>
public sealed record FeatureExtractorOptions
{
    /// <summary>The padding, in place of the feature set's; null to leave that as it is.</summary>
    public Padding? Padding { get; init; }

    /// <summary>
    /// Transforms in double precision, one frame after the other, as <see cref="FrameDescriptors"/> does: ten to thirty times slower, and closer to librosa where a
    /// spectrum spans more than float32 resolves (pure tones, silence with single clicks). On music the two agree to about 1e-6.
    /// </summary>
    public bool Exact { get; init; }
}
