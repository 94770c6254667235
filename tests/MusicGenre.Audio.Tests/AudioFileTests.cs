using MusicGenre.Tests;
using static MusicGenre.Audio.Tests.TestFiles;

namespace MusicGenre.Audio.Tests;

[TestFixture]
public class AudioFileTests : FolderFixture
{
    private static readonly short[] Words = [0, 1, -1, 100, 32767, -32768, 12345, -12345, 7];
    private static readonly float[] Samples16 = [.. Words.Select(w => w / 32768f)];

    // The values of every coding come from its definition, not from the converter: x / 2^(b-1).
    private static IEnumerable<TestCaseData> Codings()
    {
        byte[] unsigned8 = [0, 1, 127, 128, 129, 255];
        float[] expected8 = [-1, -127f / 128, -1f / 128, 0, 1f / 128, 127f / 128];
        byte[] signed8 = [.. unsigned8.Select(b => (byte)(b - 128))];
        int[] values24 = [0, 1, -1, 8388607, -8388608, 1193046];
        byte[] pcm24 = [.. values24.SelectMany(v => new[] { (byte)v, (byte)(v >> 8), (byte)(v >> 16) })];
        float[] expected24 = [.. values24.Select(v => v / 8388608f)];
        int[] values32 = [0, 1, -1, int.MaxValue, int.MinValue, 305419896];
        byte[] pcm32 = Bytes(false, [.. values32.Select(v => (object)v)]);
        float[] expected32 = [.. values32.Select(v => (float)(v / 2147483648.0))];
        float[] floats = [0, 1, -1, 1.5f, -3e-39f, 1e30f, 0.1f];
        byte[] float32 = Bytes(false, [.. floats.Select(v => (object)v)]);
        double[] doubles = [0, 1, -1, Math.PI, 1e-300, 0.1];
        byte[] float64 = Bytes(false, [.. doubles.Select(v => (object)v)]);
        float[] expected64 = [.. doubles.Select(v => (float)v)];
        byte[] pcm16 = Pcm16(Words);

        yield return new TestCaseData(Wav(unsigned8, bits: 8), expected8).SetName("WAV 8");
        yield return new TestCaseData(Wav(pcm16), Samples16).SetName("WAV 16");
        yield return new TestCaseData(Wav(pcm24, bits: 24), expected24).SetName("WAV 24");
        yield return new TestCaseData(Wav(pcm32, bits: 32), expected32).SetName("WAV 32");
        yield return new TestCaseData(Wav(float32, tag: 3, bits: 32), floats).SetName("WAV float 32");
        yield return new TestCaseData(Wav(float64, tag: 3, bits: 64), expected64).SetName("WAV float 64");
        yield return new TestCaseData(Au(signed8, 2), expected8).SetName("AU 8");
        yield return new TestCaseData(Au(Reverse(pcm16, 2), 3), Samples16).SetName("AU 16");
        yield return new TestCaseData(Au(Reverse(pcm24, 3), 4), expected24).SetName("AU 24");
        yield return new TestCaseData(Au(Reverse(pcm32, 4), 5), expected32).SetName("AU 32");
        yield return new TestCaseData(Au(Reverse(float32, 4), 6), floats).SetName("AU float 32");
        yield return new TestCaseData(Au(Reverse(float64, 8), 7), expected64).SetName("AU float 64");
        yield return new TestCaseData(Aiff(signed8, 8, 6), expected8).SetName("AIFF 8");
        yield return new TestCaseData(Aiff(Reverse(pcm16, 2), 16, 9), Samples16).SetName("AIFF 16");
        yield return new TestCaseData(Aiff(Reverse(pcm24, 3), 24, 6), expected24).SetName("AIFF 24");
        yield return new TestCaseData(Aiff(Reverse(pcm32, 4), 32, 6), expected32).SetName("AIFF 32");
        yield return new TestCaseData(Aiff(Reverse(pcm16, 2), 16, 9, "NONE"), Samples16).SetName("AIFC NONE");
        yield return new TestCaseData(Aiff(pcm16, 16, 9, "sowt"), Samples16).SetName("AIFC sowt");
        yield return new TestCaseData(Aiff(unsigned8, 8, 6, "raw "), expected8).SetName("AIFC raw");
        yield return new TestCaseData(Aiff(Reverse(float32, 4), 32, 7, "fl32"), floats).SetName("AIFC fl32");
        yield return new TestCaseData(Aiff(Reverse(float64, 8), 64, 6, "fl64"), expected64).SetName("AIFC fl64");

        // G.711's ends and centre: µ-law spans ±8,031 of 14 bits (x4), A-law ±4,032 of 13 (x8).
        byte[] law = [0x00, 0x80, 0x7F, 0xFF];
        float[] mu = [-32124f / 32768, 32124f / 32768, 0, 0];
        float[] a = [-5504f / 32768, 5504f / 32768, -848f / 32768, 848f / 32768];
        yield return new TestCaseData(Wav(law, tag: 7, bits: 8), mu).SetName("WAV µ-law");
        yield return new TestCaseData(Wav(law, tag: 6, bits: 8), a).SetName("WAV A-law");
        yield return new TestCaseData(Au(law, 1), mu).SetName("AU µ-law");
        yield return new TestCaseData(Aiff(law, 16, 4, "alaw"), a).SetName("AIFC alaw");
    }

    [TestCaseSource(nameof(Codings))]
    public void EveryCodingGivesItsSamplesToTheBit(byte[] file, float[] expected)
    {
        AudioClip clip = AudioFile.Read(Folder.File("a.bin", file));
        Assert.Multiple(() =>
        {
            Assert.That(clip.SampleRate, Is.EqualTo(22050));
            Assert.That(clip.Samples.ToArray(), Is.EqualTo(expected));
        });
    }

    private static IEnumerable<TestCaseData> OddWavFiles()
    {
        byte[] format = Format(1, 1, 22050, 16);
        byte[] data = Pcm16(Words);
        byte[] guid = [1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        byte[] extensible = Chunk("fmt ", Bytes(false, (ushort)0xFFFE, (ushort)1, 22050, 44100, (ushort)2, (ushort)16, (ushort)22, (ushort)16, 4, guid));
        byte[] list = Chunk("LIST", "INFOISFT\x03\0\0\0abc\0"u8.ToArray());
        byte[] odd = Chunk("junk", [1, 2, 3]);
        byte[] unpadded = Chunk("junk", [1, 2, 3], pad: false);
        byte[] ds64 = Chunk("ds64", Bytes(false, 1000L, (long)data.Length, 9L, 0));
        byte[] unknown = Chunk("data", data, claimed: uint.MaxValue);

        yield return new TestCaseData((object)Riff([extensible, Chunk("data", data)])).SetName("extensible");
        yield return new TestCaseData((object)Riff([list, odd, format, odd, Chunk("data", data), list])).SetName("other chunks before, between and behind");
        yield return new TestCaseData((object)Riff([unpadded, format, unpadded, Chunk("data", data)])).SetName("odd chunks without pad byte");
        yield return new TestCaseData((object)Riff([Chunk("data", data), format])).SetName("data before fmt");
        yield return new TestCaseData((object)Riff([format, Chunk("data", data, claimed: 1_000_000_000)])).SetName("data longer than the file");
        yield return new TestCaseData((object)Riff([format, Chunk("data", data, claimed: 0)], claimed: 0)).SetName("sizes 0");
        yield return new TestCaseData((object)Riff([format, unknown], claimed: uint.MaxValue)).SetName("sizes 0xFFFFFFFF");
        yield return new TestCaseData((object)Riff([format, Chunk("data", [.. data, 0x55])])).SetName("half a sample at the end");
        yield return new TestCaseData((object)Riff([ds64, format, unknown], "RF64", claimed: uint.MaxValue)).SetName("RF64");
        yield return new TestCaseData((object)(byte[])[.. Riff([ds64, format, unknown], "BW64", claimed: uint.MaxValue), .. list]).SetName("BW64 with a chunk behind");
        yield return new TestCaseData((object)Riff([format, Chunk("data", data)], claimed: 7)).SetName("wrong RIFF size");
        yield return new TestCaseData((object)Riff([Format(1, 1, 22050, 16, true), Chunk("data", BigPcm16(Words), true)], "RIFX", true)).SetName("RIFX");
        yield return new TestCaseData((object)Au(BigPcm16(Words), 3, claimed: uint.MaxValue, annotation: "ten bytes.\0\0")).SetName("AU of unknown size");
        yield return new TestCaseData((object)Au(BigPcm16(Words), 3, claimed: 1_000_000)).SetName("AU longer than the file");
        yield return new TestCaseData((object)Bytes(false, "dns.", 24, data.Length, 3, 22050, 1, data)).SetName("AU, little-endian");
        yield return new TestCaseData((object)Aiff(BigPcm16(Words), 16, 0)).SetName("AIFF of unknown length");
        yield return new TestCaseData((object)Aiff(BigPcm16(Words), 16, 100)).SetName("AIFF longer than the file");
    }

    [TestCaseSource(nameof(OddWavFiles))]
    public void OddFilesGiveAllTheirSamples(byte[] file)
    {
        AudioClip clip = AudioFile.Read(Folder.File("a.bin", file));
        Assert.That(clip.Samples.ToArray(), Is.EqualTo(Samples16));
    }

    [Test]
    public void ChannelsAreAveragedInFloat32()
    {
        // 24-bit samples fill float32's mantissa, so that the order and the precision of the sum show.
        Random random = new(1);
        foreach (int channels in new[] { 2, 3, 5, 8 })
        {
            const int Frames = 21;
            float[] interleaved = [.. Enumerable.Range(0, Frames * channels).Select(_ => (float)((random.NextDouble() * 2) - 1))];
            byte[] data = Bytes(false, [.. interleaved.Select(v => (object)v)]);
            AudioClip clip = AudioFile.Read(Folder.File("a.wav", Wav(data, tag: 3, channels: channels, bits: 32)));
            float[] expected = new float[Frames];
            for (int i = 0; i < Frames; i++)
            {
                float sum = 0;
                for (int c = 0; c < channels; c++)
                {
                    sum += interleaved[(i * channels) + c];
                }

                expected[i] = sum / channels;
            }

            Assert.That(clip.Samples.ToArray(), Is.EqualTo(expected), $"{channels} channels");
        }
    }

    [TestCase(0.0, null, 0, 1000)]
    [TestCase(0.0105, null, 10, 990)]
    [TestCase(0.0, 0.2509, 0, 250)]
    [TestCase(0.9, 5.0, 900, 100)]
    [TestCase(1.0, null, 1000, 0)]
    [TestCase(7.0, 1.0, 1000, 0)]
    [TestCase(0.5, 0.0, 500, 0)]
    public void OffsetAndDurationAreWholeSamplesOfTheFile(double offset, double? duration, int first, int count)
    {
        short[] ramp = [.. Enumerable.Range(0, 1000).Select(i => (short)i)];
        string path = Folder.File("a.wav", Wav(Pcm16(ramp), rate: 1000));
        AudioReadOptions options = new() { Offset = offset, Duration = duration };
        AudioClip clip = AudioFile.Read(path, options);
        Assert.That(clip.Samples.ToArray(), Is.EqualTo(ramp.Skip(first).Take(count).Select(v => v / 32768f)));

        using IAudioSource source = AudioFile.Open(path, options);
        Assert.That(source.Length, Is.EqualTo(count));
    }

    private static IEnumerable<TestCaseData> BadFiles()
    {
        byte[] format = Format(1, 1, 22050, 16);
        byte[] good = Wav(Pcm16(Words));
        yield return new TestCaseData(Array.Empty<byte>(), 0, "empty").SetName("empty file");
        yield return new TestCaseData("RIFF"u8.ToArray(), 4, "first 12 bytes").SetName("four bytes");
        yield return new TestCaseData(good[..20], 20, "'fmt ' chunk").SetName("cut inside fmt");
        yield return new TestCaseData(good[..36], 36, "'data' chunk").SetName("cut before data");
        yield return new TestCaseData(Riff([Chunk("data", [1, 2])]), 22, "'fmt ' chunk").SetName("no fmt");
        yield return new TestCaseData(Riff([Chunk("fmt ", new byte[14])]), 12, "at least 16").SetName("fmt of 14 bytes");
        yield return new TestCaseData(Riff([Format(1, 0, 22050, 16), Chunk("data", [1, 2])]), 22, "0 channels").SetName("0 channels");
        yield return new TestCaseData(Riff([Format(1, 1, 0, 16), Chunk("data", [1, 2])]), 24, "0 Hz").SetName("0 Hz");
        yield return new TestCaseData(Riff([Format(1, 1, 22050, 48), Chunk("data", [1, 2])]), 34, "48 bits").SetName("48 bits");
        yield return new TestCaseData(Riff([Chunk("LIST", "wavlabcd"u8.ToArray()), format]), 12, "wavl").SetName("wave list");
        yield return new TestCaseData(Riff([.. Enumerable.Repeat(Chunk("junk", []), 5000)]), 12 + (8 * 4096), "4096 chunks").SetName("thousands of chunks");
        yield return new TestCaseData(Au([], 3)[..20], 20, "AU header").SetName("AU, cut");
        yield return new TestCaseData(Bytes(true, ".snd", 1_000_000, 2, 3, 22050, 1, (short)1), 4, "26").SetName("AU, samples behind the end");
        yield return new TestCaseData(Au([1, 2], 99), 12, "encoding 99").SetName("AU, unknown encoding");
        yield return new TestCaseData(Au([1, 2], 3, channels: 70000), 20, "70000 channels").SetName("AU, 70,000 channels");
        yield return new TestCaseData(Aiff([1, 2], 16, 1, channels: 0), 20, "0 channels").SetName("AIFF, 0 channels");
        yield return new TestCaseData(Aiff([1, 2], 33, 1), 26, "33 bits").SetName("AIFF, 33 bits");
        yield return new TestCaseData(Aiff([1, 2], 16, 1, rate: new byte[10]), 28, "sample rate").SetName("AIFF, 0 Hz");
        yield return new TestCaseData(Aiff([1, 2], 16, 1, rate: [0x7F, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0]), 28, "sample rate").SetName("AIFF, NaN Hz");
        yield return new TestCaseData(Aiff([1, 2], 16, 1)[..38], 38, "'SSND' chunk").SetName("AIFF, no sound");
    }

    [TestCaseSource(nameof(BadFiles))]
    public void BadFilesAreNamedWithByteAndReason(byte[] file, int position, string reason)
    {
        string path = Folder.File("bad.wav", file);
        AudioFormatException e = Assert.Throws<AudioFormatException>(() => AudioFile.Read(path))!;
        Assert.Multiple(() =>
        {
            Assert.That(e.Path, Is.EqualTo(path));
            Assert.That(e.Position, Is.EqualTo(position));
            Assert.That(e.Message, Does.StartWith(path).And.Contain($"byte {position}:").And.Contain(reason));
        });
    }

    [Test]
    public void SoundHeadersWithFewSamplesGiveFewSamples()
    {
        Assert.Multiple(() =>
        {
            Assert.That(AudioFile.Read(Folder.File("0.wav", Wav([]))).Length, Is.Zero);
            Assert.That(AudioFile.Read(Folder.File("0l.wav", Riff([Format(1, 1, 22050, 16), Chunk("data", []), Chunk("LIST", new byte[5])]))).Length, Is.Zero);
            Assert.That(AudioFile.Read(Folder.File("0.au", Au([], 3))).Length, Is.Zero);
            Assert.That(AudioFile.Read(Folder.File("0.aiff", Aiff([], 16, 0))).Length, Is.Zero);
            Assert.That(AudioFile.Read(Folder.File("0r.wav", Wav([])), new AudioReadOptions { SampleRate = 8000 }).Length, Is.Zero);
            Assert.That(AudioFile.Read(Folder.File("1.wav", Wav(Pcm16(16384)))).Samples.ToArray(), Is.EqualTo(new[] { 0.5f }));
        });
    }

    [Test]
    public void AHeaderThatAnnouncesMoreThanTheFileHoldsIsAWarning()
    {
        byte[] wav = Wav(new byte[2000]);
        byte[] au = Au(new byte[2000], 3);
        byte[] aiff = Aiff(new byte[2000], 16, 1000);
        foreach (byte[] whole in new[] { wav, au, aiff })
        {
            List<AudioWarning> warnings = [];
            string path = Folder.File("a", whole);
            AudioReadOptions options = new() { Warnings = new Listener(warnings) };
            Assert.That(AudioFile.Read(path, options).Length, Is.EqualTo(1000));
            Assert.That(warnings, Is.Empty);
            path = Folder.File("b", whole[..^600]);
            Assert.That(AudioFile.Read(path, options).Length, Is.EqualTo(700));
            Assert.That(warnings.Single().ToString(), Does.StartWith(path).And.Contain("announces 1000 samples").And.Contain("holds 700"));
        }
    }

    private sealed class Listener(List<AudioWarning> warnings) : IProgress<AudioWarning>
    {
        public void Report(AudioWarning value) => warnings.Add(value);
    }

    [Test]
    public void NaNSamplesAreHandedOnAndFound()
    {
        float[] samples = [0, 0.5f, float.NaN, 1, float.PositiveInfinity];
        AudioClip clip = AudioFile.Read(Folder.File("a.wav", Wav(Bytes(false, [.. samples.Select(v => (object)v)]), tag: 3, bits: 32)));
        Assert.Multiple(() =>
        {
            Assert.That(clip.Samples.ToArray(), Is.EqualTo(samples));
            Assert.That(clip.IndexOfNonFinite(), Is.EqualTo(2));
            Assert.That(new AudioClip([1, float.NegativeInfinity], 1).IndexOfNonFinite(), Is.EqualTo(1));
            Assert.That(new AudioClip([1, 2], 1).IndexOfNonFinite(), Is.EqualTo(-1));
        });
    }

    [Test]
    public void AClaimOfGigabytesTakesNoMemory()
    {
        string path = Folder.File("a.wav", Riff([Format(1, 2, 44100, 16), Chunk("data", Pcm16(Words), claimed: 0x7FFFFFF0)]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        AudioClip clip = AudioFile.Read(path);
        Assert.That(clip.Length, Is.EqualTo(4));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    [Test]
    public void AThreeHourFileIsReadBlockByBlockInLittleMemory()
    {
        // A sparse file: 3 hours of 22,050 Hz are 476 MB, which the file system does not store.
        string path = Path.Combine(Folder.Path, "long.wav");
        const long Frames = 3L * 3600 * 22050;
        using (FileStream stream = new(path, FileMode.Create))
        {
            stream.Write(Riff([Format(1, 1, 22050, 16), Chunk("data", [], claimed: (uint)(Frames * 2))]));
            stream.SetLength(stream.Position + (Frames * 2));
        }

        using IAudioSource source = AudioFile.Open(path);
        float[] block = new float[1 << 16];
        long before = GC.GetAllocatedBytesForCurrentThread();
        long total = 0;
        int count;
        while ((count = source.Read(block)) > 0)
        {
            total += count;
        }

        Assert.That(total, Is.EqualTo(Frames));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(10_000));
    }

    [Test]
    public void BadArgumentsAreNamed()
    {
        string path = Folder.File("a.wav", Wav(Pcm16(Words), rate: 1));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Multiple(() =>
        {
            Assert.That(() => AudioFile.Read(""), Throws.ArgumentException.With.Property("ParamName").EqualTo("path"));
            Assert.That(() => AudioFile.Read(Path.Combine(Folder.Path, "none.wav")), Throws.TypeOf<FileNotFoundException>());
            Assert.That(() => AudioFile.Read(Folder.Path), Throws.TypeOf<AudioFormatException>().With.Message.Contains("folder"));
            Assert.That(() => AudioFile.Read(path, null, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => AudioFile.Read(path, new AudioReadOptions { SampleRate = 22050 }), Throws.TypeOf<AudioFormatException>().With.Message.Contains("256"));
            Assert.That(() => new AudioReadOptions { SampleRate = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => new AudioReadOptions { Offset = -1 }, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => new AudioReadOptions { Offset = double.NaN }, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => new AudioReadOptions { Duration = double.PositiveInfinity }, Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => new AudioClip(null!, 1), Throws.ArgumentNullException);
            Assert.That(() => new AudioClip([], 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void WhatWavWriterWritesIsReadBack()
    {
        Random random = new(3);
        float[] samples = [.. Enumerable.Range(0, 40_001).Select(_ => (float)((random.NextDouble() * 3) - 1.5))];
        AudioClip clip = new(samples, 12345);
        string path = Path.Combine(Folder.Path, "w.wav");
        WavWriter.Write(path, clip);
        Assert.That(AudioFile.Read(path).Samples.ToArray(), Is.EqualTo(samples));
        WavWriter.Write(path, clip, WavSampleFormat.Pcm16);
        AudioClip rounded = AudioFile.Read(path);
        Assert.Multiple(() =>
        {
            Assert.That(rounded.SampleRate, Is.EqualTo(12345));
            Assert.That(rounded.Samples.ToArray(), Is.EqualTo(samples.Select(x => Math.Clamp(MathF.Round(x * 32768), -32768, 32767) / 32768)));
            Assert.That(() => WavWriter.Write(path, new AudioClip([0, float.NaN], 1)), Throws.ArgumentException.With.Message.Contains("Sample 1"));
            Assert.That(Directory.GetFiles(Folder.Path), Has.Length.EqualTo(1), "nothing is left beside the file");
        });
    }

    [Test]
    public void AThousandCorruptionsGiveAClipOrAFormatException()
    {
        Random random = new(20261121);
        short[] noise = [.. Enumerable.Range(0, 300).Select(_ => (short)random.Next(-32768, 32768))];
        byte[] stereo = Riff([Chunk("LIST", new byte[7]), Format(1, 2, 44100, 16), Chunk("data", Pcm16(noise)), Chunk("junk", new byte[3])]);
        byte[] ds64 = Chunk("ds64", Bytes(false, 1000L, 600L, 300L, 0));
        byte[][] originals =
        [
            stereo,
            Riff([ds64, Format(1, 1, 22050, 16), Chunk("data", Pcm16(noise), claimed: uint.MaxValue)], "RF64", claimed: uint.MaxValue),
            Au(BigPcm16(noise), 3, annotation: "some text\0\0\0"),
            Aiff(BigPcm16(noise), 16, 300),
            Aiff(Pcm16(noise), 16, 150, "sowt", channels: 2),
        ];

        // Without ffmpeg, so that what is tested is this library and not the decoders of whoever runs the test.
        using PathVariable none = new(Folder.Path);
        int clips = 0;
        int errors = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] file = (byte[])originals[i % originals.Length].Clone();
            int cut = random.Next(4) == 0 ? random.Next(file.Length) : file.Length;
            for (int flips = random.Next(1, 9); flips > 0; flips--)
            {
                // Most of the damage goes to the header, where it matters.
                file[random.Next(random.Next(3) == 0 ? file.Length : 64)] = (byte)(random.Next(4) switch { 0 => 0, 1 => 255, _ => random.Next(256) });
            }

            string path = Folder.File("c.bin", file[..cut]);
            try
            {
                AudioClip clip = AudioFile.Read(path);
                Assert.That(clip.Length, Is.LessThanOrEqualTo(file.Length));
                clips++;
                AudioFile.Read(path, new AudioReadOptions { SampleRate = 22050, Offset = 0.001, Duration = 0.005 });
            }
            catch (AudioFormatException e)
            {
                Assert.That(e.Path, Is.EqualTo(path));
                errors++;
            }
        }

        Assert.That(clips, Is.GreaterThan(100), "the damage is not such that nothing can be read");
        Assert.That(errors, Is.GreaterThan(100), "the damage is such that it is noticed");
    }
}
