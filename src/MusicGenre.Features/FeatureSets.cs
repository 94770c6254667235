namespace MusicGenre.Features;

/// <summary>
/// The catalogue of feature sets, with the column names of their sources. All are for 22,050 Hz, frames of 2048 samples, hop 512, and zero padding unless changed:
/// the published GTZAN tables need <see cref="Padding.Reflect"/> (<see cref="FeatureSet.WithPadding"/>, or <see cref="FeatureExtractorOptions.Padding"/>).
/// </summary>
public static class FeatureSets
{
    private static readonly Dictionary<string, FeatureSet> ByName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The library's default, 148 columns: mean and variance of the 12 pitch classes, RMS, centroid, bandwidth, roll-off, zero-crossing rate, 20 MFCC, and of all their deltas.
    /// </summary>
    public static FeatureSet MeanVariance { get; } = Register("MeanVariance", CreateMeanVariance());

    /// <summary>Means of chroma (all classes together), RMS, centroid, bandwidth, roll-off, zero-crossing rate and 20 MFCC over the first 30.0 s: the published table of 26 columns.</summary>
    public static FeatureSet Means26 { get; } = Register("Means26", CreateMeans26(), duration: 30);

    /// <summary>Kaggle's GTZAN table of 57 columns: means and variances of chroma, RMS, centroid, bandwidth, roll-off, zero-crossing rate, the harmonic and percussive signals, and 20 MFCC; tempo.</summary>
    public static FeatureSet Gtzan57 { get; } = Register("Gtzan57", CreateGtzan57());

    /// <summary>Means of 30 MFCC: the first net of dense-grid.</summary>
    public static FeatureSet Means30 { get; } = Register("Means30", Mfcc30(Statistic.Mean));

    /// <summary>Means of 30 MFCC and of 12 pitch classes: the second net of dense-grid.</summary>
    public static FeatureSet Means42 { get; } = Register("Means42", [.. Mfcc30(Statistic.Mean), .. Chroma12Of(Statistic.Mean)]);

    /// <summary>Means and standard deviations of 30 MFCC: the third net of dense-grid.</summary>
    public static FeatureSet MeanStd60 { get; } = Register("MeanStd60", CreateMeanStd(60));

    /// <summary><see cref="MeanStd60"/>, means and standard deviations of 12 pitch classes, and the tempo: the fourth net of dense-grid.</summary>
    public static FeatureSet MeanStd85 { get; } = Register("MeanStd85", CreateMeanStd(85));

    /// <summary><see cref="MeanStd85"/>, mean and standard deviation of the zero-crossing rate: the fifth net of dense-grid.</summary>
    public static FeatureSet MeanStd87 { get; } = Register("MeanStd87", CreateMeanStd(87));

    /// <summary><see cref="MeanStd87"/>, mean and standard deviation of the roll-off: the sixth net of dense-grid, the one that was chosen.</summary>
    public static FeatureSet MeanStd89 { get; } = Register("MeanStd89", CreateMeanStd(89));

    /// <summary><see cref="MeanStd87"/>, mean and standard deviation of the centroid: the seventh net of dense-grid.</summary>
    public static FeatureSet MeanStd89Centroid { get; } = Register(
        "MeanStd89Centroid", [.. CreateMeanStd(87), .. MeanAndStd("spectral_centroid", DescriptorCatalog.SpectralCentroid)]);

    /// <summary>Means of zero-crossing rate, RMS, bandwidth, roll-off, flatness, centroid and contrast (all bands together): the baseline of dense-bottleneck.</summary>
    public static FeatureSet Baseline7 { get; } = Register(
        "Baseline7",
        [
            new("zero_crossing_rate", DescriptorCatalog.ZeroCrossingRate, Statistic.Mean),
            new("rms", DescriptorCatalog.Rms, Statistic.Mean),
            new("spectral_bandwidth", DescriptorCatalog.SpectralBandwidth, Statistic.Mean),
            new("spectral_rolloff", DescriptorCatalog.SpectralRolloff(), Statistic.Mean),
            new("spectral_flatness", DescriptorCatalog.SpectralFlatness, Statistic.Mean),
            new("spectral_centroid", DescriptorCatalog.SpectralCentroid, Statistic.Mean),
            new("spectral_contrast", DescriptorCatalog.SpectralContrast(), Statistic.Mean),
        ]);

    /// <summary>Means of 12 MFCC.</summary>
    public static FeatureSet Mfcc12 { get; } = Register("Mfcc12", Rows("mfcc{0}", DescriptorCatalog.Mfcc(12), Statistic.Mean));

    /// <summary>Means of the 12 pitch classes.</summary>
    public static FeatureSet Chroma12 { get; } = Register("Chroma12", Rows("chroma{0}", DescriptorCatalog.Chroma(), Statistic.Mean));

    /// <summary>Means of the power in 12 mel bands.</summary>
    public static FeatureSet Mel12 { get; } = Register("Mel12", Rows("mel{0}", DescriptorCatalog.MelSpectrogram(12), Statistic.Mean));

    /// <summary>Means of 24 MFCC, zero-crossing rate, roll-off, centroid, bandwidth, contrast and RMS: the second net of dense-bottleneck.</summary>
    public static FeatureSet Bottleneck30 { get; } = Register(
        "Bottleneck30",
        [
            .. Rows("mfcc{0}", DescriptorCatalog.Mfcc(24), Statistic.Mean),
            new("zero_crossing_rate", DescriptorCatalog.ZeroCrossingRate, Statistic.Mean),
            new("spectral_rolloff", DescriptorCatalog.SpectralRolloff(), Statistic.Mean),
            new("spectral_centroid", DescriptorCatalog.SpectralCentroid, Statistic.Mean),
            new("spectral_bandwidth", DescriptorCatalog.SpectralBandwidth, Statistic.Mean),
            new("spectral_contrast", DescriptorCatalog.SpectralContrast(), Statistic.Mean),
            new("rms", DescriptorCatalog.Rms, Statistic.Mean),
        ]);

    /// <summary>All sets of the catalogue.</summary>
    public static IReadOnlyList<FeatureSet> All => [.. ByName.Values];

    /// <summary>The set of a name regardless of its case.</summary>
    /// <param name="name">E.g. <c>gtzan57</c>.</param>
    /// <exception cref="ArgumentException">There is no such set.</exception>
    public static FeatureSet Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ByName.TryGetValue(name, out FeatureSet? set)
            ? set
            : throw new ArgumentException($"There is no feature set '{name}'. There are: {string.Join(", ", ByName.Keys)}.", nameof(name));
    }

    private static FeatureSet Register(string name, IEnumerable<Feature> features, double? duration = null)
    {
        FeatureSet set = new(name, features, duration: duration);
        ByName.Add(name, set);
        return set;
    }

    private static IEnumerable<Feature> Rows(string format, Descriptor descriptor, Statistic statistic, int delta = 0)
        => Enumerable.Range(0, descriptor.Rows)
            .Select(row => new Feature(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, row + 1), descriptor, statistic, row, delta));

    private static IEnumerable<Feature> MeanAndStd(string name, Descriptor descriptor)
        => [new($"{name}_mean", descriptor, Statistic.Mean), new($"{name}_std", descriptor, Statistic.StandardDeviation)];

    private static IEnumerable<Feature> Mfcc30(Statistic statistic)
        => Rows(statistic == Statistic.Mean ? "mfcc{0}_mean" : "mfcc{0}_std", DescriptorCatalog.Mfcc(30), statistic);

    private static IEnumerable<Feature> Chroma12Of(Statistic statistic)
        => Rows(statistic == Statistic.Mean ? "chroma{0}_mean" : "chroma{0}_std", DescriptorCatalog.Chroma(), statistic);

    private static IEnumerable<Feature> CreateMeanStd(int columns)
    {
        List<Feature> features =
        [
            .. Mfcc30(Statistic.Mean),
            .. Mfcc30(Statistic.StandardDeviation),
            .. Chroma12Of(Statistic.Mean),
            .. Chroma12Of(Statistic.StandardDeviation),
            new("tempo", DescriptorCatalog.Tempo, Statistic.Mean),
            .. MeanAndStd("zero_crossing_rate", DescriptorCatalog.ZeroCrossingRate),
            .. MeanAndStd("rolloff", DescriptorCatalog.SpectralRolloff()),
        ];
        return features.Take(columns);
    }

    private static List<Feature> CreateMeans26()
    {
        List<Feature> features =
        [
            new("chroma_stft", DescriptorCatalog.Chroma(), Statistic.Mean),
            new("rmse", DescriptorCatalog.Rms, Statistic.Mean),
            new("spectral_centroid", DescriptorCatalog.SpectralCentroid, Statistic.Mean),
            new("spectral_bandwidth", DescriptorCatalog.SpectralBandwidth, Statistic.Mean),
            new("rolloff", DescriptorCatalog.SpectralRolloff(), Statistic.Mean),
            new("zero_crossing_rate", DescriptorCatalog.ZeroCrossingRate, Statistic.Mean),
            .. Rows("mfcc{0}", DescriptorCatalog.Mfcc(), Statistic.Mean),
        ];
        return features;
    }

    private static List<Feature> CreateGtzan57()
    {
        List<Feature> features = [];
        void Add(string name, Descriptor descriptor, int? row = null)
        {
            features.Add(new Feature($"{name}_mean", descriptor, Statistic.Mean, row));
            features.Add(new Feature($"{name}_var", descriptor, Statistic.Variance, row));
        }

        Add("chroma_stft", DescriptorCatalog.Chroma());
        Add("rms", DescriptorCatalog.Rms);
        Add("spectral_centroid", DescriptorCatalog.SpectralCentroid);
        Add("spectral_bandwidth", DescriptorCatalog.SpectralBandwidth);
        Add("rolloff", DescriptorCatalog.SpectralRolloff());
        Add("zero_crossing_rate", DescriptorCatalog.ZeroCrossingRate);
        Add("harmony", DescriptorCatalog.Harmonic);
        Add("perceptr", DescriptorCatalog.Percussive);
        features.Add(new Feature("tempo", DescriptorCatalog.Tempo, Statistic.Mean));
        for (int row = 0; row < 20; row++)
        {
            Add($"mfcc{row + 1}", DescriptorCatalog.Mfcc(), row);
        }

        return features;
    }

    private static List<Feature> CreateMeanVariance()
    {
        (string Name, Descriptor Descriptor)[] descriptors =
        [
            ("chroma", DescriptorCatalog.Chroma()),
            ("rms", DescriptorCatalog.Rms),
            ("spectral_centroid", DescriptorCatalog.SpectralCentroid),
            ("spectral_bandwidth", DescriptorCatalog.SpectralBandwidth),
            ("rolloff", DescriptorCatalog.SpectralRolloff()),
            ("zero_crossing_rate", DescriptorCatalog.ZeroCrossingRate),
            ("mfcc", DescriptorCatalog.Mfcc()),
        ];
        List<Feature> features = [];
        for (int delta = 0; delta <= 1; delta++)
        {
            foreach ((string name, Descriptor descriptor) in descriptors)
            {
                for (int row = 0; row < descriptor.Rows; row++)
                {
                    string column = $"{name}{(descriptor.Rows > 1 ? $"{row + 1}" : "")}{(delta == 1 ? "_delta" : "")}";
                    features.Add(new Feature($"{column}_mean", descriptor, Statistic.Mean, row, delta));
                    features.Add(new Feature($"{column}_var", descriptor, Statistic.Variance, row, delta));
                }
            }
        }

        return features;
    }
}
