using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MusicGenre.Tool.Drawing;

/// <summary>Writes pictures as PNG (ISO/IEC 15948): eight bits of red, green and blue a pixel.</summary>
internal static class PngFile
{
    private const int BytesPerPixel = 3;
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(static n =>
    {
        uint c = (uint)n;
        for (int k = 0; k < 8; k++)
        {
            c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
        }

        return c;
    })];

    /// <param name="stream">Where to.</param>
    /// <param name="pixels">Red, green, blue, row by row from the top left.</param>
    /// <param name="width">Pixels of a row.</param>
    public static void Write(Stream stream, ReadOnlySpan<byte> pixels, int width) => Write(stream, pixels, width, BytesPerPixel, palette: []);

    /// <summary>The same of at most 256 colours: a third of the bytes, and of the time.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="pixels">The number of each pixel's colour.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="palette">Red, green, blue of each colour.</param>
    public static void WriteIndexed(Stream stream, ReadOnlySpan<byte> pixels, int width, ReadOnlySpan<byte> palette) => Write(stream, pixels, width, bytesPerPixel: 1, palette);

    private static void Write(Stream stream, ReadOnlySpan<byte> pixels, int width, int bytesPerPixel, ReadOnlySpan<byte> palette)
    {
        int stride = width * bytesPerPixel;
        int height = pixels.Length / stride;
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = (byte)(palette.IsEmpty ? 2 : 3);
        WriteChunk(stream, "IHDR", header);
        if (!palette.IsEmpty)
        {
            WriteChunk(stream, "PLTE", palette);
        }

        using MemoryStream data = new();
        using (ZLibStream zlib = new(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            // The filter "Sub", each byte less the same of the pixel to the left; of numbers of colours none.
            byte[] line = new byte[1 + stride];
            line[0] = (byte)(palette.IsEmpty ? 1 : 0);
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<byte> row = pixels.Slice(y * stride, stride);
                for (int i = 0; i < stride; i++)
                {
                    line[1 + i] = (byte)(row[i] - (!palette.IsEmpty || i < bytesPerPixel ? 0 : row[i - bytesPerPixel]));
                }

                zlib.Write(line);
            }
        }

        WriteChunk(stream, "IDAT", data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(stream, "IEND", []);
    }

    private static void WriteChunk(Stream stream, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        Span<byte> name = stackalloc byte[4];
        Encoding.ASCII.GetBytes(type, name);
        stream.Write(name);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), data));
        stream.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return crc;
    }
}
