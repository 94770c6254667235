namespace MusicGenre.Audio.Tests;

/// <summary>Audio in and out through streams.</summary>
public sealed class StreamTests
{
    private static readonly AudioClip Clip = new([.. Enumerable.Range(0, 5000).Select(static i => MathF.Sin(i * 0.05f))], 8000);

    [Test]
    public void What_was_written_is_read([Values] bool canSeek, [Values(null, 16000)] int? rate)
    {
        using MemoryStream file = new();
        WavWriter.Write(file, Clip);
        Assert.That(file.CanWrite, Is.True, "the stream stays open");
        using Stream stream = canSeek ? file : new Forward(file.ToArray());
        AudioReadOptions options = new() { Offset = 0.1, Duration = 0.3, SampleRate = rate };
        AudioClip read = AudioFile.Read(stream, options);
        AudioClip expected = new(Clip.Samples.Span.Slice(800, 2400), 8000);
        expected = rate is int to ? Resampler.Resample(expected, to) : expected;
        Assert.That(read.SampleRate, Is.EqualTo(expected.SampleRate));
        Assert.That(read.Samples.ToArray(), Is.EqualTo(expected.Samples.ToArray()));
        Assert.That(stream.CanRead, Is.True, "the stream stays open");
    }

    [Test]
    public void A_stream_that_can_seek_can_be_rewound_and_another_can_not()
    {
        using MemoryStream file = new();
        WavWriter.Write(file, Clip, WavSampleFormat.Pcm16);
        using (IAudioSource source = AudioFile.Open(file))
        {
            Assert.That(source.Length, Is.EqualTo(5000));
            Assert.That(source.Read(new float[100]), Is.EqualTo(100));
            source.Rewind();
            Assert.That(source.Read(new float[6000]), Is.EqualTo(5000));
        }

        using Forward forward = new(file.ToArray());
        using IAudioSource once = AudioFile.Open(forward);
        Assert.That(once.Length, Is.Null);
        Assert.That(once.Read(new float[100]), Is.EqualTo(100));
        Assert.That(once.Rewind, Throws.TypeOf<AudioFormatException>());
    }

    [Test]
    public void What_is_no_audio_is_named_as_the_stream()
    {
        using MemoryStream empty = new();
        using Forward few = new([1, 2, 3]);
        Assert.That(() => AudioFile.Read(empty), Throws.TypeOf<AudioFormatException>().With.Message.EqualTo("the stream: byte 0: the file is empty."));
        Assert.That(() => AudioFile.Read(few), Throws.TypeOf<AudioFormatException>().With.Property(nameof(AudioFormatException.Position)).EqualTo(3));
        Assert.That(() => WavWriter.Write(empty, new AudioClip([float.NaN], 8000)), Throws.ArgumentException);
        Assert.That(empty.Length, Is.Zero);
    }

    /// <summary>A stream that only goes forward, a few bytes at a time.</summary>
    private sealed class Forward(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 100)]);
    }
}
