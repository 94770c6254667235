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

    /// <summary>
    /// The bytes of samples that each thread keeps in memory, at least 0: a clip is read and decoded once, and what it has beyond goes to a temporary file where it is needed again.
    /// 128 MB unless set, 25 minutes at 22,050 Hz.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long SampleMemory
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(SampleMemory), value, "The bytes must be at least 0.");
    }

    = 128L << 20;

    /// <summary>The folder for temporary files; null for <see cref="Path.GetTempPath"/>. They are deleted when they are closed, and are gone when the process ends.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>The number of frames up to which what a second pass needs is kept; null for as many as fit into 48 MB. For tests.</summary>
    internal int? LongestKept { get; init; }

    /// <summary>The number of spectral peaks up to which the tuning needs one pass; for tests.</summary>
    internal int MostPeaksHeld { get; init; } = 1 << 20;
}
