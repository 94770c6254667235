using System.Buffers.Binary;
using MusicGenre.Audio.Formats;

namespace MusicGenre.Audio.Tags;

/// <summary>Sees without another program that a WAV or AU file has no tags: thousands of them are looked at in the time of one run of ffprobe a dozen.</summary>
internal static class TaglessFile
{
    private const int MostChunks = 64;

    // A header of 24 bytes, and the annotation that is left empty.
    private const int LongestAuHeader = 32;

    /// <summary>The tags (none, and the duration); null where there may be some, or the file is of another kind or damaged.</summary>
    /// <exception cref="FileNotFoundException">There is no such file (<see cref="DirectoryNotFoundException"/>: no such folder).</exception>
    public static AudioTags? Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 512);
        Span<byte> head = stackalloc byte[12];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return null;
        }

        bool isTagless = AuHeader.Matches(head) ? BinaryPrimitives.ReadUInt32BigEndian(head[4..]) <= LongestAuHeader
            : WavHeader.Matches(head) && head[..4].SequenceEqual("RIFF"u8) && HasOnlySamples(stream);
        if (!isTagless)
        {
            return null;
        }

        stream.Position = 0;
        try
        {
            return AudioFile.ReadLayout(new HeaderReader(stream, path), head) is { FrameCount: long frames } layout ? new AudioTags { Duration = (double)frames / layout.SampleRate } : null;
        }
        catch (AudioFormatException)
        {
            // ffprobe says what is wrong with it.
            return null;
        }
    }

    private static bool HasOnlySamples(FileStream stream)
    {
        Span<byte> chunk = stackalloc byte[8];
        for (int count = 0; count < MostChunks; count++)
        {
            int read = stream.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            if (read == 0)
            {
                return true;
            }

            ReadOnlySpan<byte> name = chunk[..4];
            if (read < chunk.Length || !(name.SequenceEqual("fmt "u8) || name.SequenceEqual("fact"u8) || name.SequenceEqual("data"u8) || name.SequenceEqual("PEAK"u8)))
            {
                return false;
            }

            long size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            stream.Position = Math.Min(stream.Length, stream.Position + size + (size & 1));
        }

        return false;
    }
}
