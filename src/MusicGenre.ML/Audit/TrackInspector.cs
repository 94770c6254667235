using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Features.Batch;

namespace MusicGenre.ML;

/// <summary>Reads audio files, each once, and says what they are like. A track is one thread's work, and its memory does not grow with its length but for the fingerprint's 172 bytes a second.</summary>
public static class TrackInspector
{
    private const int WindowPerThread = 8;

    /// <summary>Inspects files, on all cores, in their order.</summary>
    /// <param name="tracks">The files.</param>
    /// <param name="options">The number of threads, and who receives warnings beside the result; null for the defaults.</param>
    /// <param name="progress">Takes each track when its turn in the order has come, on the thread that takes the results.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled; thrown by the enumeration.</exception>
    public static IEnumerable<TrackInspection> Inspect(
        IEnumerable<AudioTrack> tracks, BatchOptions? options = null, IProgress<BatchProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        return Enumerate(tracks, options ?? new BatchOptions(), progress, cancellationToken);
    }

    private static IEnumerable<TrackInspection> Enumerate(IEnumerable<AudioTrack> tracks, BatchOptions options, IProgress<BatchProgress>? progress, CancellationToken cancellationToken)
    {
        int threads = options.MaxDegreeOfParallelism;
        long done = 0;
        long bad = 0;
        foreach (TrackInspection inspection in OrderedWork.Run(tracks, track => Inspect(track, options, cancellationToken), threads, threads * WindowPerThread, cancellationToken)
            .ToBlockingEnumerable(cancellationToken))
        {
            done++;
            bad += inspection.Problem is null ? 0 : 1;
            yield return inspection;
            progress?.Report(new BatchProgress(inspection.Track, done, bad));
        }
    }

    private static TrackInspection Inspect(AudioTrack track, BatchOptions options, CancellationToken cancellationToken)
    {
        Gathered warnings = new(options.Warnings);
        AudioMeter meter = new();
        try
        {
            AudioReadOptions reading = new() { SampleRate = AudioFingerprint.SampleRate, Meter = meter, Warnings = warnings };
            using IAudioSource source = AudioFile.Open(track.Path, reading, cancellationToken);
            AudioFingerprint fingerprint = AudioFingerprint.Of(source, progress: null, cancellationToken);
            return new TrackInspection(track, meter.Measure(), fingerprint, null, warnings.All);
        }
        catch (OperationCanceledException)
        {
            throw;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new TrackInspection(track, null, null, new BadFile(track.Path, BatchExtractor.Reason(track, error)), warnings.All);
        }
    }

    private sealed class Gathered(IProgress<AudioWarning>? further) : IProgress<AudioWarning>
    {
        public List<AudioWarning> All { get; } = [];

        public void Report(AudioWarning value)
        {
            All.Add(value);
            further?.Report(value);
        }
    }
}
