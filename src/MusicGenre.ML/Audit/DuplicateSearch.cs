using System.Runtime.InteropServices;
using MusicGenre.Features;

namespace MusicGenre.ML;

/// <summary>Finds recordings that are there twice. Where they are on both sides of a split, a model is asked what it has learnt by heart.</summary>
public static class DuplicateSearch
{
    /// <summary>The pairs of tracks that are the same: by all their samples, else by their fingerprints.</summary>
    /// <param name="tracks">The tracks; those that could not be read, and silent ones, are no copies of anything.</param>
    /// <param name="options">What counts as the same recording; null for the defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1, on the threads that work.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>By <see cref="DuplicatePair.First"/>, then <see cref="DuplicatePair.Second"/>. Of several tracks with equal samples each is paired with the first alone, and only that one is compared with others.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IReadOnlyList<DuplicatePair> Find(
        IReadOnlyList<TrackInspection> tracks, FingerprintSearchOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        List<DuplicatePair> pairs = [];
        List<int> distinct = [];
        Dictionary<string, int> firstOf = new(StringComparer.Ordinal);
        for (int i = 0; i < tracks.Count; i++)
        {
            if (tracks[i].Quality is not { SilentShare: < 1 } quality)
            {
                continue;
            }

            if (firstOf.TryAdd(quality.SampleHash, i))
            {
                distinct.Add(i);
            }
            else
            {
                pairs.Add(new DuplicatePair(firstOf[quality.SampleHash], i, DuplicateKind.SameSamples, 0, 0, quality.Seconds, 0));
            }
        }

        IReadOnlyList<FingerprintMatch> matches = FingerprintSearch.FindPairs([.. distinct.Select(i => tracks[i].Fingerprint!)], options, progress, cancellationToken);
        return Ordered(pairs.Concat(matches.Select(m => new DuplicatePair(distinct[m.First], distinct[m.Second], DuplicateKind.SameRecording, m.Offset, m.Start, m.Seconds, m.BitErrorRate))));
    }

    /// <summary>The pairs of a table's rows with equal features: of several such rows each is paired with the first. Segments of one track are not compared with each other.</summary>
    /// <param name="table">The table.</param>
    public static IReadOnlyList<DuplicatePair> Find(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        List<DuplicatePair> pairs = [];
        Dictionary<int, List<int>> byHash = [];
        for (int row = 0; row < table.RowCount; row++)
        {
            HashCode hash = default;
            hash.AddBytes(MemoryMarshal.AsBytes(table.Row(row)));
            List<int> alike = byHash.TryGetValue(hash.ToHashCode(), out List<int>? known) ? known : byHash[hash.ToHashCode()] = [];
            int first = alike.FindIndex(other => table.Row(other).SequenceEqual(table.Row(row)));
            if (first < 0)
            {
                alike.Add(row);
            }
            else if (TrackName.Track(table.FileNames[alike[first]]) != TrackName.Track(table.FileNames[row]))
            {
                pairs.Add(new DuplicatePair(alike[first], row, DuplicateKind.SameFeatures, 0, 0, double.NaN, 0));
            }
        }

        return Ordered(pairs);
    }

    private static IReadOnlyList<DuplicatePair> Ordered(IEnumerable<DuplicatePair> pairs) => [.. pairs.OrderBy(static p => p.First).ThenBy(static p => p.Second)];
}
