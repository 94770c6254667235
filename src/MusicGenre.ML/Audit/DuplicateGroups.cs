using MusicGenre.Features.Batch;

namespace MusicGenre.ML;

/// <summary>Groups in which a recording and its copies are together, so that no copy is on the other side of a split (<see cref="Folds.StratifiedGroups"/>).</summary>
public static class DuplicateGroups
{
    /// <summary>Puts the groups of each pair together.</summary>
    /// <param name="groups">The group of each track so far: its artist, or a name of its own.</param>
    /// <param name="pairs">The pairs, by their places among the groups.</param>
    /// <returns>A group for each track: that of the first of all tracks that belong together.</returns>
    /// <exception cref="ArgumentException">A pair has a place that is none.</exception>
    public static IReadOnlyList<string> Merge(IReadOnlyList<string> groups, IEnumerable<DuplicatePair> pairs)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(pairs);
        int[] parents = new int[groups.Count];
        Dictionary<string, int> firstOf = new(StringComparer.Ordinal);
        for (int i = 0; i < parents.Length; i++)
        {
            parents[i] = firstOf.TryAdd(groups[i], i) ? i : firstOf[groups[i]];
        }

        foreach (DuplicatePair pair in pairs)
        {
            if (pair.First < 0 || pair.Second < 0 || pair.First >= parents.Length || pair.Second >= parents.Length)
            {
                throw new ArgumentException($"There are {parents.Length} tracks; a pair is of {pair.First} and {pair.Second}.", nameof(pairs));
            }

            (int first, int second) = (Root(pair.First), Root(pair.Second));
            parents[Math.Max(first, second)] = Math.Min(first, second);
        }

        return [.. Enumerable.Range(0, parents.Length).Select(i => groups[Root(i)])];

        int Root(int i)
        {
            while (parents[i] != i)
            {
                i = parents[i] = parents[parents[i]];
            }

            return i;
        }
    }

    /// <summary>Writes a file that <see cref="GroupFile.Apply"/> reads: <c>filename,group</c>, a line a track. The file is written atomically.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    /// <param name="fileNames">The tracks' names in the table.</param>
    /// <param name="groups">A group for each.</param>
    /// <exception cref="ArgumentException">There are more or fewer groups than names.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, IReadOnlyList<string> fileNames, IReadOnlyList<string> groups)
    {
        ArgumentNullException.ThrowIfNull(fileNames);
        ArgumentNullException.ThrowIfNull(groups);
        if (fileNames.Count != groups.Count)
        {
            throw new ArgumentException($"{groups.Count} groups were given for {fileNames.Count} names.", nameof(groups));
        }

        CsvFormat.WriteFile(path, forPeople: false, csv =>
        {
            csv.WriteRecord("filename", "group");
            for (int i = 0; i < groups.Count; i++)
            {
                csv.WriteRecord(fileNames[i], groups[i]);
            }
        });
    }
}
