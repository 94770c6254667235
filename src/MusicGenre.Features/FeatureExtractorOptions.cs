namespace MusicGenre.Features;

/// <summary>How a <see cref="FeatureExtractor"/> works.</summary>
public sealed record FeatureExtractorOptions
{
    /// <summary>The padding, in place of the feature set's; null to leave that as it is.</summary>
    public Padding? Padding { get; init; }

    /// <summary>
    /// Transforms in double precision, one frame after the other, as <see cref="FrameDescriptors"/> does: ten to thirty times slower, and closer to librosa where a
    /// spectrum spans more than float32 resolves (pure tones, silence with single clicks). On music the two agree to 1e-5, on clips of
    /// one or two frames to 5e-5; half of the features of real tracks agree with librosa to 1e-6, and all of them to 1e-4.
    /// </summary>
    public bool Exact { get; init; }

    /// <summary>The number of SIMD lanes, 4, 8 or 16, for tests; null for the best that the processor supports.</summary>
    internal int? Lanes { get; init; }

    /// <summary>The number of frames up to which a clip is not read again; for tests.</summary>
    internal int LongestKept { get; init; } = 8192;

    /// <summary>The number of spectral peaks up to which a clip is not read again for its tuning; for tests.</summary>
    internal int MostPeaksHeld { get; init; } = 1 << 20;
}
