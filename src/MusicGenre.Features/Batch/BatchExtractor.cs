using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MusicGenre.Audio;
using MusicGenre.Features.Batch;
using MusicGenre.Features.Extraction;
using MusicGenre.Numerics.Files;

namespace MusicGenre.Features;

/// <summary>
/// Extracts features from many files on all cores: one thread per track, results in the order of the tracks, memory that grows neither with their number nor with their length.
/// </summary>
/// <remarks>
/// Every track is decoded once. Its samples are kept by its thread as far as <see cref="BatchOptions.SampleMemory"/> goes, and beyond it in a temporary file.
/// A pipe or device, which need not end, may be as long as what is kept in memory.
/// A file that can't be used gives a result with its <see cref="TrackFeatures.Problem"/>, and the rest goes on.
/// </remarks>
public sealed class BatchExtractor
{
    // Finished tracks that wait for a slow one before them: rows only, no samples.
    private const int WindowPerThread = 8;

    private readonly FeatureExtractor _extractor;
    private readonly BatchOptions _options;
    private readonly ConcurrentBag<SampleStore> _stores = [];

    /// <summary>Prepares the extraction of a set.</summary>
    /// <param name="featureSet">The columns.</param>
    /// <param name="options">The segments and the number of threads; null for whole tracks on all cores.</param>
    /// <exception cref="ArgumentException">A descriptor cannot be computed at the set's sample rate and frame length.</exception>
    public BatchExtractor(FeatureSet featureSet, BatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(featureSet);
        _options = options ?? new BatchOptions();
        _extractor = new FeatureExtractor(featureSet, _options.Extraction);
    }

    /// <summary>The columns.</summary>
    public FeatureSet FeatureSet => _extractor.FeatureSet;

    /// <summary>The features of every track, in the order of the tracks. Work begins when the first is requested, and ends when the enumeration does.</summary>
    /// <param name="tracks">The tracks; they are taken as room comes, so that they may be an endless stream.</param>
    /// <param name="progress">Takes each track when its turn in the order has come, on the thread that takes the rows.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled; thrown by the enumeration.</exception>
    public IEnumerable<TrackFeatures> Extract(IEnumerable<AudioTrack> tracks, IProgress<BatchProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        return Enumerate(tracks, progress, cancellationToken);
    }

    /// <summary>As <see cref="Extract(IEnumerable{AudioTrack}, IProgress{BatchProgress}?, CancellationToken)"/>, without a thread that waits.</summary>
    /// <param name="tracks">The tracks; they are taken as room comes, so that they may be an endless stream.</param>
    /// <param name="progress">Takes each track when its turn in the order has come.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled; thrown by the enumeration.</exception>
    public async IAsyncEnumerable<TrackFeatures> ExtractAsync(
        IEnumerable<AudioTrack> tracks, IProgress<BatchProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        long done = 0;
        long bad = 0;
        await foreach (TrackFeatures result in Run(tracks, cancellationToken).ConfigureAwait(false))
        {
            done++;
            bad += result.Problem is null ? 0 : 1;
            yield return result;
            progress?.Report(new BatchProgress(result.Track, done, bad));
        }
    }

    /// <summary>The features of all audio files of a folder and the folders in it, in the order of <see cref="AudioFolder.List"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="genres">Where genres are taken from.</param>
    /// <param name="progress">Takes each track when its turn in the order has come.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="IOException">There is no such folder, or it can't be read; thrown by the enumeration, as the next.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public IAsyncEnumerable<TrackFeatures> ExtractFolderAsync(
        string folder, GenreSource genres = GenreSource.Auto, IProgress<BatchProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        IEnumerable<AudioTrack> Tracks()
        {
            foreach (AudioTrack track in AudioFolder.List(folder, genres))
            {
                yield return track;
            }
        }

        return ExtractAsync(Tracks(), progress, cancellationToken);
    }

    /// <summary>The features of one track, on the calling thread.</summary>
    /// <param name="track">The track.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1, as far as that is known: 1 at the end of a track that can be used.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public TrackFeatures Extract(AudioTrack track, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(track);
        try
        {
            FeatureRow[] rows = Rows(track, progress, cancellationToken);
            return rows.Length > 0
                ? new TrackFeatures(track, rows)
                : new TrackFeatures(track, new BadFile(track.Path, $"shorter than a segment ({_options.Segmentation})."));
        }
        catch (OperationCanceledException)
        {
            throw;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new TrackFeatures(track, new BadFile(track.Path, Reason(track, error)));
        }
    }

    // As the asynchronous one, but so that progress is reported on the thread that takes the rows.
    private IEnumerable<TrackFeatures> Enumerate(IEnumerable<AudioTrack> tracks, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        long done = 0;
        long bad = 0;
        foreach (TrackFeatures result in Run(tracks, cancellationToken).ToBlockingEnumerable(cancellationToken))
        {
            done++;
            bad += result.Problem is null ? 0 : 1;
            yield return result;
            progress?.Report(new BatchProgress(result.Track, done, bad));
        }
    }

    private IAsyncEnumerable<TrackFeatures> Run(IEnumerable<AudioTrack> tracks, CancellationToken cancellationToken)
    {
        int threads = _options.MaxDegreeOfParallelism;
        return OrderedWork.Run(tracks, track => Extract(track, progress: null, cancellationToken), threads, threads * WindowPerThread, cancellationToken);
    }

    private FeatureRow[] Rows(AudioTrack track, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // As librosa.load(duration=...) does: what is not used is not read. A set's duration counts from the beginning of each segment where there are segments.
        double? duration = _options.Segmentation is null ? FeatureSet.Duration : null;
        using IAudioSource source = AudioFile.Open(track.Path, new AudioReadOptions { SampleRate = FeatureSet.SampleRate, Duration = duration, Warnings = _options.Warnings }, cancellationToken);
        if (!_stores.TryTake(out SampleStore? store))
        {
            store = new SampleStore(_options.SampleMemory, _options.TemporaryFolder);
        }

        try
        {
            // What is no file need not end.
            Func<long, Exception>? tooLong = source.Length is null && FileKind.IsSpecial(track.Path) ? samples => new AudioFormatException(
                FormattableString.Invariant($"a pipe or device with more than {samples} samples ({(double)samples / source.SampleRate:0} s at {source.SampleRate} Hz), the most that is held in memory; a file was expected"),
                track.Path) : null;
            store.Open(source, _extractor.ReadsAgain || _options.Segmentation is not null, tooLong);
            if (_options.Segmentation is not { } segmentation)
            {
                float[] values = Values(store, progress, cancellationToken);
                return [new FeatureRow(track.Name, store.ReadToEnd(), values)];
            }

            return [.. _extractor.ExtractSegments(store, segmentation, track.Path, progress, cancellationToken).Select(part => new FeatureRow(
                segmentation.KeepsShortClips && part.Segment.Length == store.Length ? track.Name : SegmentName(track.Name, part.Segment.Index), part.Segment.Length, part.Values.ToArray())
            { Start = part.Segment.Start })];
        }
        finally
        {
            store.Dispose();
            _stores.Add(store);
        }
    }

    private float[] Values(IReplayable source, IProgress<double>? progress, CancellationToken cancellationToken) => _extractor.Extract(source, progress, cancellationToken).ToArray();

    /// <summary>blues.00000.wav becomes blues.00000.3.wav, as in Kaggle's table of segments.</summary>
    private static string SegmentName(string name, int index)
    {
        string extension = Path.GetExtension(name);
        return FormattableString.Invariant($"{name[..^extension.Length]}.{index}{extension}");
    }

    /// <summary>The track that <see cref="SegmentName"/> named a segment of.</summary>
    internal static string TrackOfSegment(string name)
    {
        string extension = Path.GetExtension(name);
        string stem = name[..^extension.Length];
        string number = Path.GetExtension(stem);
        return IsNumber(number) ? stem[..^number.Length] + extension : IsNumber(extension) ? stem : name;

        static bool IsNumber(string text) => text.Length > 1 && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>What is wrong with a file; its path is next to the reason already.</summary>
    internal static string Reason(AudioTrack track, Exception error)
    {
        string message = error is AudioFormatException format
            ? (format.Position is not null ? FormattableString.Invariant($"byte {format.Position}: {format.Reason}.") : format.Reason + ".")
            : error.Message;
        string prefix = track.Path + ": ";
        message = message.StartsWith(prefix, StringComparison.Ordinal) ? message[prefix.Length..] : message;
        return error is AudioFormatException or IOException or UnauthorizedAccessException or ArgumentException ? message : $"{error.GetType().Name}: {message}";
    }
}
