using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MusicGenre.Audio.Formats;

/// <summary>Bytes of a file to float32, and channels to mono.</summary>
/// <remarks>
/// An integer of b bits becomes x / 2^(b-1), as libsndfile and with it librosa have it: 16 and 24 bits exactly, 32 bits rounded once.
/// float64 is rounded to float32. Nothing is clipped; NaN and infinity stay what they are.
/// </remarks>
internal static class SampleConverter
{
    private static readonly float[] MuLawTable = BuildTable(DecodeMuLaw);
    private static readonly float[] ALawTable = BuildTable(DecodeALaw);

    /// <summary>Converts samples, channels still interleaved.</summary>
    /// <param name="bytes">Whole samples; turned into this machine's byte order in place.</param>
    /// <param name="encoding">How they are written.</param>
    /// <param name="bigEndian">Whether the most significant byte comes first.</param>
    /// <param name="samples">As long as there are samples in <paramref name="bytes"/>.</param>
    public static void ToSingle(Span<byte> bytes, SampleEncoding encoding, bool bigEndian, Span<float> samples)
    {
        bool reverse = bigEndian == BitConverter.IsLittleEndian;
        switch (encoding)
        {
            case SampleEncoding.Unsigned8:
                for (int i = 0; i < samples.Length; i++)
                {
                    samples[i] = (bytes[i] - 128) * (1f / 128);
                }

                break;

            case SampleEncoding.Signed8:
                for (int i = 0; i < samples.Length; i++)
                {
                    samples[i] = (sbyte)bytes[i] * (1f / 128);
                }

                break;

            case SampleEncoding.Signed16:
                Span<short> words = MemoryMarshal.Cast<byte, short>(bytes)[..samples.Length];
                if (reverse)
                {
                    BinaryPrimitives.ReverseEndianness(words, words);
                }

                FromInt16(words, samples);
                break;

            case SampleEncoding.Signed24:
                FromInt24(bytes, bigEndian, samples);
                break;

            case SampleEncoding.Signed32:
                Span<int> integers = MemoryMarshal.Cast<byte, int>(bytes)[..samples.Length];
                if (reverse)
                {
                    BinaryPrimitives.ReverseEndianness(integers, integers);
                }

                for (int i = 0; i < samples.Length; i++)
                {
                    samples[i] = integers[i] * (1f / 2147483648f);
                }

                break;

            case SampleEncoding.Float32:
                Span<int> bits = MemoryMarshal.Cast<byte, int>(bytes)[..samples.Length];
                if (reverse)
                {
                    BinaryPrimitives.ReverseEndianness(bits, bits);
                }

                MemoryMarshal.Cast<int, float>(bits).CopyTo(samples);
                break;

            case SampleEncoding.Float64:
                Span<long> longBits = MemoryMarshal.Cast<byte, long>(bytes)[..samples.Length];
                if (reverse)
                {
                    BinaryPrimitives.ReverseEndianness(longBits, longBits);
                }

                ReadOnlySpan<double> doubles = MemoryMarshal.Cast<long, double>(longBits);
                for (int i = 0; i < samples.Length; i++)
                {
                    samples[i] = (float)doubles[i];
                }

                break;

            default:
                float[] table = encoding == SampleEncoding.ALaw ? ALawTable : MuLawTable;
                for (int i = 0; i < samples.Length; i++)
                {
                    samples[i] = table[bytes[i]];
                }

                break;
        }
    }

    /// <summary>
    /// The mean over the channels, as <c>librosa.to_mono</c>: summed in float32 in the order of the channels, then divided by their number.
    /// </summary>
    /// <param name="interleaved">[frames x channels].</param>
    /// <param name="channels">At least 1.</param>
    /// <param name="mono">[frames].</param>
    public static void ToMono(ReadOnlySpan<float> interleaved, int channels, Span<float> mono)
    {
        if (channels == 2)
        {
            StereoToMono(interleaved, mono);
            return;
        }

        for (int frame = 0, at = 0; frame < mono.Length; frame++, at += channels)
        {
            float sum = interleaved[at];
            for (int channel = 1; channel < channels; channel++)
            {
                sum += interleaved[at + channel];
            }

            mono[frame] = sum / channels;
        }
    }

    private static void FromInt16(ReadOnlySpan<short> words, Span<float> samples)
    {
        const float Scale = 1f / 32768;
        ref short source = ref MemoryMarshal.GetReference(words);
        ref float target = ref MemoryMarshal.GetReference(samples);
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> scale = Vector256.Create(Scale);
            for (; i <= samples.Length - 16; i += 16)
            {
                (Vector256<int> low, Vector256<int> high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)i));
                (Vector256.ConvertToSingle(low) * scale).StoreUnsafe(ref target, (nuint)i);
                (Vector256.ConvertToSingle(high) * scale).StoreUnsafe(ref target, (nuint)i + 8);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<float> scale = Vector128.Create(Scale);
            for (; i <= samples.Length - 8; i += 8)
            {
                (Vector128<int> low, Vector128<int> high) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)i));
                (Vector128.ConvertToSingle(low) * scale).StoreUnsafe(ref target, (nuint)i);
                (Vector128.ConvertToSingle(high) * scale).StoreUnsafe(ref target, (nuint)i + 4);
            }
        }

        for (; i < samples.Length; i++)
        {
            samples[i] = words[i] * Scale;
        }
    }

    private static void FromInt24(ReadOnlySpan<byte> bytes, bool bigEndian, Span<float> samples)
    {
        const float Scale = 1f / 2147483648f;
        int first = bigEndian ? 2 : 0;
        int last = 2 - first;
        for (int i = 0, at = 0; i < samples.Length; i++, at += 3)
        {
            int value = (bytes[at + first] << 8) | (bytes[at + 1] << 16) | (bytes[at + last] << 24);
            samples[i] = value * Scale;
        }
    }

    private static void StereoToMono(ReadOnlySpan<float> interleaved, Span<float> mono)
    {
        ref float source = ref MemoryMarshal.GetReference(interleaved);
        ref float target = ref MemoryMarshal.GetReference(mono);
        int i = 0;
        if (Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            // Left plus right in both halves of every pair; Narrow keeps the lower half of each.
            for (; i <= mono.Length - 4; i += 4)
            {
                Vector128<float> a = Vector128.LoadUnsafe(ref source, (nuint)(2 * i));
                Vector128<float> b = Vector128.LoadUnsafe(ref source, (nuint)(2 * i) + 4);
                a += Vector128.Shuffle(a, Vector128.Create(1, 0, 3, 2));
                b += Vector128.Shuffle(b, Vector128.Create(1, 0, 3, 2));
                (Vector128.Narrow(a.AsUInt64(), b.AsUInt64()).AsSingle() * 0.5f).StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < mono.Length; i++)
        {
            mono[i] = (interleaved[2 * i] + interleaved[(2 * i) + 1]) * 0.5f;
        }
    }

    private static float[] BuildTable(Func<int, int> decode)
    {
        float[] table = new float[256];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = decode(i) * (1f / 32768);
        }

        return table;
    }

    // ITU-T G.711: sign, three bits of segment, four bits of step, all inverted; the 14-bit value is scaled to 16.
    private static int DecodeMuLaw(int code)
    {
        int inverted = ~code & 0xFF;
        int magnitude = ((((inverted & 0x0F) << 3) + 0x84) << ((inverted >> 4) & 7)) - 0x84;
        return (inverted & 0x80) != 0 ? -magnitude : magnitude;
    }

    // ITU-T G.711: every second bit inverted; the 13-bit value is scaled to 16.
    private static int DecodeALaw(int code)
    {
        int value = code ^ 0x55;
        int segment = (value >> 4) & 7;
        int magnitude = ((value & 0x0F) << 4) + 8;
        if (segment > 0)
        {
            magnitude = (magnitude + 0x100) << (segment - 1);
        }

        return (value & 0x80) != 0 ? magnitude : -magnitude;
    }
}
