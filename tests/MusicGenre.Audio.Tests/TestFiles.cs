using System.Buffers.Binary;
using System.Text;

namespace MusicGenre.Audio.Tests;

/// <summary>Makes small audio files, byte by byte, with nothing of the library under test.</summary>
internal static class TestFiles
{
    /// <summary>Bytes, one part after the other: text (ASCII), bytes, and numbers in the given byte order.</summary>
    public static byte[] Bytes(bool bigEndian, params object[] parts)
    {
        MemoryStream stream = new();
        foreach (object part in parts)
        {
            byte[] bytes = part switch
            {
                string s => Encoding.ASCII.GetBytes(s),
                byte[] b => b,
                byte b => [b],
                sbyte b => [(byte)b],
                short v => BitConverter.GetBytes(v),
                ushort v => BitConverter.GetBytes(v),
                int v => BitConverter.GetBytes(v),
                uint v => BitConverter.GetBytes(v),
                long v => BitConverter.GetBytes(v),
                float v => BitConverter.GetBytes(v),
                double v => BitConverter.GetBytes(v),
                _ => throw new ArgumentException(part.GetType().Name),
            };
            if (bigEndian && part is not string and not byte[])
            {
                Array.Reverse(bytes);
            }

            stream.Write(bytes);
        }

        return stream.ToArray();
    }

    public static byte[] Chunk(string name, byte[] body, bool bigEndian = false, uint? claimed = null, bool pad = true)
    {
        byte[] chunk = Bytes(bigEndian, name, claimed ?? (uint)body.Length, body);
        return pad && body.Length % 2 == 1 ? [.. chunk, 0] : chunk;
    }

    public static byte[] Riff(byte[][] chunks, string id = "RIFF", bool bigEndian = false, uint? claimed = null)
    {
        byte[] body = [.. "WAVE"u8, .. chunks.SelectMany(c => c)];
        return [.. Bytes(bigEndian, id, claimed ?? (uint)body.Length), .. body];
    }

    public static byte[] Format(int tag, int channels, int rate, int bits, bool bigEndian = false)
    {
        int align = channels * (bits / 8);
        return Chunk("fmt ", Bytes(bigEndian, (ushort)tag, (ushort)channels, rate, rate * align, (ushort)align, (ushort)bits), bigEndian);
    }

    public static byte[] Wav(byte[] data, int tag = 1, int channels = 1, int rate = 22050, int bits = 16)
    {
        return Riff([Format(tag, channels, rate, bits), Chunk("data", data)]);
    }

    public static byte[] Au(byte[] data, int code, int channels = 1, int rate = 22050, uint? claimed = null, string annotation = "")
    {
        return Bytes(true, ".snd", 24 + annotation.Length, claimed ?? (uint)data.Length, code, rate, channels, annotation, data);
    }

    public static byte[] Aiff(byte[] data, int bits, int frames, string? compression = null, int channels = 1, byte[]? rate = null)
    {
        byte[] common = Bytes(true, (short)channels, frames, (short)bits, rate ?? Extended22050);
        if (compression is not null)
        {
            common = [.. common, .. Encoding.ASCII.GetBytes(compression), 0, 0];
        }

        byte[] body =
        [
            .. Encoding.ASCII.GetBytes(compression is null ? "AIFF" : "AIFC"),
            .. Chunk("COMM", common, bigEndian: true),
            .. Chunk("SSND", [.. new byte[8], .. data], bigEndian: true),
        ];
        return [.. Bytes(true, "FORM", body.Length), .. body];
    }

    // 22,050 = 1.0101100010001 (binary) * 2^14 in 80-bit extended precision.
    private static readonly byte[] Extended22050 = [0x40, 0x0D, 0xAC, 0x44, 0, 0, 0, 0, 0, 0];

    public static byte[] Pcm16(params short[] values) => Bytes(false, [.. values.Select(v => (object)v)]);

    public static byte[] BigPcm16(params short[] values) => Bytes(true, [.. values.Select(v => (object)v)]);

    public static byte[] Reverse(byte[] samples, int size)
    {
        byte[] reversed = (byte[])samples.Clone();
        for (int i = 0; i < reversed.Length; i += size)
        {
            Array.Reverse(reversed, i, size);
        }

        return reversed;
    }

    public static short ReadInt16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt16LittleEndian(bytes);
}
