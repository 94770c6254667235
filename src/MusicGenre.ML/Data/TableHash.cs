using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MusicGenre.ML.Data;

/// <summary>The SHA-256 of a table's content: each part with its length before it, numbers little-endian.</summary>
internal static class TableHash
{
    public static string Of(FeatureTable table)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Texts(hash, table.FeatureNames);
        Texts(hash, table.FileNames);
        Texts(hash, table.Labels);
        Texts(hash, table.Groups);
        Texts(hash, table.Artists);
        Texts(hash, table.Albums);
        Numbers(hash, table.Lengths);
        Numbers(hash, table.Weights?.Select(BitConverter.DoubleToInt64Bits).ToArray());
        Number(hash, table.Values.Length);
        if (BitConverter.IsLittleEndian)
        {
            hash.AppendData(MemoryMarshal.AsBytes(table.Values));
        }
        else
        {
            foreach (float value in table.Values)
            {
                Number(hash, BitConverter.SingleToInt32Bits(value));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Texts(IncrementalHash hash, IReadOnlyList<string>? texts)
    {
        Number(hash, texts?.Count ?? -1);
        foreach (string text in texts ?? [])
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Number(hash, bytes.Length);
            hash.AppendData(bytes);
        }
    }

    private static void Numbers(IncrementalHash hash, IReadOnlyList<long>? numbers)
    {
        Number(hash, numbers?.Count ?? -1);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (long number in numbers ?? [])
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            hash.AppendData(bytes);
        }
    }

    private static void Number(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
