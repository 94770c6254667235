using MusicGenre.Features.Batch;
using MusicGenre.Numerics;

namespace MusicGenre.Features;

/// <summary>The tables of the shards of a folder, made on several machines, become the one that a single run would have written: the same bytes.</summary>
/// <remarks>
/// A shard's table has a column of groups, and columns of artist and album where tags were read. Next to it lies <c>NAME.shard.json</c>, which says what it was made with and of what tracks. What
/// depends on all tracks (one spelling a genre, which columns are needed, genres that are too small) is decided when the shards are merged.
/// </remarks>
public static class FeatureShards
{
    private const int MostNamed = 20;

    /// <summary>Writes down what a shard's table was made with. It marks the table as complete: write it last.</summary>
    /// <param name="tablePath">The table, which <see cref="FeatureRowFile"/> completed: with groups, and with artists if tags were read.</param>
    /// <param name="shard">Which part it is.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="featureSet">The columns.</param>
    /// <param name="segmentation">The segments; null for whole tracks.</param>
    /// <param name="hasArtists">Whether the table has columns of artist and album.</param>
    /// <param name="tracks">The tracks of the part, described without regard to the others (<see cref="MusicLibraryOptions.UnifySpellings"/> false).</param>
    /// <param name="badFiles">Those of them that gave no rows, and why.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Complete(
        string tablePath, Shard shard, string folder, FeatureSet featureSet, Segmentation? segmentation, bool hasArtists, IReadOnlyList<AudioTrack> tracks, IReadOnlyList<BadFile> badFiles)
    {
        ArgumentException.ThrowIfNullOrEmpty(tablePath);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(featureSet);
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(badFiles);
        string root = Path.GetFullPath(folder);
        Dictionary<string, string> problems = badFiles.DistinctBy(static b => b.Path, StringComparer.Ordinal).ToDictionary(static b => b.Path, static b => b.Reason, StringComparer.Ordinal);
        new ShardRecord(
            shard, featureSet.ToJson(), segmentation?.ToString() ?? ShardRecord.WholeTracks, hasArtists, ShardRecord.ThisVersion,
            [.. tracks.Select(t => new ShardTrack(Shard.PathBelow(root, t), t, problems.GetValueOrDefault(t.Path)))]).Write(tablePath);
    }

    /// <summary>Puts the tables of all shards together, in the order of the files' paths.</summary>
    /// <param name="tablePaths">The tables, in any order.</param>
    /// <param name="outputPath">The table to write; it appears whole or not at all, with its feature set next to it.</param>
    /// <param name="minimumTrackCountPerGenre">How many tracks a genre must have, at least 1; tracks of smaller genres are left out.</param>
    /// <param name="progress">Takes the number of tracks that were written.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="FeatureFormatException">
    /// A shard is missing, occurs twice, is not complete or is damaged; or they were made with different feature sets, paddings, segmentations or versions. The message names which.
    /// </exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static MergedShards Merge(
        IReadOnlyList<string> tablePaths, string outputPath, int minimumTrackCountPerGenre = 1, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tablePaths);
        ArgumentException.ThrowIfNullOrEmpty(outputPath);
        ArgumentOutOfRangeException.ThrowIfZero(tablePaths.Count, nameof(tablePaths));
        MusicLibraryOptions naming = new() { MinimumTrackCountPerGenre = minimumTrackCountPerGenre };
        List<ShardTable> tables = [];
        try
        {
            foreach (string path in tablePaths)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ShardRecord record = ShardRecord.Read(path);
                if (tables.Count > 0)
                {
                    CheckSame(tables[0], path, record);
                }

                if (tables.Find(t => t.Record.Shard == record.Shard) is { } twice)
                {
                    throw new FeatureFormatException($"it is shard {record.Shard}, as {twice.Path} is: each may be given once", path);
                }

                tables.Add(ShardTable.Open(path, record));
            }

            CheckComplete(tables);
            return Write(tables, outputPath, naming, progress, cancellationToken);
        }
        finally
        {
            tables.ForEach(static t => t.Dispose());
        }
    }

    private static void CheckSame(ShardTable first, string path, ShardRecord record)
    {
        ShardRecord expected = first.Record;
        string? difference = record.Shard.Count != expected.Shard.Count ? $"it is one of {record.Shard.Count} shards, {first.Path} one of {expected.Shard.Count}"
            : record.LibraryVersion != expected.LibraryVersion ? $"it was made by version {record.LibraryVersion}, {first.Path} by {expected.LibraryVersion}"
            : record.Segmentation != expected.Segmentation ? $"it was cut as '{record.Segmentation}', {first.Path} as '{expected.Segmentation}'"
            : record.HasArtists != expected.HasArtists ? $"tags were {(record.HasArtists ? "read for it, and not" : "not read for it, but")} for {first.Path}"
            : SetDifference(FeatureSet.FromJson(record.FeatureSet), first.Set, first.Path);
        if (difference is not null)
        {
            throw new FeatureFormatException(difference + "; make all shards with the same program and options", path);
        }
    }

    private static string? SetDifference(FeatureSet set, FeatureSet expected, string other) =>
        set.ToJson() == expected.ToJson() ? null
        : set.Frames.Padding != expected.Frames.Padding ? $"its padding is {set.Frames.Padding}, that of {other} {expected.Frames.Padding}"
        : set.Name != expected.Name ? $"its feature set is '{set.Name}', that of {other} '{expected.Name}'"
        : $"its feature set '{set.Name}' has other columns or settings than that of {other}";

    private static void CheckComplete(List<ShardTable> tables)
    {
        int count = tables[0].Record.Shard.Count;
        int[] missing = [.. Enumerable.Range(1, count).Except(tables.Select(static t => t.Record.Shard.Number))];
        if (missing.Length > 0)
        {
            string list = string.Join(", ", missing.Take(MostNamed)) + (missing.Length > MostNamed ? $" and {missing.Length - MostNamed} more" : "");
            throw new FeatureFormatException($"{(missing.Length == 1 ? "shard" : "shards")} {list} of {count} {(missing.Length == 1 ? "is" : "are")} missing: extract with --shard {missing[0]}/{count} makes the first of them");
        }

        Dictionary<string, ShardTable> names = new(StringComparer.Ordinal);
        foreach (ShardTable table in tables)
        {
            foreach (ShardTrack track in table.Record.Tracks)
            {
                if (!names.TryAdd(track.Track.Name, table))
                {
                    throw new FeatureFormatException($"{track.Track.Name} is in {names[track.Track.Name].Path} too: the folder changed between the shards. Make both again", table.Path);
                }
            }
        }
    }

    private static MergedShards Write(List<ShardTable> tables, string outputPath, MusicLibraryOptions options, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        List<string> notes = [];
        Dictionary<string, (ShardTable Table, ShardTrack Track)> sources = tables
            .SelectMany(static t => t.Record.Tracks.Select(track => (Table: t, Track: track)))
            .ToDictionary(static s => s.Track.Path, StringComparer.Ordinal);
        AudioTrack[] all = [.. sources.Values.OrderBy(static s => s.Track.Path, StringComparer.Ordinal).Select(static s => s.Track.Track)];
        IReadOnlyList<AudioTrack> tracks = new GenreNaming(options, notes).Apply(all);
        ShardRecord first = tables[0].Record;
        bool hasGroups = FeatureRowWriter.NeedsGroups(tracks, first.Segmentation != ShardRecord.WholeTracks);
        bool hasArtists = FeatureRowWriter.NeedsArtists(tracks);
        List<BadFile> bad = [];
        long rows = 0;
        int written = 0;
        AtomicFile.Write(outputPath, stream =>
        {
            stream.Write(new FeatureRowWriter(Stream.Null, tables[0].Set, hasGroups, hasArtists).FormatHeader());
            foreach (AudioTrack track in tracks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (ShardTable table, ShardTrack source) = sources[track.Path];
                if (source.Problem is { } problem)
                {
                    bad.Add(new BadFile(track.Path, problem));
                    continue;
                }

                rows += table.CopyRows(track, stream, hasArtists, hasGroups);
                written++;
                progress?.Report(written);
            }
        });
        KnownSets.SaveBeside(outputPath, tables[0].Set);
        return new MergedShards(written, rows, notes, bad);
    }
}
