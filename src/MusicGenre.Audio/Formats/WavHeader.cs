using System.Buffers.Binary;

namespace MusicGenre.Audio.Formats;

/// <summary>
/// The header of a WAV file: RIFF, its big-endian twin RIFX, and RF64/BW64 (EBU Tech 3306) for more than 4 GB.
/// </summary>
/// <remarks>
/// Lenient where the samples can be found all the same: chunks in any order and of odd length with or without their pad byte, a <c>data</c> chunk that
/// claims more than the file holds (what is there is read), and one of size 0 or 0xFFFFFFFF, as programs write that could not go back to fill it in
/// (everything to the end of the file is read, unless size 0 is followed by well-formed chunks up to the end: then there are no samples).
/// </remarks>
internal static class WavHeader
{
    // A real file has a handful. The bound keeps a file of gigabytes of empty chunks from being read eight bytes at a time.
    private const int MaximumChunks = 4096;

    private const int TagPcm = 1;
    private const int TagFloat = 3;
    private const int TagALaw = 6;
    private const int TagMuLaw = 7;
    private const int TagExtensible = 0xFFFE;

    // The last 14 bytes of KSDATAFORMAT_SUBTYPE_*; the first two are the format tag.
    private static ReadOnlySpan<byte> SubtypeTail => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    // The same of the ambisonic subtypes (B-format).
    private static ReadOnlySpan<byte> AmbisonicTail => [0, 0, 0x21, 0x07, 0xD3, 0x11, 0x86, 0x44, 0xC8, 0xC1, 0xCA, 0, 0, 0];

    /// <summary>Whether the first twelve bytes of a file say that it is one.</summary>
    public static bool Matches(ReadOnlySpan<byte> head)
    {
        return head.Length >= 12 && head.Slice(8, 4).SequenceEqual("WAVE"u8)
            && (head[..4].SequenceEqual("RIFF"u8) || head[..4].SequenceEqual("RIFX"u8) || head[..4].SequenceEqual("RF64"u8) || head[..4].SequenceEqual("BW64"u8));
    }

    /// <summary>Reads the header.</summary>
    /// <param name="reader">At the file's first byte.</param>
    /// <returns>The layout; null if the file is sound but its coding (ADPCM, MP3, ...) is left to ffmpeg.</returns>
    /// <exception cref="AudioFormatException">The file is damaged.</exception>
    public static PcmLayout? Read(HeaderReader reader)
    {
        Span<byte> head = stackalloc byte[12];
        reader.Read(head, "the RIFF header");
        bool bigEndian = head[..4].SequenceEqual("RIFX"u8);
        bool is64 = head[..4].SequenceEqual("RF64"u8) || head[..4].SequenceEqual("BW64"u8);

        Format? format = null;
        bool coded = false;
        long dataPosition = -1;
        long dataSize = 0;
        long dataSize64 = -1;
        Span<byte> chunk = stackalloc byte[8];
        Span<byte> sizes = stackalloc byte[16];
        for (int count = 0; format is null || dataPosition < 0; count++)
        {
            long start = reader.Position;
            if (!reader.TryRead(chunk))
            {
                throw reader.Error(start, format is null && !coded ? "the file ends before a 'fmt ' chunk" : "the file ends before a 'data' chunk");
            }

            if (count == MaximumChunks)
            {
                throw reader.Error(start, $"more than {MaximumChunks} chunks without a 'fmt ' and a 'data' chunk");
            }

            uint size = HeaderReader.UInt32(chunk[4..], bigEndian);
            if (chunk[..4].SequenceEqual("fmt "u8))
            {
                format = ReadFormat(reader, size, bigEndian, out coded);
                if (coded)
                {
                    return null;
                }

            }
            else if (chunk[..4].SequenceEqual("ds64"u8) && is64)
            {
                if (size < sizes.Length)
                {
                    throw reader.Error(start, $"a 'ds64' chunk of {size} bytes; at least 28 were expected");
                }

                reader.Read(sizes, "the 'ds64' chunk");
                dataSize64 = Math.Min(BinaryPrimitives.ReadInt64LittleEndian(sizes[8..]), long.MaxValue / 4);
            }
            else if (chunk[..4].SequenceEqual("data"u8) && dataPosition < 0)
            {
                dataPosition = reader.Position;
                dataSize = is64 && size == uint.MaxValue && dataSize64 >= 0 ? dataSize64 : size;
                if (format is not null)
                {
                    break;
                }

                if (dataSize is 0 or uint.MaxValue)
                {
                    throw reader.Error(start, "a 'data' chunk of unknown size comes before the 'fmt ' chunk");
                }
            }
            else if (chunk[..4].SequenceEqual("LIST"u8) && dataPosition < 0 && IsWaveList(reader, size))
            {
                throw reader.Error(start, "the samples are in a 'wavl' list, which is not supported; a 'data' chunk was expected");
            }

            long body = start + 8;
            long length = chunk[..4].SequenceEqual("data"u8) ? dataSize : size;
            SkipChunk(reader, body, length);
        }

        long? bytes = AvailableBytes(reader, dataPosition, dataSize, bigEndian);
        Format f = format.Value;
        PcmLayout layout = new(f.Encoding, bigEndian, f.Channels, f.SampleRate, dataPosition, null);
        long missing = dataSize is > 0 and not uint.MaxValue && bytes < dataSize && reader.Length is not null ? dataSize - bytes.Value : 0;
        return layout with { FrameCount = bytes / layout.BytesPerFrame, MissingFrames = missing / layout.BytesPerFrame };
    }

    private static Format? ReadFormat(HeaderReader reader, uint size, bool bigEndian, out bool coded)
    {
        long start = reader.Position;
        coded = false;
        if (size < 16)
        {
            throw reader.Error(start - 8, $"a 'fmt ' chunk of {size} bytes; at least 16 were expected");
        }

        Span<byte> body = stackalloc byte[40];
        body = body[..(int)Math.Min(size, body.Length)];
        reader.Read(body, "the 'fmt ' chunk");
        int tag = HeaderReader.UInt16(body, bigEndian);
        int channels = HeaderReader.UInt16(body[2..], bigEndian);
        uint rate = HeaderReader.UInt32(body[4..], bigEndian);
        int blockAlign = HeaderReader.UInt16(body[12..], bigEndian);
        int bits = HeaderReader.UInt16(body[14..], bigEndian);
        if (tag == TagExtensible)
        {
            if (body.Length < 40)
            {
                throw reader.Error(start - 8, $"an extensible 'fmt ' chunk of {size} bytes; at least 40 were expected");
            }

            ReadOnlySpan<byte> tail = body.Slice(26, 14);
            tag = bigEndian || tail.SequenceEqual(SubtypeTail) || tail.SequenceEqual(AmbisonicTail) ? HeaderReader.UInt16(body[24..], bigEndian) : -1;
        }

        if (channels == 0)
        {
            throw reader.Error(start + 2, "0 channels; 1 to 65,535 were expected");
        }

        if (rate is 0 or > int.MaxValue)
        {
            throw reader.Error(start + 4, $"a sample rate of {rate} Hz; 1 to 2,147,483,647 were expected");
        }

        // Samples narrower than their container (12 in 16 bits, 20 in 24) are left-justified, so the container is what counts.
        int container = blockAlign > 0 && blockAlign % channels == 0 ? blockAlign / channels : 0;
        if (container * 8 < bits || container > 8)
        {
            container = (bits + 7) / 8;
        }

        SampleEncoding? encoding = (tag, container) switch
        {
            (TagPcm, 1) => SampleEncoding.Unsigned8,
            (TagPcm, 2) => SampleEncoding.Signed16,
            (TagPcm, 3) => SampleEncoding.Signed24,
            (TagPcm, 4) => SampleEncoding.Signed32,
            (TagFloat, 4) => SampleEncoding.Float32,
            (TagFloat, 8) => SampleEncoding.Float64,
            (TagALaw, 1) => SampleEncoding.ALaw,
            (TagMuLaw, 1) => SampleEncoding.MuLaw,
            _ => null,
        };
        if (encoding is null)
        {
            if (tag is TagPcm or TagFloat)
            {
                throw reader.Error(start + 14, $"{bits} bits per sample; {(tag == TagPcm ? "1 to 32" : "32 or 64")} were expected");
            }

            coded = true;
            return null;
        }

        return new Format(encoding.Value, channels, (int)rate);
    }

    private static bool IsWaveList(HeaderReader reader, uint size)
    {
        Span<byte> type = stackalloc byte[4];
        return size >= 4 && reader.TryRead(type) && type.SequenceEqual("wavl"u8);
    }

    // A chunk of odd length is followed by a pad byte, which some programs leave out.
    private static void SkipChunk(HeaderReader reader, long body, long length)
    {
        long end = body + length;
        if ((length & 1) == 0)
        {
            reader.Seek(end);
            return;
        }

        if (reader.CanSeek)
        {
            Span<byte> probe = stackalloc byte[5];
            reader.Seek(end);
            if (reader.TryRead(probe) && HeaderReader.IsName(probe[..4]) && !(probe[0] == 0x20 && HeaderReader.IsName(probe[1..])))
            {
                reader.Seek(end);
                return;
            }
        }

        reader.Seek(end + 1);
    }

    // How many bytes of samples there really are; null for a stream whose header does not know.
    private static long? AvailableBytes(HeaderReader reader, long position, long claimed, bool bigEndian)
    {
        if (reader.Length is not long length)
        {
            return claimed is <= 0 or uint.MaxValue ? null : claimed;
        }

        long available = Math.Max(0, length - position);
        if (claimed > 0 && claimed < uint.MaxValue)
        {
            return Math.Min(claimed, available);
        }

        if (claimed == 0 && ChunksFollow(reader, position, length, bigEndian))
        {
            return 0;
        }

        // More than 4 GB with a size in ds64, or a size that was never filled in.
        return claimed > uint.MaxValue ? Math.Min(claimed, available) : available;
    }

    private static bool ChunksFollow(HeaderReader reader, long position, long length, bool bigEndian)
    {
        Span<byte> chunk = stackalloc byte[8];
        for (int count = 0; count < MaximumChunks; count++)
        {
            if (position == length)
            {
                return true;
            }

            reader.Seek(position);
            if (!reader.TryRead(chunk) || !HeaderReader.IsName(chunk[..4]))
            {
                return false;
            }

            uint size = HeaderReader.UInt32(chunk[4..], bigEndian);
            position += 8 + size + (size & 1);
            if (position > length)
            {
                // The last chunk may lack its pad byte.
                return position == length + 1 && (size & 1) == 1;
            }
        }

        return false;
    }

    private readonly record struct Format(SampleEncoding Encoding, int Channels, int SampleRate);
}
