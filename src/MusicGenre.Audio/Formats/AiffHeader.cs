using System.Buffers.Binary;

namespace MusicGenre.Audio.Formats;

/// <summary>The header of an AIFF or AIFC file (Apple): PCM of both byte orders, float, A-law and µ-law.</summary>
/// <remarks>
/// Lenient as <see cref="WavHeader"/>: chunks in any order, and sound data shorter than claimed or of unknown size (0 or 0xFFFFFFFF) is read as far as it goes.
/// </remarks>
internal static class AiffHeader
{
    private const int MaximumChunks = 4096;

    /// <summary>Whether the first twelve bytes of a file say that it is one.</summary>
    public static bool Matches(ReadOnlySpan<byte> head)
    {
        return head.Length >= 12 && head[..4].SequenceEqual("FORM"u8) && (head.Slice(8, 4).SequenceEqual("AIFF"u8) || head.Slice(8, 4).SequenceEqual("AIFC"u8));
    }

    /// <summary>Reads the header.</summary>
    /// <param name="reader">At the file's first byte.</param>
    /// <returns>The layout; null if the file is sound but its compression is left to ffmpeg.</returns>
    /// <exception cref="AudioFormatException">The file is damaged.</exception>
    public static PcmLayout? Read(HeaderReader reader)
    {
        Span<byte> head = stackalloc byte[12];
        reader.Read(head, "the FORM header");
        bool compressed = head[11] == (byte)'C';
        PcmLayout? common = null;
        uint frames = 0;
        long dataPosition = -1;
        long dataBytes = 0;
        Span<byte> chunk = stackalloc byte[8];
        Span<byte> offset = stackalloc byte[8];
        for (int count = 0; common is null || dataPosition < 0; count++)
        {
            long start = reader.Position;
            if (!reader.TryRead(chunk))
            {
                throw reader.Error(start, common is null ? "the file ends before a 'COMM' chunk" : "the file ends before an 'SSND' chunk");
            }

            if (count == MaximumChunks)
            {
                throw reader.Error(start, $"more than {MaximumChunks} chunks without a 'COMM' and an 'SSND' chunk");
            }

            uint size = HeaderReader.UInt32(chunk[4..], bigEndian: true);
            if (chunk[..4].SequenceEqual("COMM"u8))
            {
                common = ReadCommon(reader, size, compressed, out frames);
                if (common is null)
                {
                    return null;
                }
            }
            else if (chunk[..4].SequenceEqual("SSND"u8) && dataPosition < 0)
            {
                reader.Read(offset, "the 'SSND' chunk");
                dataPosition = reader.Position + HeaderReader.UInt32(offset, bigEndian: true);
                long available = reader.Length is long length ? Math.Max(0, length - dataPosition) : long.MaxValue;
                long claimed = size - (dataPosition - (start + 8));
                dataBytes = size is 0 or uint.MaxValue ? available : Math.Clamp(claimed, 0, available);
                if (common is not null)
                {
                    reader.Seek(dataPosition);
                    break;
                }
            }

            reader.Seek(start + 8 + size + (size & 1));
        }

        // As many frames as COMM says and as are there; a COMM that was never filled in says 0.
        PcmLayout layout = common.Value;
        long there = dataBytes / layout.BytesPerFrame;
        return layout with { DataPosition = dataPosition, FrameCount = frames == 0 ? there : Math.Min(frames, there), MissingFrames = frames == 0 || reader.Length is null ? 0 : Math.Max(0, frames - there) };
    }

    private static PcmLayout? ReadCommon(HeaderReader reader, uint size, bool compressed, out uint frames)
    {
        long start = reader.Position;
        int needed = compressed ? 22 : 18;
        if (size < needed)
        {
            throw reader.Error(start - 8, $"a 'COMM' chunk of {size} bytes; at least {needed} were expected");
        }

        Span<byte> body = stackalloc byte[22];
        body = body[..needed];
        reader.Read(body, "the 'COMM' chunk");
        int channels = HeaderReader.UInt16(body, bigEndian: true);
        frames = HeaderReader.UInt32(body[2..], bigEndian: true);
        int bits = HeaderReader.UInt16(body[6..], bigEndian: true);
        double rate = ReadExtended(body[8..]);
        if (channels == 0)
        {
            throw reader.Error(start, "0 channels; 1 to 65,535 were expected");
        }

        if (!(rate >= 1 && rate <= int.MaxValue))
        {
            throw reader.Error(start + 8, "the sample rate is not a number in [1, 2,147,483,647]");
        }

        bool bigEndian = true;
        SampleEncoding? encoding = Pcm(bits);
        if (compressed)
        {
            switch (HeaderReader.Name(body.Slice(18, 4)))
            {
                case "NONE" or "twos":
                    break;
                case "in24":
                    encoding = SampleEncoding.Signed24;
                    break;
                case "in32":
                    encoding = SampleEncoding.Signed32;
                    break;
                case "sowt":
                    bigEndian = false;
                    break;
                case "42ni":
                    bigEndian = false;
                    encoding = SampleEncoding.Signed24;
                    break;
                case "23ni":
                    bigEndian = false;
                    encoding = SampleEncoding.Signed32;
                    break;
                case "raw ":
                    encoding = bits == 8 ? SampleEncoding.Unsigned8 : null;
                    break;
                case "fl32" or "FL32":
                    encoding = SampleEncoding.Float32;
                    break;
                case "fl64" or "FL64":
                    encoding = SampleEncoding.Float64;
                    break;
                case "ulaw" or "ULAW":
                    encoding = SampleEncoding.MuLaw;
                    break;
                case "alaw" or "ALAW":
                    encoding = SampleEncoding.ALaw;
                    break;
                default:
                    return null;
            }
        }

        if (encoding is null)
        {
            throw reader.Error(start + 6, $"{bits} bits per sample; 1 to 32 were expected");
        }

        return new PcmLayout(encoding.Value, bigEndian, channels, (int)Math.Round(rate), 0, null);
    }

    // AIFF's samples of n bits are left-justified in the next integer of bytes.
    private static SampleEncoding? Pcm(int bits) => bits switch
    {
        >= 1 and <= 8 => SampleEncoding.Signed8,
        > 8 and <= 16 => SampleEncoding.Signed16,
        > 16 and <= 24 => SampleEncoding.Signed24,
        > 24 and <= 32 => SampleEncoding.Signed32,
        _ => null,
    };

    // 80-bit extended precision: sign and 15 bits of exponent, then 64 bits with an explicit leading one.
    private static double ReadExtended(ReadOnlySpan<byte> bytes)
    {
        int exponent = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        ulong mantissa = BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
        return exponent >= 0x7FFF ? double.NaN : mantissa * Math.Pow(2, exponent - 16383 - 63);
    }
}
