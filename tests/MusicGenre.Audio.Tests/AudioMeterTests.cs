using System.IO.Compression;
using MusicGenre.Tests;
using static MusicGenre.Audio.Tests.TestFiles;

namespace MusicGenre.Audio.Tests;

public sealed class AudioMeterTests : FolderFixture
{
    private const int Rate = 22050;

    [Test]
    public void Every_channel_is_measured_at_the_file_s_own_rate()
    {
        // Left: a second of a square wave at full scale, a second of silence. Right: nothing.
        short[] left = [.. Enumerable.Range(0, Rate).Select(static i => i % 10 < 5 ? short.MaxValue : short.MinValue), .. new short[Rate]];
        string path = Folder.File("a.wav", Wav(Pcm16([.. left.SelectMany(static v => new short[] { v, 0 })]), channels: 2));
        AudioMeter meter = new();
        AudioClip clip = AudioFile.Read(path, new AudioReadOptions { SampleRate = 8000, Meter = meter });
        AudioQuality quality = meter.Measure();
        Assert.Multiple(() =>
        {
            Assert.That(clip.SampleRate, Is.EqualTo(8000));
            Assert.That((quality.SampleRate, quality.Channels, quality.Length), Is.EqualTo((Rate, 2, 2L * Rate)));
            Assert.That(quality.Seconds, Is.EqualTo(2));
            Assert.That(quality.Peak, Is.EqualTo(1));
            Assert.That(quality.ClippedShare, Is.EqualTo(0.25), "all of half of one of two channels");
            Assert.That(quality.SilentShare, Is.EqualTo(0.5).Within(0.03), "in blocks of 50 ms");
            Assert.That(quality.ChannelLevels, Is.EqualTo(new[] { Math.Sqrt(0.5), 0 }).Within(1e-4));
            Assert.That(quality.EmptyChannels, Is.EqualTo(new[] { 1 }));
        });
    }

    [Test]
    public void Single_samples_at_full_scale_are_not_clipping()
    {
        short[] samples = new short[1000];
        samples[10] = samples[20] = samples[21] = short.MaxValue;
        samples[40] = samples[41] = short.MaxValue;
        samples[42] = short.MinValue;
        samples[997] = samples[998] = samples[999] = short.MinValue;
        Assert.That(Measured(Folder.File("a.wav", Wav(Pcm16(samples)))).ClippedShare, Is.EqualTo(0.003), "the run at the end alone");
    }

    [Test]
    public void Equal_samples_have_equal_hashes_whatever_the_coding_and_others_do_not()
    {
        short[] noise = [.. Enumerable.Range(0, 5000).Select(static i => (short)(i * 7919 % 20_011))];
        string first = Measured(Folder.File("a.wav", Wav(Pcm16(noise)))).SampleHash;
        Assert.Multiple(() =>
        {
            Assert.That(first, Has.Length.EqualTo(64));
            Assert.That(Measured(Folder.File("a.au", Au(BigPcm16(noise), 3))).SampleHash, Is.EqualTo(first), "in another container");
            Assert.That(Measured(Folder.File("f.wav", Wav(Bytes(false, [.. noise.Select(static v => (object)(v / 32768f))]), tag: 3, bits: 32))).SampleHash, Is.EqualTo(first), "as floats");
            Assert.That(Measured(Folder.File("b.wav", Wav(Pcm16(noise), rate: 44100))).SampleHash, Is.Not.EqualTo(first), "at another rate");
            noise[4999]++;
            Assert.That(Measured(Folder.File("c.wav", Wav(Pcm16(noise)))).SampleHash, Is.Not.EqualTo(first), "but for one sample");
        });
    }

    [Test]
    public void Measures_begin_anew_with_each_reading_and_leave_out_what_is_skipped()
    {
        short[] samples = [.. Enumerable.Repeat(short.MaxValue, Rate), .. Enumerable.Repeat((short)100, Rate)];
        string path = Folder.File("a.wav", Wav(Pcm16(samples)));
        AudioMeter meter = new();
        Assert.That(() => meter.Measure(), Throws.InvalidOperationException);
        AudioFile.Read(path, new AudioReadOptions { Meter = meter });
        Assert.That(meter.Measure().ClippedShare, Is.EqualTo(0.5));
        AudioFile.Read(path, new AudioReadOptions { Meter = meter, Offset = 1 });
        Assert.That(meter.Measure().ClippedShare, Is.Zero);
        using MemoryStream packed = new();
        using (GZipStream packing = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            packing.Write(File.ReadAllBytes(path));
        }

        packed.Position = 0;
        AudioFile.Read(new GZipStream(packed, CompressionMode.Decompress), new AudioReadOptions { Meter = meter, Offset = 0.5 });
        Assert.That(meter.Measure().ClippedShare, Is.EqualTo(1 / 3.0).Within(1e-9));
        using IAudioSource source = AudioFile.Open(path, new AudioReadOptions { Meter = meter });
        float[] all = new float[2 * Rate];
        source.ReadBlock(all);
        source.Rewind();
        source.ReadBlock(all);
        Assert.That(meter.Measure().Length, Is.EqualTo(2 * Rate));
    }

    private static AudioQuality Measured(string path)
    {
        AudioMeter meter = new();
        AudioFile.Read(path, new AudioReadOptions { Meter = meter });
        return meter.Measure();
    }
}
