namespace MusicGenre.Features.Textures;

/// <summary>The twenty families of texture descriptors, in their order in <see cref="FeatureSets"/>.</summary>
internal static class TextureFamilies
{
    /// <summary>The families by the names of their columns.</summary>
    public static IReadOnlyList<(string Name, ImageDescriptor Descriptor)> All { get; } =
    [
        ("region_cov", new RegionCovariance(RegionVariant.Semitone)),
        ("modulation", new ModulationSpectrum()),
        ("lbp", new LocalBinaryPatterns(mel: false, timeStep: 4, frequencyStep: 1)),
        ("region_cov_lags", new RegionCovariance(RegionVariant.Lags)),
        ("region_cov_intervals", new RegionCovariance(RegionVariant.Intervals)),
        ("region_cov_mel", new RegionCovariance(RegionVariant.Mel)),
        ("region_cov_half_rate", new RegionCovariance(RegionVariant.HalfRate)),
        ("lbp_t2", new LocalBinaryPatterns(mel: false, timeStep: 2, frequencyStep: 1)),
        ("lbp_t8", new LocalBinaryPatterns(mel: false, timeStep: 8, frequencyStep: 1)),
        ("lbp_t4_f2", new LocalBinaryPatterns(mel: false, timeStep: 4, frequencyStep: 2)),
        ("lbp_mel_t4", new LocalBinaryPatterns(mel: true, timeStep: 4, frequencyStep: 1)),
        ("lbp_mel_t2_f2", new LocalBinaryPatterns(mel: true, timeStep: 2, frequencyStep: 2)),
        ("mfcc_delta1_cov", new SeriesCovariance(mel: false, lag: 1)),
        ("mfcc_delta4_cov", new SeriesCovariance(mel: false, lag: 4)),
        ("mfcc_delta16_cov", new SeriesCovariance(mel: false, lag: 16)),
        ("mfcc_cov", new SeriesCovariance(mel: false, lag: 0)),
        ("mel_delta4_cov", new SeriesCovariance(mel: true, lag: 4)),
        ("tonal", new TonalCorrelation()),
        ("rhythm", new RhythmPeriodicity()),
        ("mfcc_modulation", new MfccModulation()),
    ];
}
