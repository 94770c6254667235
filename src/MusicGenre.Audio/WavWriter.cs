using System.Buffers.Binary;
using MusicGenre.Numerics;

namespace MusicGenre.Audio;

/// <summary>Writes clips as WAV files.</summary>
public static class WavWriter
{
    private const int BlockLength = 16384;

    /// <summary>Writes a mono WAV file, atomically.</summary>
    /// <param name="path">The file; one that is there already is replaced.</param>
    /// <param name="clip">What to write; may be empty.</param>
    /// <param name="format">How a sample is written.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> is null or empty; <paramref name="format"/> is none; or the clip has a NaN or infinite sample, which no file is given.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="clip"/> is null.</exception>
    public static void Write(string path, AudioClip clip, WavSampleFormat format = WavSampleFormat.Float32)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Check(clip, format);
        AtomicFile.Write(path, stream => WriteTo(stream, clip, format));
    }

    /// <summary>Writes a mono WAV file at the stream's position.</summary>
    /// <param name="stream">Where to; it stays open, and need not seek.</param>
    /// <param name="clip">What to write; may be empty.</param>
    /// <param name="format">How a sample is written.</param>
    /// <exception cref="ArgumentException"><paramref name="format"/> is none, or the clip has a NaN or infinite sample; nothing is written then.</exception>
    public static void Write(Stream stream, AudioClip clip, WavSampleFormat format = WavSampleFormat.Float32)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Check(clip, format);
        WriteTo(stream, clip, format);
    }

    private static void Check(AudioClip clip, WavSampleFormat format)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (!Enum.IsDefined(format))
        {
            throw new ArgumentOutOfRangeException(nameof(format), format, $"Must be {WavSampleFormat.Pcm16} or {WavSampleFormat.Float32}.");
        }

        int bad = clip.IndexOfNonFinite();
        if (bad >= 0)
        {
            throw new ArgumentException($"Sample {bad} is {clip.Samples.Span[bad]}; finite numbers are needed.", nameof(clip));
        }
    }

    private static void WriteTo(Stream stream, AudioClip clip, WavSampleFormat format)
    {
        // RIFF sizes are 32 bits; a clip of 2^31 samples is beyond them, and readers take 0xFFFFFFFF as "to the end of the file".
        int bytesPerSample = format == WavSampleFormat.Pcm16 ? 2 : 4;
        long dataBytes = (long)clip.Length * bytesPerSample;
        bool isFloat = format == WavSampleFormat.Float32;
        int headBytes = isFloat ? 58 : 44;
        Span<byte> head = stackalloc byte[headBytes];
        head.Clear();
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)Math.Min(uint.MaxValue, dataBytes + headBytes - 8));
        "WAVEfmt "u8.CopyTo(head[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(head[16..], isFloat ? 18u : 16u);
        BinaryPrimitives.WriteUInt16LittleEndian(head[20..], (ushort)(isFloat ? 3 : 1));
        BinaryPrimitives.WriteUInt16LittleEndian(head[22..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(head[24..], (uint)clip.SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(head[28..], (uint)Math.Min(uint.MaxValue, (long)clip.SampleRate * bytesPerSample));
        BinaryPrimitives.WriteUInt16LittleEndian(head[32..], (ushort)bytesPerSample);
        BinaryPrimitives.WriteUInt16LittleEndian(head[34..], (ushort)(bytesPerSample * 8));
        if (isFloat)
        {
            // Anything but PCM has an extension (of no bytes) and a fact chunk: the number of samples.
            "fact"u8.CopyTo(head[38..]);
            BinaryPrimitives.WriteUInt32LittleEndian(head[42..], 4);
            BinaryPrimitives.WriteUInt32LittleEndian(head[46..], (uint)clip.Length);
        }

        "data"u8.CopyTo(head[^8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(head[^4..], (uint)Math.Min(uint.MaxValue, dataBytes));
        stream.Write(head);

        byte[] block = new byte[BlockLength * bytesPerSample];
        ReadOnlySpan<float> samples = clip.Samples.Span;
        while (!samples.IsEmpty)
        {
            ReadOnlySpan<float> part = samples[..Math.Min(BlockLength, samples.Length)];
            samples = samples[part.Length..];
            for (int i = 0; i < part.Length; i++)
            {
                if (isFloat)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(block.AsSpan(4 * i), part[i]);
                }
                else
                {
                    BinaryPrimitives.WriteInt16LittleEndian(block.AsSpan(2 * i), (short)Math.Clamp(MathF.Round(part[i] * 32768), -32768, 32767));
                }
            }

            stream.Write(block, 0, part.Length * bytesPerSample);
        }
    }
}
