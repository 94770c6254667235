using System.Diagnostics;
using MusicGenre.Audio.Formats;
using MusicGenre.Tests;
using static MusicGenre.Audio.Tests.TestFiles;

namespace MusicGenre.Audio.Tests;

[TestFixture]
public class FfmpegTests : FolderFixture
{
    [Test]
    public void FlacThroughFfmpegIsItsWavToTheBit()
    {
        RequireFfmpeg();
        Random random = new(4);
        short[] noise = [.. Enumerable.Range(0, 50_000).Select(_ => (short)random.Next(-32768, 32768))];
        string wav = Folder.File("a.wav", Wav(Pcm16(noise), channels: 2, rate: 48000));

        // A name that looks like an option and needs quoting in a shell.
        string flac = Path.Combine(Folder.Path, "-y '$(x)\" ä.flac");
        Run("-v", "error", "-i", wav, "file:" + flac);
        foreach (AudioReadOptions options in new AudioReadOptions[] { new(), new() { Offset = 0.1, Duration = 0.2 }, new() { Offset = 0.123, SampleRate = 22050 } })
        {
            AudioClip expected = AudioFile.Read(wav, options);
            AudioClip actual = AudioFile.Read(flac, options);
            Assert.That(actual.SampleRate, Is.EqualTo(expected.SampleRate));
            Assert.That(actual.Samples.ToArray(), Is.EqualTo(expected.Samples.ToArray()));
            using FileStream stream = File.OpenRead(flac);
            Assert.That(AudioFile.Read(stream, options).Samples.ToArray(), Is.EqualTo(expected.Samples.ToArray()), "as a stream");
        }

        using IAudioSource source = AudioFile.Open(flac, new AudioReadOptions { Duration = 0.01 });
        float[] first = new float[1000];
        float[] second = new float[1000];
        Assert.That(source.Read(first), Is.EqualTo(480));
        source.Rewind();
        Assert.That(source.Read(second), Is.EqualTo(480));
        Assert.That(second, Is.EqualTo(first));
        Assert.That(AudioFile.Read(flac, new AudioReadOptions { Offset = 100 }).Length, Is.Zero);
    }

    [Test]
    public void AWavCodingThatIsNotReadHereGoesThroughFfmpeg()
    {
        RequireFfmpeg();
        string wav = Folder.File("a.wav", Wav(new byte[20_000]));
        string adpcm = Path.Combine(Folder.Path, "adpcm.wav");
        Run("-v", "error", "-i", wav, "-c:a", "adpcm_ms", adpcm);
        Assert.That(AudioFile.Read(adpcm).Length, Is.InRange(10_000, 12_000));
    }

    [TestCase("hello, I am a text file and no audio at all")]
    [TestCase("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\na.wav\n#EXT-X-ENDLIST\n")]
    [TestCase("ffconcat version 1.0\nfile a.wav\n")]
    public void WhatFfmpegCannotOrMayNotDecodeIsAFormatException(string content)
    {
        RequireFfmpeg();
        Folder.File("a.wav", Wav(new byte[20_000]));
        string path = Folder.File("x.mp3", System.Text.Encoding.ASCII.GetBytes(content));
        Assert.That(() => AudioFile.Read(path), Throws.TypeOf<AudioFormatException>().With.Message.StartsWith(path).And.Message.Contains("ffmpeg could not decode"));
    }

    [Test]
    [NonParallelizable]
    public void WithoutFfmpegTheErrorSaysSo()
    {
        string path = Folder.File("x.mp3", "ID3 and so on, long enough"u8.ToArray());
        using PathVariable none = new(Folder.Path);
        Assert.That(() => AudioFile.Read(path), Throws.TypeOf<AudioFormatException>().With.Message.Contains("ffmpeg is not on the PATH"));
    }

    [Test]
    [NonParallelizable]
    public void FfmpegCanBeNamed()
    {
        string wav = Folder.File("half.wav", Wav(new byte[2000]));
        string path = Folder.File("x.mp3", "ID3 and so on, long enough"u8.ToArray());
        using PathVariable fake = FakeFfmpeg($"cat '{wav}'");
        string program = FfmpegSource.Find()!;
        using PathVariable none = new("/nowhere");
        Assert.That(AudioFile.Read(path, new AudioReadOptions { FfmpegPath = program }).Length, Is.EqualTo(1000));
        Assert.That(
            () => AudioFile.Read(path, new AudioReadOptions { FfmpegPath = program + "x" }),
            Throws.TypeOf<AudioFormatException>().With.Message.Contains(program + "x").And.Message.Contains("WAV, AU or AIFF"));
        Environment.SetEnvironmentVariable(FfmpegSource.Variable, program);
        try
        {
            Assert.That(AudioFile.Read(path).Length, Is.EqualTo(1000));
        }
        finally
        {
            Environment.SetEnvironmentVariable(FfmpegSource.Variable, null);
        }

        Assert.That(() => AudioFile.Read(path), Throws.TypeOf<AudioFormatException>().With.Message.Contains(FfmpegSource.Variable));
    }

    // A program in ffmpeg's place that never says anything and never ends, nor does the child that holds its output open.
    [Test]
    [NonParallelizable]
    [CancelAfter(60_000)]
    public void AnFfmpegThatHangsIsEndedByCancellation(CancellationToken testLimit)
    {
        using PathVariable fake = FakeFfmpeg("sleep 1000 & sleep 1000");
        string path = Folder.File("x.mp3", "ID3 and so on, long enough"u8.ToArray());
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(testLimit);
        source.CancelAfter(200);
        Assert.That(() => AudioFile.Read(path, null, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(testLimit.IsCancellationRequested, Is.False);
    }

    [Test]
    [NonParallelizable]
    [CancelAfter(60_000)]
    public void AnFfmpegThatHangsIsEndedByTheStallLimit(CancellationToken testLimit)
    {
        using PathVariable fake = FakeFfmpeg("printf RIFF; sleep 1000");
        string path = Folder.File("x.mp3", "ID3 and so on, long enough"u8.ToArray());
        TimeSpan before = FfmpegSource.StallLimit;
        FfmpegSource.StallLimit = TimeSpan.FromMilliseconds(200);
        try
        {
            Assert.That(() => AudioFile.Read(path, null, testLimit), Throws.TypeOf<AudioFormatException>().With.Message.Contains("gave nothing for"));
        }
        finally
        {
            FfmpegSource.StallLimit = before;
        }
    }

    [Test]
    [NonParallelizable]
    public void AnFfmpegThatFailsHalfWayIsAFormatException()
    {
        string wav = Folder.File("half.wav", Wav(new byte[2000]));
        using PathVariable fake = FakeFfmpeg($"cat '{wav}'; echo 'Broken pipe dream' >&2; exit 69");
        string path = Folder.File("x.mp3", "ID3 and so on, long enough"u8.ToArray());
        Assert.That(() => AudioFile.Read(path), Throws.TypeOf<AudioFormatException>().With.Message.Contains("69").And.Message.Contains("Broken pipe dream"));
    }

    private PathVariable FakeFfmpeg(string script)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("skipped: the program in ffmpeg's place is a shell script.");
            throw new PlatformNotSupportedException();
        }

        return new PathVariable(FakeProgram.Make(Folder.Path, "ffmpeg", script));
    }

    private static void RequireFfmpeg()
    {
        if (FfmpegSource.Find() is null)
        {
            Assert.Ignore("skipped: ffmpeg is not on the PATH.");
        }
    }

    private static void Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(FfmpegSource.Find()!, arguments))!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
    }
}
