using System.IO.Compression;
using System.Reflection;
using System.Text;
using MusicGenre.Features;
using MusicGenre.ML.Data;
using MusicGenre.Numerics.Files;

namespace MusicGenre.ML;

/// <summary>
/// GTZAN (Tzanetakis and Cook, 2002): 1000 clips of 30 s in ten genres, the data set that the field compares itself on, with all its known faults
/// (Sturm, "The GTZAN dataset: its contents, its faults", 2013).
/// </summary>
public static class Gtzan
{
    /// <summary>The ten genres, in ordinal order.</summary>
    public static IReadOnlyList<string> Genres { get; } =
        ["blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock"];

    /// <summary>
    /// The feature table that travels inside this package: 554 tracks (100 each of blues, classical, jazz, pop and rock, 10 or 11 of the other five genres),
    /// the 57 columns of Kaggle's well-known table, 550 rows made by this library's own extractor and four, whose audio could not be had again, by librosa 0.8.0. As the genres are not even, read macro-F1 next to accuracy.
    /// Its feature set is <see cref="FeatureSets.Gtzan57"/> with reflect padding.
    /// </summary>
    public static FeatureTable LoadFeatures()
    {
        using StreamReader reader = new(Open("gtzan.csv"), Encoding.UTF8);
        return FeatureCsv.Read(reader, "features/gtzan.csv (shipped)");
    }

    /// <summary>
    /// The second table that travels inside this package: the 604 columns of <see cref="FeatureSets.Genre"/>, 52 of those of <see cref="LoadFeatures"/> and three families of texture, for the 550
    /// tracks whose audio could be had, all made by this library's own extractor.
    /// </summary>
    public static FeatureTable LoadGenreFeatures()
    {
        using GZipStream unpacked = new(Open("gtzan_genre.csv.gz"), CompressionMode.Decompress);
        using StreamReader reader = new(unpacked, Encoding.UTF8);
        return FeatureCsv.Read(reader, "features/gtzan_genre.csv.gz (shipped)").WithFeatureSet(FeatureSets.Genre);
    }

    private static Stream Open(string file) => Assembly.GetExecutingAssembly().GetManifestResourceStream($"MusicGenre.ML.{file}")
        ?? throw new InvalidOperationException($"The assembly was built without its resource {file}.");

    /// <summary>
    /// The published table of 26 means over all 1000 tracks (the origin of the net 256-128-64-10), fetched over HTTPS from its project's public repository at a pinned
    /// commit (HarshCasper/Rotten-Scripts, MIT licence; redirects are followed to HTTPS only), checked against its pinned SHA-256 and kept in the user's cache folder.
    /// </summary>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="PublishedTableException">It can't be fetched, or is not the pinned file; the message says what to do instead.</exception>
    public static Task<FeatureTable> DownloadPublishedFeaturesAsync(CancellationToken cancellationToken = default) =>
        DownloadPublishedFeaturesAsync(new HttpClientHandler { AllowAutoRedirect = false }, CacheFolder.Default, PublishedAddress, TimeSpan.FromSeconds(60), cancellationToken);

    internal static Uri PublishedAddress { get; } = new(
        "https://raw.githubusercontent.com/HarshCasper/Rotten-Scripts/5bd4946c4113d756fa3ecd8ff4f288ae20db4d05/Python/Music_Genre_Classification/Features/GTZAN.csv");

    internal const string PublishedSha256 = "1381429bec961f7412e8948c014dd1be140a461239ca76fa35d7956bc89250ca";

    internal static async Task<FeatureTable> DownloadPublishedFeaturesAsync(
        HttpMessageHandler handler, string cacheFolder, Uri address, TimeSpan timeout, CancellationToken cancellationToken, string sha256 = PublishedSha256)
    {
        // The table's own limit is the timeout: it covers the body too, which HttpClient's does not.
        using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        PublishedTable published = new(client, cacheFolder)
        {
            Address = address,
            Sha256 = sha256,
            MaximumBytes = 4 << 20,
            FileName = "gtzan-means26-5bd4946c.csv",
            Timeout = timeout,
        };
        return FeatureCsv.Read(await published.GetAsync(cancellationToken).ConfigureAwait(false));
    }
}
