using System.Diagnostics;
using System.Runtime.Versioning;
using MusicGenre.Tests;

namespace MusicGenre.Audio.Tests;

/// <summary>A pipe or a device gives what a file of the same bytes gives, as far as that can be without going back.</summary>
[UnsupportedOSPlatform("windows")]
[CancelAfter(60_000)]
public sealed class PipeTests : FolderFixture
{
    [Test]
    public void A_pipe_gives_the_samples_of_the_file([Values("wav", "endless wav", "stereo wav", "au", "aiff")] string kind, [Values] bool stretch, CancellationToken cancellation)
    {
        short[] samples = [.. Enumerable.Range(0, 60_000).Select(static i => (short)(i * 7919))];
        byte[] little = TestFiles.Pcm16(samples);
        byte[] big = TestFiles.BigPcm16(samples);
        byte[] bytes = kind switch
        {
            "wav" => TestFiles.Wav(little),
            "endless wav" => [.. TestFiles.Wav([])[..^4], 0xFF, 0xFF, 0xFF, 0xFF, .. little],
            "stereo wav" => TestFiles.Wav(little, channels: 2),
            "au" => TestFiles.Au(big, code: 3, annotation: "some words"),
            _ => TestFiles.Aiff(big, bits: 16, frames: samples.Length),
        };
        AudioReadOptions options = stretch ? new() { Offset = 0.5, Duration = 0.25, SampleRate = 16000 } : new();
        AudioClip expected = AudioFile.Read(Folder.File("file", bytes), options, cancellation);
        AudioClip read = ThroughPipe(bytes, path => AudioFile.Read(path, options, cancellation));
        Assert.That(expected.Length, Is.GreaterThan(3000));
        Assert.That(read.SampleRate, Is.EqualTo(expected.SampleRate));
        Assert.That(read.Samples.ToArray(), Is.EqualTo(expected.Samples.ToArray()));
    }

    [Test]
    public void A_pipe_has_no_length_and_no_way_back()
    {
        ThroughPipe(TestFiles.Wav(TestFiles.Pcm16(new short[100])), path =>
        {
            using IAudioSource source = AudioFile.Open(path);
            Assert.That(source.Length, Is.Null);
            source.Rewind();
            Assert.That(source.Read(new float[200]), Is.EqualTo(100));
            Assert.That(source.Rewind, Throws.TypeOf<AudioFormatException>().With.Message.Contains("only once"));
            return 0;
        });
    }

    [Test]
    public void A_pipe_without_audio_is_refused([Values("", "RIFF")] string content)
    {
        ThroughPipe([.. content.Select(static c => (byte)c)], path =>
        {
            Assert.That(() => AudioFile.Open(path), Throws.TypeOf<AudioFormatException>());
            return 0;
        });
    }

    [Test]
    public void An_endless_device_without_audio_is_refused()
    {
        if (File.Exists("/dev/zero"))
        {
            Assert.That(() => AudioFile.Read("/dev/zero"), Throws.TypeOf<AudioFormatException>());
        }

        Assert.That(() => AudioFile.Read("/dev/null"), Throws.TypeOf<AudioFormatException>().With.Message.Contains("empty"));
    }

    private T ThroughPipe<T>(byte[] bytes, Func<string, T> read)
    {
        string pipe = Path.Combine(Folder.Path, "pipe");
        Process.Start("mkfifo", [pipe]).WaitForExit();
        Task writer = Task.Run(() =>
        {
            try
            {
                File.WriteAllBytes(pipe, bytes);
            }
            catch (IOException)
            {
                // The reader has had enough.
            }
        });
        T result = read(pipe);
        writer.Wait();
        return result;
    }
}
