using System.Buffers.Binary;
using System.Security.Cryptography;
using MusicGenre.Features;

namespace MusicGenre.ML.Tests;

/// <summary>The layout of a model file, as its documentation states it: what an attacker would know.</summary>
internal static class ModelFile
{
    public const int PayloadStart = 48;
    private const int ChecksumStart = 16;

    /// <summary>A model file, well-formed down to the classifier, whose content the caller writes: hostile where that is.</summary>
    public static byte[] Of(string kind, int features, int genres, Action<ModelWriter> classifier, double deviation = 1, string featureSet = "", double window = 0, (string Kind, Action<ModelWriter> Write)? step = null, string card = "")
    {
        ModelWriter writer = new();
        writer.Write("Trainer");
        writer.Write(featureSet.Length > 0 ? FeatureSets.Means26.Names : [.. Enumerable.Repeat("", features)]);
        writer.Write((string[])[.. Enumerable.Repeat("", genres)]);
        writer.Write(featureSet);
        writer.Write(window);
        (string stepKind, Action<ModelWriter> writeStep) = step ?? ("scaling", w =>
        {
            w.Write(new double[features]);
            w.Write((double[])[.. Enumerable.Repeat(deviation, features)]);
        }
        );
        writer.Write(1);
        writer.Write(stepKind);
        writeStep(writer);
        writer.Write(kind);
        classifier(writer);
        writer.Write(card);
        byte[] file = [.. "MGENRE\r\n"u8, 3, 0, 0, 0, .. new byte[PayloadStart - 12], .. writer.ToArray()];
        Seal(file);
        return file;
    }

    /// <summary>Makes length and checksum right again after the payload was changed.</summary>
    public static void Seal(byte[] file)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), (uint)(file.Length - PayloadStart));
        byte[] covered = [.. file[..ChecksumStart], .. file[PayloadStart..]];
        SHA256.HashData(covered).CopyTo(file, ChecksumStart);
    }
}
