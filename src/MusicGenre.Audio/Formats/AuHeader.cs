namespace MusicGenre.Audio.Formats;

/// <summary>The header of an AU/SND file (Sun, NeXT), big-endian or, as some machines wrote it, little-endian; the format that GTZAN comes in.</summary>
internal static class AuHeader
{
    /// <summary>Whether the first four bytes of a file say that it is one.</summary>
    public static bool Matches(ReadOnlySpan<byte> head) => head.Length >= 4 && (head[..4].SequenceEqual(".snd"u8) || head[..4].SequenceEqual("dns."u8));

    /// <summary>Reads the header.</summary>
    /// <param name="reader">At the file's first byte.</param>
    /// <returns>The layout; null if the file is sound but its coding (ADPCM, ...) is left to ffmpeg.</returns>
    /// <exception cref="AudioFormatException">The file is damaged.</exception>
    public static PcmLayout? Read(HeaderReader reader)
    {
        Span<byte> head = stackalloc byte[24];
        reader.Read(head, "the AU header of 24 bytes");
        bool bigEndian = head[0] == (byte)'.';
        uint dataPosition = HeaderReader.UInt32(head[4..], bigEndian);
        uint claimed = HeaderReader.UInt32(head[8..], bigEndian);
        uint code = HeaderReader.UInt32(head[12..], bigEndian);
        uint rate = HeaderReader.UInt32(head[16..], bigEndian);
        uint channels = HeaderReader.UInt32(head[20..], bigEndian);

        long available = reader.Length is long length ? length - dataPosition : long.MaxValue;
        if (dataPosition < 24 || available < 0)
        {
            throw reader.Error(4, $"the samples begin at byte {dataPosition}; 24 to {reader.Length}, the file's length, were expected");
        }

        SampleEncoding? encoding = code switch
        {
            1 => SampleEncoding.MuLaw,
            2 => SampleEncoding.Signed8,
            3 => SampleEncoding.Signed16,
            4 => SampleEncoding.Signed24,
            5 => SampleEncoding.Signed32,
            6 => SampleEncoding.Float32,
            7 => SampleEncoding.Float64,
            27 => SampleEncoding.ALaw,
            _ => null,
        };
        if (encoding is null)
        {
            return code is >= 8 and <= 26 ? null : throw reader.Error(12, $"the AU encoding {code}; 1 to 27 were expected");
        }

        if (rate is 0 or > int.MaxValue)
        {
            throw reader.Error(16, $"a sample rate of {rate} Hz; 1 to 2,147,483,647 were expected");
        }

        if (channels is 0 or > 65535)
        {
            throw reader.Error(20, $"{channels} channels; 1 to 65,535 were expected");
        }

        reader.Seek(dataPosition);

        // Size 0 and 0xFFFFFFFF are what a program writes that does not know it yet.
        long bytes = claimed is 0 or uint.MaxValue ? available : Math.Min(claimed, available);
        PcmLayout layout = new(encoding.Value, bigEndian, (int)channels, (int)rate, dataPosition, null);
        long missing = claimed is uint.MaxValue || reader.Length is null ? 0 : Math.Max(0, claimed - available);
        return layout with { FrameCount = bytes / layout.BytesPerFrame, MissingFrames = missing / layout.BytesPerFrame };
    }
}
