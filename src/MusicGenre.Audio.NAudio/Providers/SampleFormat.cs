using System.Buffers.Binary;
using NAudio.Wave;

namespace MusicGenre.Audio.Providers;

/// <summary>The sample encoding of an NAudio format, if that is PCM or float.</summary>
internal static class SampleFormat
{
    // In an extensible format the sub-format's GUID begins with the tag that a plain one would have; before it are two bytes of valid bits and four of channel mask.
    private const int SubFormatOffset = 6;

    /// <summary>The plain format of PCM of 8, 16, 24 or 32 bits and of float of 32 or 64, extensible or not; null for all others and for one that contradicts itself.</summary>
    public static WaveFormat? Plain(WaveFormat format)
    {
        WaveFormatEncoding encoding = format.Encoding;
        if (encoding == WaveFormatEncoding.Extensible)
        {
            encoding = format switch
            {
                WaveFormatExtensible extensible => (WaveFormatEncoding)BinaryPrimitives.ReadUInt16LittleEndian(extensible.SubFormat.ToByteArray()),
                WaveFormatExtraData extra => (WaveFormatEncoding)BinaryPrimitives.ReadUInt16LittleEndian(extra.ExtraData.AsSpan(SubFormatOffset)),
                _ => encoding,
            };
        }

        bool known = (encoding, format.BitsPerSample) is (WaveFormatEncoding.Pcm, 8 or 16 or 24 or 32) or (WaveFormatEncoding.IeeeFloat, 32 or 64);
        return known && format.Channels >= 1 && format.SampleRate >= 1 && format.BlockAlign == format.Channels * (format.BitsPerSample / 8)
            ? WaveFormat.CreateCustomFormat(encoding, format.SampleRate, format.Channels, format.SampleRate * format.BlockAlign, format.BlockAlign, format.BitsPerSample)
            : null;
    }
}
