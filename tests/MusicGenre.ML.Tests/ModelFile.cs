using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MusicGenre.ML.Tests;

/// <summary>The layout of a model file, as its documentation states it: what an attacker would know.</summary>
internal static class ModelFile
{
    public const int PayloadStart = 48;
    private const int ChecksumStart = 16;

    /// <summary>Makes length and checksum right again after the payload was changed.</summary>
    public static void Seal(byte[] file)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), (uint)(file.Length - PayloadStart));
        byte[] covered = [.. file[..ChecksumStart], .. file[PayloadStart..]];
        SHA256.HashData(covered).CopyTo(file, ChecksumStart);
    }
}
