using System.Reflection;
using System.Text;

namespace MusicGenre.ML;

/// <summary>
/// GTZAN (Tzanetakis and Cook, 2002): 1000 clips of 30 s in ten genres, the data set that the field compares itself on, with all its known faults
/// (Sturm, "The GTZAN dataset: its contents, its faults", 2013).
/// </summary>
public static partial class Gtzan
{
    /// <summary>The ten genres, in ordinal order.</summary>
    public static IReadOnlyList<string> Genres { get; } =
        ["blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock"];

    /// <summary>
    /// The feature table that travels inside this package: 466 tracks (100 each of blues, classical, jazz and rock, 10 to 12 of the other six genres),
    /// the 57 columns of Kaggle's well-known table, measured with librosa 0.8.0 for this project. As the genres are not even, read macro-F1 beside accuracy.
    /// </summary>
    public static FeatureTable LoadFeatures()
    {
        const string Resource = "MusicGenre.ML.gtzan.csv";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly was built without its resource {Resource}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return FeatureCsv.Read(reader, "features/gtzan.csv (shipped)");
    }
}
