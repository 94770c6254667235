using MusicGenre.Audio;
using MusicGenre.Features;

namespace MusicGenre.ML.Data;

/// <summary>Gathers what comes out of a batch in a table.</summary>
internal static class BatchTable
{
    /// <summary>The table of some tracks.</summary>
    /// <param name="tracks">The tracks.</param>
    /// <param name="featureSet">The columns.</param>
    /// <param name="options">The segments and the number of threads.</param>
    /// <param name="badFiles">Where files go that can't be used; null ends the work at the first of them.</param>
    /// <param name="progress">Takes each track when it is done.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static FeatureTable Read(
        IReadOnlyList<AudioTrack> tracks, FeatureSet featureSet, BatchOptions? options, ICollection<BadFile>? badFiles, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        List<TrackFeatures> results = [];
        foreach (TrackFeatures result in new BatchExtractor(featureSet, options).Extract(tracks, progress, cancellationToken))
        {
            if (result.Problem is { } problem)
            {
                if (badFiles is null)
                {
                    throw new AudioFormatException(problem.Reason.TrimEnd('.'), problem.Path);
                }

                badFiles.Add(problem);
            }

            results.Add(result);
        }

        return Gather(results, featureSet);
    }

    /// <summary>The table of what came out.</summary>
    public static FeatureTable Gather(IReadOnlyList<TrackFeatures> results, FeatureSet featureSet)
    {
        (AudioTrack Track, FeatureRow Row)[] rows = [.. results.SelectMany(static r => r.Rows.Select(row => (r.Track, row)))];
        bool ownGroups = FeatureRowWriter.NeedsGroups([.. results.Select(static r => r.Track)], rows.Length > results.Count);
        bool anyArtist = rows.Any(static r => r.Track.Artist.Length > 0);
        float[] values = new float[rows.Length * featureSet.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlyMemory<float> row = rows[i].Row.Values;
            if (row.Length != featureSet.Count)
            {
                throw new ArgumentException($"The rows have {row.Length} features where the set {featureSet} has {featureSet.Count}.", nameof(results));
            }

            row.CopyTo(values.AsMemory(i * featureSet.Count));
        }

        return new FeatureTable(
            featureSet.Names,
            values,
            [.. rows.Select(static r => r.Track.Genre)],
            [.. rows.Select(static r => r.Row.Name)],
            [.. rows.Select(r => r.Track.Artist.Length > 0 ? "" : ownGroups ? r.Track.Name : anyArtist ? "" : TrackName.Track(r.Row.Name))],
            [.. rows.Select(static r => r.Row.Length)],
            featureSet,
            artists: [.. rows.Select(static r => r.Track.Artist)],
            albums: [.. rows.Select(static r => r.Track.Album)]);
    }

    /// <summary>The tracks of a folder, at least one.</summary>
    public static IReadOnlyList<AudioTrack> List(string folder, ICollection<BadFile>? badFiles = null) =>
        AudioFolder.List(folder, badFiles: badFiles) is { Count: > 0 } tracks ? tracks : throw new FeatureFormatException("there is no audio file in the folder.", folder);
}
