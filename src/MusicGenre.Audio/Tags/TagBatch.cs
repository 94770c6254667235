using MusicGenre.Numerics.Files;

namespace MusicGenre.Audio.Tags;

/// <summary>The tags of many files.</summary>
internal static class TagBatch
{
    public static IReadOnlyList<TaggedFile> Read(IReadOnlyList<string> paths, string? ffmpegPath, int threads, IProgress<int>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        TagCache cache = TagCache.Open(Path.Combine(CacheFolder.Default, TagCache.FileName));
        TaggedFile[] results = new TaggedFile[paths.Count];
        int done = 0;
        try
        {
            Parallel.For(0, paths.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
            {
                results[i] = Read(paths[i], ffmpegPath, cache, cancellation);
                progress?.Report(Interlocked.Increment(ref done));
            });
        }
        catch (AggregateException several) when (cancellation.IsCancellationRequested && several.Flatten().InnerExceptions.All(static e => e is OperationCanceledException))
        {
            cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            // What was read before a cancellation need not be read again.
            cache.Save();
        }

        return results;
    }

    private static TaggedFile Read(string path, string? ffmpegPath, TagCache cache, CancellationToken cancellation)
    {
        try
        {
            // What is no file (a pipe) has no date, and may wait forever.
            if (FileKind.IsSpecial(path))
            {
                return new TaggedFile(path, new AudioTags(), null);
            }

            FileInfo file = new(path);
            if (TaglessFile.Read(path) is { } tagless)
            {
                return new TaggedFile(path, tagless, null);
            }

            if (cache.Find(file) is not { } tags)
            {
                tags = Ffprobe.Read(path, ffmpegPath, cancellation);
                cache.Add(file, tags);
            }

            return new TaggedFile(path, tags, null);
        }
        catch (AudioFormatException error)
        {
            return new TaggedFile(path, null, error.Reason + ".");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new TaggedFile(path, null, error.Message);
        }
    }
}
