using System.Text;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Batch;

/// <summary>Which feature set a table's columns were extracted with: from the file next to the table, or from the columns' names.</summary>
internal static class KnownSets
{
    private const string Extension = ".featureset.json";

    // Both published tables were made with librosa 0.8, which pads by reflection; so were their many copies and extracts.
    private static readonly FeatureSet[] Published = [FeatureSets.Gtzan57.WithPadding(Padding.Reflect), FeatureSets.Means26.WithPadding(Padding.Reflect)];

    /// <summary>Where the set of a table is kept: <c>songs.featureset.json</c> next to <c>songs.csv</c>.</summary>
    public static string PathBeside(string tablePath) => Path.ChangeExtension(tablePath, null) + Extension;

    /// <summary>Keeps the set of a table next to it; a set left there by another table is removed. Nothing is written next to a device.</summary>
    public static void SaveBeside(string tablePath, FeatureSet? set)
    {
        if (AtomicFile.IsWrittenInPlace(tablePath))
        {
            return;
        }

        string path = PathBeside(tablePath);
        if (set is not null)
        {
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(set.ToJson())));
        }
        else
        {
            File.Delete(path);
        }
    }

    /// <summary>The set of the catalogue with these columns in this order; null if there is none.</summary>
    public static FeatureSet? OfColumns(IReadOnlyList<string> names) =>
        Published.Concat(FeatureSets.All).FirstOrDefault(set => set.Names.SequenceEqual(names));

    /// <summary>The part of a set that gives some of its columns; null if one of them is not among them.</summary>
    public static FeatureSet? Select(FeatureSet? set, IReadOnlyList<string> names)
    {
        if (set is null || set.Names.SequenceEqual(names))
        {
            return set;
        }

        Feature[] features = [.. names.Select(name => set.Features[set.IndexOf(name)])];
        return new FeatureSet(FormattableString.Invariant($"{set.Name}, {features.Length} of {set.Count} columns"), features, set.SampleRate, set.Frames, set.Duration);
    }
}
