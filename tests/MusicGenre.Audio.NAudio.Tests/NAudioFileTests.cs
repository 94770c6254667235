using MusicGenre.Tests;
using NAudio.Wave;
using static MusicGenre.Audio.Tests.TestFiles;

namespace MusicGenre.Audio.Tests;

/// <summary>NAudio's readers against <see cref="AudioFile"/>, which was checked against librosa: the same file, the same bits.</summary>
public sealed class NAudioFileTests
{
    private const int Pcm = 1;
    private const int Float = 3;

    // No tolerance at any depth. 8, 16 and 24 bits fit into float32's 24, and a division by a power of two is exact; 32 bits and float64 are rounded once, to nearest, by both,
    // before that division.
    [Test]
    public void WavOfEveryDepthIsReadAsAudioFileReadsIt(
        [Values("8", "16", "24", "32", "float", "double")] string depth, [Values(1, 2, 3)] int channels, [Values] bool extensible)
    {
        using TemporaryFolder folder = new();
        (int tag, int bits) = depth switch { "float" => (Float, 32), "double" => (Float, 64), _ => (Pcm, int.Parse(depth)) };
        byte[] data = Samples(tag, bits, 5000 * channels);
        byte[] format = extensible ? Extensible(tag, channels, 22050, bits) : Format(tag, channels, 22050, bits);
        string path = folder.File("a.bin", Riff([format, Chunk("data", data)]));
        AssertSame(NAudioFile.Read(path), AudioFile.Read(path));
    }

    [Test]
    public void AiffIsReadAsAudioFileReadsIt([Values(16, 24, 32)] int bits, [Values(1, 2)] int channels)
    {
        using TemporaryFolder folder = new();
        byte[] data = Reverse(Samples(Pcm, bits, 5001 * channels), bits / 8);
        string path = folder.File("a.aiff", Aiff(data, bits, 5001, channels: channels));
        AssertSame(NAudioFile.Read(path), AudioFile.Read(path));
        using AiffFileReader reader = new(path);
        AssertSame(reader.ToAudioClip(), AudioFile.Read(path));
    }

    [Test]
    public void AStretchAtAnotherRateIsThatOfAudioFile([Values(22050, 16000, 44100)] int rate, [Values(0, 0.05)] double offset, [Values(null, 0.1, 5.0)] double? duration)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.wav", Wav(Samples(Pcm, 16, 2 * 6000), channels: 2));
        AudioReadOptions options = new() { SampleRate = rate, Offset = offset, Duration = duration };
        AssertSame(NAudioFile.Read(path, options), AudioFile.Read(path, options));

        using IAudioSource source = NAudioFile.Open(path, options);
        float[] first = new float[700];
        float[] second = new float[700];
        Assert.That(source.Read(first), Is.EqualTo(700));
        source.Rewind();
        Assert.That(source.Read(second), Is.EqualTo(700));
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void WhatIsCutIsReadAsFarAsItGoes([Range(0, 9)] int missing)
    {
        using TemporaryFolder folder = new();
        byte[] wav = Wav(Samples(Pcm, 24, 2 * 9000), channels: 2, bits: 24);
        string path = folder.File("a.wav", wav[..^missing]);
        AssertSame(NAudioFile.Read(path), AudioFile.Read(path));
    }

    [Test]
    public void WhatIsNoAudioIsRefusedWithItsPath()
    {
        using TemporaryFolder folder = new();
        byte[] pcm = Samples(Pcm, 16, 100);
        Refused("empty.wav", []);
        Refused("short.wav", [.. "RIFF"u8, 0, 0]);
        Refused("head.wav", Wav(pcm)[..20]);
        Refused("no data.wav", Riff([Format(Pcm, 1, 22050, 16)]));
        Refused("no format.wav", Riff([Chunk("data", pcm)]));
        Refused("no channel.wav", Wav(pcm, channels: 0));
        Refused("no rate.wav", Wav(pcm, rate: 0));
        Refused("12 bits.wav", Wav(pcm, bits: 12));
        Refused("long format.wav", Riff([Chunk("fmt ", new byte[2000]), Chunk("data", pcm)]));
        Refused("no chunks.aiff", Bytes(true, "FORM", 4, "AIFF"));
        Refused("compressed.aiff", Aiff(pcm, 16, 50, compression: "ulaw"));
        Refused("8 bits.aiff", Aiff(pcm, 8, 200));
        if (!OperatingSystem.IsWindows())
        {
            Refused("mu-law.wav", Wav(pcm, tag: 7, bits: 8));
            Refused("text.mp3", [.. "a text that is no sound at all"u8]);
        }

        Assert.That(() => NAudioFile.Read(folder.Path), Throws.InstanceOf<AudioFormatException>().With.Message.Contains("a folder"));
        Assert.That(() => NAudioFile.Read(Path.Combine(folder.Path, "none.wav")), Throws.InstanceOf<FileNotFoundException>());
        Assert.That(() => NAudioFile.Read(""), Throws.ArgumentException);
        string good = folder.File("good.wav", Wav(pcm));
        Assert.That(() => NAudioFile.Read(good, new AudioReadOptions { SampleRate = 1 }), Throws.InstanceOf<AudioFormatException>().With.Message.Contains("256"));

        void Refused(string name, byte[] bytes)
        {
            string path = folder.File(name, bytes);
            Assert.That(() => NAudioFile.Read(path), Throws.InstanceOf<AudioFormatException>().With.Property("Path").EqualTo(path), name);
            File.Delete(path); // works only if it was closed
        }
    }

    // The decoder of compressed files exists on Windows alone: any stream stands for it.
    [Test]
    public void ADecoderThatIsRefusedIsClosed()
    {
        WaveFormat plain = new(22050, 16, 1);
        foreach ((WaveFormat format, AudioReadOptions options) in new (WaveFormat, AudioReadOptions)[] { (WaveFormat.CreateMuLawFormat(8000, 1), new()), (plain, new() { SampleRate = 1 }) })
        {
            Closing refused = new(format);
            Assert.That(() => NAudioFile.Open(refused, Stream.Null, "a.mp3", options), Throws.InstanceOf<AudioFormatException>());
            Assert.That(refused.Closed, format.ToString());
        }

        Closing taken = new(plain);
        using (NAudioFile.Open(taken, Stream.Null, "a.mp3", new AudioReadOptions { SampleRate = 8000 }))
        {
            Assert.That(taken.Closed, Is.False);
        }

        Assert.That(taken.Closed);
    }

    [Test]
    public void DamageAnywhereIsAClipOrAnAudioFormatException([Values("WAV", "RF64", "AIFF")] string kind)
    {
        using TemporaryFolder folder = new();
        byte[] pcm = Samples(Pcm, 16, 400);
        byte[] sizes = Chunk("ds64", Bytes(false, 0L + 900, 0L + pcm.Length, 200L, 0));
        byte[] good = kind switch
        {
            "WAV" => Riff([Extensible(Pcm, 2, 22050, 16), Chunk("data", pcm)]),
            "RF64" => Riff([sizes, Format(Pcm, 2, 22050, 16), Chunk("data", pcm, claimed: uint.MaxValue)], id: "RF64"),
            _ => Aiff(pcm, 16, 200, channels: 2),
        };
        AssertSame(NAudioFile.Read(folder.File("good", good)), AudioFile.Read(folder.File("good", good)));
        Random random = new(1);
        for (int i = 0; i < 1000; i++)
        {
            byte[] bad = (byte[])good.Clone();
            bad[random.Next(80)] = (byte)random.Next(256);
            bad[random.Next(80)] = (byte)random.Next(256);
            string path = folder.File("a.wav", bad[..random.Next(bad.Length + 1)]);
            try
            {
                Assert.That(NAudioFile.Read(path).Length, Is.LessThanOrEqualTo(good.Length));
            }
            catch (AudioFormatException error)
            {
                Assert.That(error.Path, Is.EqualTo(path));
            }
        }
    }

    /// <summary>Any bits for integers, both ends of the range among them; numbers beyond ±1 too for float.</summary>
    internal static byte[] Samples(int tag, int bits, int count)
    {
        Random random = new(bits);
        byte[] data = new byte[count * (bits / 8)];
        random.NextBytes(data);
        if (tag == Float)
        {
            for (int i = 0; i < count; i++)
            {
                double value = (3 * random.NextDouble()) - 1.5;
                byte[] bytes = bits == 64 ? BitConverter.GetBytes(value) : BitConverter.GetBytes((float)value);
                bytes.CopyTo(data, i * bytes.Length);
            }
        }
        else
        {
            data.AsSpan(0, bits / 8).Clear();
            data[(bits / 8) - 1] = bits == 8 ? (byte)0 : (byte)0x80;
            data.AsSpan(bits / 8, bits / 8).Fill(0xFF);
            data[(2 * (bits / 8)) - 1] = bits == 8 ? (byte)0xFF : (byte)0x7F;
        }

        return data;
    }

    internal static void AssertSame(AudioClip actual, AudioClip expected)
    {
        Assert.That(actual.SampleRate, Is.EqualTo(expected.SampleRate));
        Assert.That(expected.Length, Is.GreaterThan(0));
        Assert.That(actual.Samples.ToArray().Select(BitConverter.SingleToInt32Bits), Is.EqualTo(expected.Samples.ToArray().Select(BitConverter.SingleToInt32Bits)));
    }

    private static byte[] Extensible(int tag, int channels, int rate, int bits)
    {
        // KSDATAFORMAT_SUBTYPE: the tag, then the same twelve bytes for all.
        byte[] rest = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        int align = channels * (bits / 8);
        return Chunk("fmt ", Bytes(false, (ushort)0xFFFE, (ushort)channels, rate, rate * align, (ushort)align, (ushort)bits, (ushort)22, (ushort)bits, 0, (ushort)tag, rest));
    }

    private sealed class Closing(WaveFormat format) : RawSourceWaveStream(new MemoryStream(), format)
    {
        public bool Closed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            Closed = true;
            base.Dispose(disposing);
        }
    }
}
