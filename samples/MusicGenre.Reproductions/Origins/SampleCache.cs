using System.Security.Cryptography;
using System.Text;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Numerics;

namespace MusicGenre.Reproductions.Origins;

/// <summary>
/// Samples made of tracks, kept in a file. The file's key covers the settings and name, size and time of every track; a file with another key, or a damaged one, is made again.
/// Layout, little-endian: "MGCACHE1", key (32 bytes), SHA-256 of the rest (32 bytes), number of samples, then for each track number, segment number, length, bytes.
/// </summary>
internal sealed class SampleCache(string folder)
{
    private static readonly byte[] Magic = "MGCACHE1"u8.ToArray();

    public Sample[] Get(string name, string settings, IReadOnlyList<AudioTrack> tracks, Func<AudioTrack, IEnumerable<(int Segment, byte[] Data)>> make, Run run)
    {
        byte[] key = Key(settings, tracks);
        string path = Path.Combine(folder, name + ".cache");
        if (TryRead(path, key, tracks.Count) is { } kept)
        {
            return kept;
        }

        // A folder that can't be written is reported before the work, not after it.
        Directory.CreateDirectory(folder);
        (int Segment, byte[] Data)[][] made = new (int, byte[])[tracks.Count][];
        string?[] problems = new string?[made.Length];
        int done = 0;
        Parallel.For(0, made.Length, new ParallelOptions { MaxDegreeOfParallelism = run.Threads, CancellationToken = run.Cancellation }, i =>
        {
            try
            {
                made[i] = [.. make(tracks[i])];
            }
            catch (Exception error) when (error is AudioFormatException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                made[i] = [];
                problems[i] = $"{tracks[i].Name}: {error.Message}";
            }

            run.Progress?.Report(new TrackProgress(Interlocked.Increment(ref done), made.Length));
        });
        run.Problems.AddRange(problems.OfType<string>());
        Sample[] samples = [.. made.SelectMany(static (m, track) => m.Select(s => new Sample(track, s.Segment, s.Data)))];
        if (samples.Length == 0)
        {
            throw new IOException($"None of the {made.Length} tracks gave a sample{(run.Problems.Count > 0 ? "; the first: " + run.Problems[0] : "")}.");
        }

        // With a track missing the next run shall try again.
        if (run.Problems.Count == 0)
        {
            Write(path, key, samples);
        }

        return samples;
    }

    private static byte[] Key(string settings, IReadOnlyList<AudioTrack> tracks)
    {
        StringBuilder text = new(settings);
        foreach (AudioTrack track in tracks)
        {
            FileInfo file = new(track.Path);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n{track.Genre}/{track.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}");
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Write(string path, byte[] key, Sample[] samples)
    {
        using MemoryStream body = new();
        using (BinaryWriter writer = new(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(samples.Length);
            foreach (Sample sample in samples)
            {
                writer.Write(sample.Track);
                writer.Write(sample.Segment);
                writer.Write(sample.Data.Length);
                writer.Write(sample.Data.Span);
            }
        }

        ReadOnlyMemory<byte> bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(Magic);
            stream.Write(key);
            stream.Write(SHA256.HashData(bytes.Span));
            stream.Write(bytes.Span);
        });
    }

    /// <summary>The samples of a file; null if there is none, or not the one that is requested.</summary>
    private static Sample[]? TryRead(string path, byte[] key, int tracks)
    {
        const int Hash = SHA256.HashSizeInBytes;
        if (!File.Exists(path) || new FileInfo(path).Length is < 76 or > int.MaxValue - 64)
        {
            return null;
        }

        // The samples stay where they were read to: a thousand images are 122 MB.
        ReadOnlyMemory<byte> file = File.ReadAllBytes(path);
        ReadOnlySpan<byte> bytes = file.Span;
        if (!bytes.StartsWith(Magic) || !bytes.Slice(Magic.Length, Hash).SequenceEqual(key)
            || !SHA256.HashData(bytes[(Magic.Length + (2 * Hash))..]).AsSpan().SequenceEqual(bytes.Slice(Magic.Length + Hash, Hash)))
        {
            return null;
        }

        ReadOnlySpan<byte> body = bytes[(Magic.Length + (2 * Hash))..];
        int count = BitConverter.ToInt32(body);
        body = body[sizeof(int)..];
        if (count < 1 || count > body.Length / 12)
        {
            return null;
        }

        Sample[] samples = new Sample[count];
        for (int i = 0; i < count; i++)
        {
            int length = body.Length >= 12 ? BitConverter.ToInt32(body[8..]) : -1;
            if (length < 0 || length > body.Length - 12 || BitConverter.ToInt32(body) is int track && (track < 0 || track >= tracks))
            {
                return null;
            }

            samples[i] = new Sample(BitConverter.ToInt32(body), BitConverter.ToInt32(body[4..]), file.Slice(bytes.Length - body.Length + 12, length));
            body = body[(12 + length)..];
        }

        return samples;
    }

    /// <summary>One sample of a track.</summary>
    internal sealed record Sample(int Track, int Segment, ReadOnlyMemory<byte> Data);

    /// <summary>How the work is done.</summary>
    internal sealed record Run(int Threads, IProgress<TrackProgress>? Progress, List<string> Problems, CancellationToken Cancellation);
}
