using Microsoft.ML;
using MusicGenre.Features;
using MusicGenre.ML.MLNet.Data;

namespace MusicGenre.ML.MLNet;

/// <summary>What <c>mlContext.Data</c> can load with this library: the shipped table, and folders of audio.</summary>
public static class MusicDataCatalog
{
    /// <summary>
    /// The shipped features of GTZAN (<see cref="Gtzan.LoadFeatures"/>): one row per track, ten genres.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="options">Further columns; null for <c>Features</c>, <c>Label</c>, <c>FileName</c> and <c>Group</c> alone.</param>
    /// <returns>The view; its columns are those of <see cref="FeatureTableExtensions.ToDataView"/>.</returns>
    /// <exception cref="ArgumentException">The folds of the options don't test every row once.</exception>
    /// <example>
    /// <code>
    /// IDataView data = mlContext.Data.LoadGtzanFeatures();
    /// var pipeline = mlContext.Transforms.NormalizeMeanVariance("Features", fixZero: false)
    ///     .Append(mlContext.Transforms.Conversion.MapValueToKey("Label"))
    ///     .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
    /// </code>
    /// </example>
    public static IDataView LoadGtzanFeatures(this DataOperationsCatalog catalog, FeatureTableViewOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new FeatureTableView(Gtzan.LoadFeatures(), options ?? new FeatureTableViewOptions());
    }

    /// <summary>
    /// A folder of audio files, and of the folders in it, as one row per track (or a segment of one). The folder is listed at once; audio is decoded while a cursor runs, on all cores,
    /// and no more than a few rows a core are held.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="path">The folder.</param>
    /// <param name="featureSet">The features; null for <see cref="FeatureSets.MeanVariance"/>.</param>
    /// <param name="options">Labels, segments, threads, and what becomes of files that can't be used; null for whole tracks on all cores, of which none may be bad.</param>
    /// <param name="progress">Takes the tracks that every pass decodes.</param>
    /// <param name="cancellationToken">Cancels every pass, now and later: a cursor's <c>MoveNext</c> throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>
    /// A view with the columns <c>Features</c> (float vector, slot names from the set), <c>Label</c>, <c>FileName</c>, <c>Group</c> (text) as a table of the same folder
    /// (<see cref="FeatureTable.FromFolder(string, FeatureSet, BatchOptions, IProgress{BatchProgress}, CancellationToken)"/>) has them, <c>Path</c> (text, the full path) and, where the options ask for them, a float column a feature.
    /// Rows come in the order of <see cref="AudioFolder.List"/>; in a shuffled pass the tracks are shuffled, a track's segments follow each other.
    /// </returns>
    /// <remarks>
    /// <para><b>Every pass decodes again.</b> ML.NET's normalisers and most of its trainers make several passes: put <c>mlContext.Data.Cache(view)</c> after the view, or
    /// <c>SaveAsBinary</c> it, unless one pass is all there is.</para>
    /// <para>The rows are the same for any requested columns, and in every pass. Where only <c>Label</c>, <c>FileName</c>, <c>Group</c> and <c>Path</c> are requested, nothing is
    /// decoded if the rows are known already: always, when bad files are errors and tracks are whole; else from the second pass on, as only the first can tell which files can be used and how
    /// many segments they have. Until then <see cref="IDataView.GetRowCount"/> is null. What the first pass left out stays out, unread; a file that was usable and is no more, or has another
    /// number of segments, ends a later pass with an exception.</para>
    /// <para>The cursors of <see cref="IDataView.GetRowCursorSet"/> share one such pass: each takes the next track that is ready. The decoding is parallel with a single cursor too.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The path is empty, a descriptor can't be computed at the set's sample rate and frame length, or a feature is called like a column of the view.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FeatureFormatException">There is no audio file in the folder.</exception>
    /// <exception cref="IOException">The folder can't be read, or one in it, and <see cref="AudioFolderViewOptions.BadFile"/> is not given.</exception>
    /// <exception cref="MusicGenre.Audio.AudioFormatException">Thrown by a cursor: a file can't be used, and <see cref="AudioFolderViewOptions.BadFile"/> is not given.</exception>
    /// <example>
    /// <code>
    /// List&lt;BadFile&gt; bad = [];
    /// IDataView songs = mlContext.Data.LoadFromAudioFolder("music", FeatureSets.Gtzan57, new AudioFolderViewOptions { BadFile = bad.Add });
    /// IDataView data = mlContext.Data.Cache(songs);
    /// </code>
    /// </example>
    public static IDataView LoadFromAudioFolder(
        this DataOperationsCatalog catalog,
        string path,
        FeatureSet? featureSet = null,
        AudioFolderViewOptions? options = null,
        IProgress<BatchProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= new AudioFolderViewOptions();
        featureSet ??= FeatureSets.MeanVariance;
        _ = new FeatureExtractor(featureSet);
        List<BadFile>? unreadable = options.BadFile is null ? null : [];
        IReadOnlyList<AudioTrack> tracks = AudioFolder.List(path, options.Genres, unreadable);
        unreadable?.ForEach(options.BadFile!);
        return tracks.Count > 0
            ? new AudioFolderView(tracks, featureSet, options, progress, cancellationToken)
            : throw new FeatureFormatException("there is no audio file in the folder.", path);
    }
}
