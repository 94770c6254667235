using System.Globalization;
using MusicGenre.Features;

namespace MusicGenre.Reproductions;

/// <summary>The feature sets of the origins that the library's catalogue (<see cref="FeatureSets"/>) does not have, under the names that their saved models and tables carry.</summary>
public static class OriginFeatureSets
{
    private static readonly Descriptor Mfcc = DescriptorCatalog.Mfcc(30);

    /// <summary>The sets of dense-grid's seven nets, in their order; <see cref="Grid"/> [5] is the one that was chosen.</summary>
    public static IReadOnlyList<FeatureSet> Grid { get; } = CreateGrid();

    /// <summary>Means of zero-crossing rate, RMS, bandwidth, roll-off, flatness, centroid and contrast (all bands together): the baseline of dense-bottleneck.</summary>
    public static FeatureSet Baseline7 { get; } = new(
        "Baseline7",
        [
            Mean("zero_crossing_rate", DescriptorCatalog.ZeroCrossingRate),
            Mean("rms", DescriptorCatalog.Rms),
            Mean("spectral_bandwidth", DescriptorCatalog.SpectralBandwidth),
            Mean("spectral_rolloff", DescriptorCatalog.SpectralRolloff()),
            Mean("spectral_flatness", DescriptorCatalog.SpectralFlatness),
            Mean("spectral_centroid", DescriptorCatalog.SpectralCentroid),
            Mean("spectral_contrast", DescriptorCatalog.SpectralContrast()),
        ]);

    /// <summary>Means of 12 MFCC: the second set of dense-bottleneck.</summary>
    public static FeatureSet Mfcc12 { get; } = new("Mfcc12", Rows("mfcc{0}", DescriptorCatalog.Mfcc(12), Statistic.Mean));

    /// <summary>Means of the 12 pitch classes: the third set of dense-bottleneck.</summary>
    public static FeatureSet Chroma12 { get; } = new("Chroma12", Rows("chroma{0}", DescriptorCatalog.Chroma(), Statistic.Mean));

    /// <summary>Means of the power in 12 mel bands: the fourth set of dense-bottleneck.</summary>
    public static FeatureSet Mel12 { get; } = new("Mel12", Rows("mel{0}", DescriptorCatalog.MelSpectrogram(12), Statistic.Mean));

    /// <summary>Means of 24 MFCC, zero-crossing rate, roll-off, centroid, bandwidth, contrast and RMS: the second net of dense-bottleneck.</summary>
    public static FeatureSet Bottleneck30 { get; } = new(
        "Bottleneck30",
        [
            .. Rows("mfcc{0}", DescriptorCatalog.Mfcc(24), Statistic.Mean),
            Mean("zero_crossing_rate", DescriptorCatalog.ZeroCrossingRate),
            Mean("spectral_rolloff", DescriptorCatalog.SpectralRolloff()),
            Mean("spectral_centroid", DescriptorCatalog.SpectralCentroid),
            Mean("spectral_bandwidth", DescriptorCatalog.SpectralBandwidth),
            Mean("spectral_contrast", DescriptorCatalog.SpectralContrast()),
            Mean("rms", DescriptorCatalog.Rms),
        ]);

    private static FeatureSet[] CreateGrid()
    {
        Feature[] mfccMeans = [.. Rows("mfcc{0}_mean", Mfcc, Statistic.Mean)];
        Feature[] chromaMeans = [.. Rows("chroma{0}_mean", DescriptorCatalog.Chroma(), Statistic.Mean)];
        Feature[] columns60 = [.. mfccMeans, .. Rows("mfcc{0}_std", Mfcc, Statistic.StandardDeviation)];
        Feature[] columns85 = [.. columns60, .. chromaMeans, .. Rows("chroma{0}_std", DescriptorCatalog.Chroma(), Statistic.StandardDeviation), Mean("tempo", DescriptorCatalog.Tempo)];
        Feature[] columns87 = [.. columns85, .. MeanAndDeviation("zero_crossing_rate", DescriptorCatalog.ZeroCrossingRate)];
        return
        [
            new FeatureSet("Means30", mfccMeans),
            new FeatureSet("Means42", [.. mfccMeans, .. chromaMeans]),
            new FeatureSet("MeanStd60", columns60),
            new FeatureSet("MeanStd85", columns85),
            new FeatureSet("MeanStd87", columns87),
            new FeatureSet("MeanStd89", [.. columns87, .. MeanAndDeviation("rolloff", DescriptorCatalog.SpectralRolloff())]),
            new FeatureSet("MeanStd89Centroid", [.. columns87, .. MeanAndDeviation("spectral_centroid", DescriptorCatalog.SpectralCentroid)]),
        ];
    }

    private static Feature Mean(string name, Descriptor descriptor) => new(name, descriptor, Statistic.Mean);

    private static Feature[] MeanAndDeviation(string name, Descriptor descriptor) => [Mean($"{name}_mean", descriptor), new($"{name}_std", descriptor, Statistic.StandardDeviation)];

    private static IEnumerable<Feature> Rows(string format, Descriptor descriptor, Statistic statistic) =>
        Enumerable.Range(0, descriptor.Rows).Select(row => new Feature(string.Format(CultureInfo.InvariantCulture, format, row + 1), descriptor, statistic, row));
}
