using MusicGenre.Tests;
using NAudio.Wave;
using NAudio.Wave.SampleProviders;
using static MusicGenre.Audio.Tests.NAudioFileTests;
using static MusicGenre.Audio.Tests.TestFiles;

namespace MusicGenre.Audio.Tests;

public sealed class NAudioProviderTests
{
    [Test]
    public void EveryKindOfProviderGivesTheSamplesOfTheFile([Values(1, 2, 5)] int channels)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.wav", Wav(Samples(1, 16, channels * 40_000), channels: channels));
        AudioClip expected = AudioFile.Read(path);
        using WaveFileReader reader = new(path);
        AssertSame(reader.ToAudioClip(), expected);
        reader.Position = 0;
        AssertSame(((IWaveProvider)reader).ToAudioClip(), expected);
        reader.Position = 0;
        AssertSame(reader.ToSampleProvider().ToAudioClip(), expected);
        reader.Position = 0;
        AssertSame(new Grudging(reader.ToSampleProvider()).ToAudioClip(), expected);
        reader.Position = 0;
        AssertSame(new GrudgingBytes(reader).ToAudioClip(), expected);

        // NAudio's own one-for-all reader is a stream and a sample provider at once.
        using (AudioFileReader both = new(path))
        {
            AssertSame(both.ToAudioClip(), expected);
        }

        using IAudioSource source = new AudioFileReader(path).ToAudioSource();
        AssertSame(All(source), expected);
        source.Rewind();
        AssertSame(All(source), expected);
    }

    [Test]
    public void ResamplingIsThatOfTheResampler([Values(8000, 22050, 48000)] int rate)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.wav", Wav(Samples(3, 32, 2 * 10_000), tag: 3, channels: 2, bits: 32));
        AudioClip expected = Resampler.Resample(AudioFile.Read(path), rate);
        using WaveFileReader reader = new(path);
        AssertSame(reader.ToAudioClip(rate), expected);
        reader.Position = 0;
        using IAudioSource source = reader.ToAudioSource(rate);
        AssertSame(All(source), expected);
        source.Rewind();
        AssertSame(All(source), expected);
    }

    [Test]
    public void AMaximumEndsWhatHasNoEnd()
    {
        SignalGenerator tone = new(22050, 2) { Frequency = 440, Gain = 0.5 };
        AudioClip clip = tone.ToAudioClip(maximumDuration: TimeSpan.FromSeconds(30.00001));
        Assert.That(clip.Length, Is.EqualTo(661_500));
        double[] expected = [.. Enumerable.Range(0, clip.Length).Select(static i => 0.5 * Math.Sin(2 * Math.PI * 440 * i / 22050))];
        Assert.That(clip.Samples.ToArray().Zip(expected, static (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-6));

        Assert.That(tone.ToAudioClip(maximumDuration: TimeSpan.Zero).Length, Is.Zero);
        Assert.That(tone.ToAudioClip(11025, TimeSpan.FromSeconds(1)).Length, Is.EqualTo(11025));
        Assert.That(() => new SignalGenerator(1000, 1).ToAudioClip(), Throws.InvalidOperationException.With.Message.Contains("maximumDuration"));

        // Exactly an hour is no more than an hour.
        ISampleProvider hour = new OffsetSampleProvider(new SignalGenerator(1000, 1)) { TakeSamples = 3_600_000 };
        Assert.That(hour.ToAudioClip().Length, Is.EqualTo(3_600_000));
    }

    // A block of 2^18 samples of 8192 channels is 2^31 values.
    [Test]
    [CancelAfter(60_000)]
    public void ManyChannelsAreReadToTheirEnd(CancellationToken token)
    {
        ISampleProvider wide = new OffsetSampleProvider(new Wide(WaveFormat.CreateIeeeFloatWaveFormat(1000, 8192))) { TakeSamples = 8192 * 5 };
        Assert.That(Task.Run(() => wide.ToAudioClip(), token).WaitAsync(token).GetAwaiter().GetResult().Samples.ToArray(), Is.EqualTo(Enumerable.Repeat(0.25f, 5)));
    }

    [Test]
    public void AnEmptyProviderIsAnEmptyClip()
    {
        RawSourceWaveStream nothing = new([], 0, 0, new WaveFormat(22050, 16, 2));
        Assert.That(nothing.ToAudioClip().Length, Is.Zero);
        Assert.That(nothing.ToAudioClip(8000).Length, Is.Zero);
        using IAudioSource source = nothing.ToAudioSource();
        Assert.That(source.Read(new float[10]), Is.Zero);
    }

    [Test]
    public void ASourceBeginsWhereTheStreamStands()
    {
        byte[] data = Pcm16(1, 2, 3, 4, 5, 6);
        RawSourceWaveStream stream = new(data, 0, data.Length, new WaveFormat(8000, 16, 1)) { Position = 4 };
        using IAudioSource source = stream.ToAudioSource();
        float[] expected = [.. new[] { 3, 4, 5, 6 }.Select(static v => v / 32768f)];
        for (int pass = 0; pass < 2; pass++)
        {
            Assert.That(All(source).Samples.ToArray(), Is.EqualTo(expected));
            source.Rewind();
        }
    }

    [Test]
    public void WhatIsNeitherPcmNorFloatIsRefused()
    {
        RawSourceWaveStream law = new([1, 2], 0, 2, WaveFormat.CreateMuLawFormat(8000, 1));
        Assert.That(() => law.ToAudioClip(), Throws.ArgumentException.With.Message.Contains("MuLaw"));
        Assert.That(() => law.ToAudioSource(), Throws.ArgumentException.With.Message.Contains("MuLaw"));
        SignalGenerator tone = new(8000, 1);
        Assert.That(() => tone.ToAudioClip(0, TimeSpan.FromSeconds(1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => tone.ToAudioClip(1, TimeSpan.FromSeconds(1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => tone.ToAudioClip(maximumDuration: TimeSpan.FromSeconds(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => ((ISampleProvider)null!).ToAudioClip(), Throws.ArgumentNullException);
    }

    private static AudioClip All(IAudioSource source)
    {
        List<float> samples = [];
        float[] block = new float[777];
        int count;
        while ((count = source.Read(block)) > 0)
        {
            samples.AddRange(block.AsSpan(0, count));
        }

        return new AudioClip([.. samples], source.SampleRate);
    }

    /// <summary>Gives fewer samples than requested, and no whole frames, as NAudio allows.</summary>
    private sealed class Grudging(ISampleProvider source) : ISampleProvider
    {
        private readonly Random _random = new(1);
        private readonly Queue<float> _held = [];

        public WaveFormat WaveFormat => source.WaveFormat;

        public int Read(float[] buffer, int offset, int count)
        {
            float[] more = new float[10 * WaveFormat.Channels];
            int read = source.Read(more, 0, more.Length);
            for (int i = 0; i < read; i++)
            {
                _held.Enqueue(more[i]);
            }

            int given = Math.Min(Math.Min(count, 1 + _random.Next(50)), _held.Count);
            for (int i = 0; i < given; i++)
            {
                buffer[offset + i] = _held.Dequeue();
            }

            return given;
        }
    }

    /// <summary>The same sample for ever.</summary>
    private sealed class Wide(WaveFormat format) : ISampleProvider
    {
        public WaveFormat WaveFormat => format;

        public int Read(float[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill(0.25f);
            return count;
        }
    }

    /// <summary>Gives odd numbers of bytes, as a network stream does.</summary>
    private sealed class GrudgingBytes(IWaveProvider source) : IWaveProvider
    {
        private readonly Random _random = new(2);
        private readonly Queue<byte> _held = [];

        public WaveFormat WaveFormat => source.WaveFormat;

        public int Read(byte[] buffer, int offset, int count)
        {
            byte[] more = new byte[100 * WaveFormat.BlockAlign];
            int read = source.Read(more, 0, more.Length);
            for (int i = 0; i < read; i++)
            {
                _held.Enqueue(more[i]);
            }

            int given = Math.Min(Math.Min(count, 1 + _random.Next(300)), _held.Count);
            for (int i = 0; i < given; i++)
            {
                buffer[offset + i] = _held.Dequeue();
            }

            return given;
        }
    }
}
