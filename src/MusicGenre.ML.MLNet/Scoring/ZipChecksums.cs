using System.IO.Compression;

namespace MusicGenre.ML.MLNet.Scoring;

/// <summary>
/// Compares the contents of a zip with the checksums that it holds, which neither <see cref="ZipArchive"/> nor ML.NET does: of a damaged length ML.NET takes memory, and
/// reads on at the end of the stream for ever.
/// </summary>
internal static class ZipChecksums
{
    // The polynomial of zip's CRC-32, bits reversed (the processor's own instruction computes another one, CRC-32C).
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static i =>
    {
        uint value = (uint)i;
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        }

        return value;
    })];

    /// <summary>Reads every entry to its end.</summary>
    /// <param name="zip">The zip.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Verify(byte[] zip)
    {
        using ZipArchive archive = new(new MemoryStream(zip), ZipArchiveMode.Read);
        byte[] buffer = new byte[1 << 15];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            uint checksum = uint.MaxValue;
            long length = 0;
            int count;
            while (length <= entry.Length && (count = stream.Read(buffer)) > 0)
            {
                length += count;
                foreach (byte b in buffer.AsSpan(0, count))
                {
                    checksum = Table[(byte)(checksum ^ b)] ^ (checksum >> 8);
                }
            }

            if (length != entry.Length || ~checksum != entry.Crc32)
            {
                throw new InvalidDataException($"the entry '{entry.FullName}' is damaged: its length or checksum is wrong");
            }
        }
    }
}
