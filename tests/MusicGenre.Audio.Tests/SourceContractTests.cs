using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Audio.Formats;
using MusicGenre.Tests;
using static MusicGenre.Audio.Tests.TestFiles;

namespace MusicGenre.Audio.Tests;

/// <summary>What every reader of samples must fulfil, for any format.</summary>
[TestFixture]
public sealed class SourceContractTests
{
    // Of every channel. Several blocks of a reader (64 KB) regardless of the coding, and no multiple of one.
    private const int Length = 70_001;

    private static readonly TemporaryFolder Folder = new();
    private static readonly short[] Noise = MakeNoise();

    /// <summary>A way to open the same file or clip again and again.</summary>
    private static readonly (string Name, bool HasToken, Func<CancellationToken, IAudioSource> Open)[] Readers =
    [
        File("a.wav", Wav(Pcm16(Noise), channels: 2)),
        File("f.wav", Wav(Bytes(false, [.. Noise.Select(v => (object)(v / 32768f))]), tag: 3, channels: 2, bits: 32)),
        File("a.au", Au(BigPcm16(Noise), 3)),
        File("a.aiff", Aiff(BigPcm16(Noise), 16, Noise.Length)),
        File("a.wav", [], new AudioReadOptions { Offset = 0.5, Duration = 1.5 }, "a stretch"),
        File("a.wav", [], new AudioReadOptions { SampleRate = 16000 }, "resampled"),
        File("a.wav", [], new AudioReadOptions { SampleRate = 22051, Offset = 0.1 }, "a stretch, resampled, interpolated"),
        File("a.flac", [], name: "ffmpeg"),
        File("a.flac", [], new AudioReadOptions { SampleRate = 44100, Offset = 0.1 }, "ffmpeg, resampled"),
        ("clip", false, _ => Clip().OpenSource()),
        ("clip, resampled", false, _ => Resampler.Resample(Clip().OpenSource(), 48000)),
        ("short reads", false, _ => new RaggedSource(Clip(), 1, 5000)),
        ("short reads, resampled", false, _ => Resampler.Resample(new RaggedSource(Clip(), 1, 5000), 11025)),
    ];

    private static IEnumerable<TestCaseData> All => Readers.Select(static r => new TestCaseData(r.HasToken, r.Open) { TestName = $"{{m}}({r.Name})" });

    private static IEnumerable<TestCaseData> WithToken => Readers.Where(static r => r.HasToken).Select(static r => new TestCaseData(r.Open) { TestName = $"{{m}}({r.Name})" });

    [OneTimeTearDown]
    public void DropFolder() => Folder.Dispose();

    [TestCaseSource(nameof(All))]
    public void BlocksOfAnySizeAreTheSameSamples(bool hasToken, Func<CancellationToken, IAudioSource> open)
    {
        using IAudioSource whole = open(CancellationToken.None);
        float[] expected = new float[4 * Length];
        expected = expected[..whole.ReadBlock(expected)];
        Assert.That(expected, Has.Length.GreaterThan(20_000), $"a reader with{(hasToken ? "" : "out")} a token");
        Assert.That(whole.ReadBlock(new float[10]), Is.Zero, "after the end");
        if (whole.Length is long length)
        {
            Assert.That(length, Is.EqualTo(expected.Length));
        }

        using IAudioSource source = open(CancellationToken.None);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(4), Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                Random random = new(seed);
                int largest = 1 << random.Next(4, 18);
                float[] all = new float[expected.Length];
                int done = 0;
                source.Rewind();
                while (done < all.Length)
                {
                    Span<float> part = all.AsSpan(done, Math.Min(random.Next(1, largest + 1), all.Length - done));
                    int count = random.Next(2) == 0 ? source.Read(part) : source.ReadBlock(part);
                    Assert.That(count, Is.GreaterThan(0));
                    done += count;
                }

                Assert.That(source.Read(new float[largest]), Is.Zero);
                Assert.That(source.Read([]), Is.Zero);
                Assert.That(all.AsSpan().SequenceEqual(expected), "the samples");
            }));
    }

    [TestCaseSource(nameof(All))]
    public void AfterDisposeNothingIsRead(bool hasToken, Func<CancellationToken, IAudioSource> open)
    {
        // Unread, in the middle, and after the end, where no stream would be asked any more.
        foreach (int read in new[] { 0, 1000, 4 * Length })
        {
            IAudioSource source = open(CancellationToken.None);
            source.ReadBlock(new float[read]);
            source.Dispose();
            source.Dispose();
            Assert.That(() => source.Read(new float[1000]), Throws.TypeOf<ObjectDisposedException>(), $"{read} samples read, {hasToken}");
            if (source is not RaggedSource)
            {
                Assert.That(source.Rewind, Throws.TypeOf<ObjectDisposedException>(), $"{read} samples read");
            }
        }
    }

    [TestCaseSource(nameof(WithToken))]
    public void CancellationInTheMiddleEndsTheReading(Func<CancellationToken, IAudioSource> open)
    {
        using CancellationTokenSource cancellation = new();
        using IAudioSource source = open(cancellation.Token);
        Assert.That(source.ReadBlock(new float[2000]), Is.EqualTo(2000));
        cancellation.Cancel();
        Assert.That(() => source.ReadBlock(new float[4 * Length]), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void ATokenCancelledWhileAFileIsReadIsSeenBeforeTheNextBlock()
    {
        byte[] data = Pcm16(Noise);
        PcmLayout layout = new(SampleEncoding.Signed16, BigEndian: false, Channels: 2, SampleRate: 22050, DataPosition: 0, FrameCount: Length);
        using RaggedStream counted = new(data, 3);
        using (PcmSource all = new(counted, layout, CancellationToken.None))
        {
            Assert.That(((IAudioSource)all).ReadBlock(new float[Length]), Is.EqualTo(Length), "a stream that gives less than asked for");
        }

        int blocks = 0;
        for (int n = 1; n <= counted.Reads; n++)
        {
            using CancellationTokenSource cancellation = new();
            int reads = 0;
            using RaggedStream stream = new(data, 3)
            {
                Reading = () =>
                {
                    if (++reads == n)
                    {
                        cancellation.Cancel();
                    }
                },
            };
            using PcmSource source = new(stream, layout, cancellation.Token);
            try
            {
                ((IAudioSource)source).ReadBlock(new float[Length]);
            }
            catch (OperationCanceledException)
            {
                blocks++;
            }
        }

        // 70,001 frames of 4 bytes are 5 blocks of 64 KB; within the last there is nothing left to be spared.
        Assert.That(blocks, Is.GreaterThan(counted.Reads * 3 / 5).And.LessThan(counted.Reads));
    }

    [Test]
    public void ShortReadsOfASourceAreTheWholeSourceForTheResampler()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(
            (from length in Gen.Choose(0, 40_000)
             from largest in Gen.Elements(1, 7, 100, 5000, 30_000)
             from rates in Gen.Elements((44100, 22050), (22050, 44100), (22050, 16000), (22050, 22051), (192_000, 8000), (8000, 22050))
             from seed in Gen.Choose(0, int.MaxValue)
             from knows in Gen.Elements(false, true)
             select (length, largest, rates, seed, knows)).ToArbitrary(),
            c =>
            {
                Random random = new(c.seed);
                AudioClip clip = new([.. Enumerable.Range(0, c.length).Select(_ => (float)(random.NextDouble() - 0.5))], c.rates.Item1);
                AudioClip expected = Resampler.Resample(clip, c.rates.Item2);
                using IAudioSource source = Resampler.Resample(new RaggedSource(clip, c.seed, c.largest, c.knows), c.rates.Item2);
                float[] actual = new float[expected.Length + 1];
                Assert.That(source.ReadBlock(actual), Is.EqualTo(expected.Length), $"{c}");
                Assert.That(actual.AsSpan(0, expected.Length).SequenceEqual(expected.Samples.Span), $"{c}");
            }));
    }

    [Test]
    public void ASourceThatClaimsToHaveGivenLessThanNothingHasEnded()
    {
        using IAudioSource source = new Confused();
        Assert.That(source.ReadBlock(new float[10]), Is.Zero);
    }

    [Test]
    public void ASmallFileTakesNoGigabytes()
    {
        // 8 MB at 87 Hz, which at 22,050 Hz would be 4.3 GB; the file system stores none of it.
        const int Bytes = 8 << 20;
        string path = Path.Combine(Folder.Path, "slow.wav");
        using (FileStream stream = new(path, FileMode.Create))
        {
            stream.Write(Riff([Format(1, 1, 87, 16), Chunk("data", [], claimed: Bytes)]));
            stream.SetLength(stream.Position + Bytes);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        AudioFormatException e = Assert.Throws<AudioFormatException>(() => AudioFile.Read(path, new AudioReadOptions { SampleRate = 22050 }))!;
        Assert.Multiple(() =>
        {
            Assert.That(e.Message, Does.Contain("1063039118 samples at 22050 Hz").And.Contain($"at most {16 * (Bytes + 44)}").And.Contain("AudioFile.Open"));
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64 << 20));
            Assert.That(AudioFile.Read(path).Length, Is.EqualTo(Bytes / 2), "at its own rate it is a file like any other");
            Assert.That(AudioFile.Read(path, new AudioReadOptions { SampleRate = 22050, Duration = 10 }).Length, Is.EqualTo(220_500), "and a stretch of it too");
        });
    }

    [Test]
    public void WhatGoesOnAndOnIsLeftAtTheLimit()
    {
        // Compressed silence: nothing says how long it is.
        using Endless source = new();
        Assert.That(
            () => AudioFile.ReadAll(source, "silence.flac", limit: 1_000_000),
            Throws.TypeOf<AudioFormatException>().With.Message.Contains("silence.flac").And.Message.Contains("at most 1000000"));
        Assert.That(source.Given, Is.LessThan(2_000_000));
    }

    private static AudioClip Clip() => new([.. Noise.Take(Length).Select(v => v / 32768f)], 22050);

    private static short[] MakeNoise()
    {
        Random random = new(11);
        return [.. Enumerable.Range(0, 2 * Length).Select(_ => (short)random.Next(-32768, 32768))];
    }

    private static (string Name, bool HasToken, Func<CancellationToken, IAudioSource> Open) File(string file, byte[] content, AudioReadOptions? options = null, string? name = null)
    {
        string path = content.Length > 0 ? Folder.File(file, content) : Path.Combine(Folder.Path, file);
        return (name ?? file, true, token =>
        {
            if (Path.GetExtension(file) == ".flac")
            {
                MakeFlac(path);
            }

            return AudioFile.Open(path, options, token);
        }
        );
    }

    private static void MakeFlac(string path)
    {
        string? ffmpeg = FfmpegSource.Find();
        if (ffmpeg is null)
        {
            Assert.Ignore("skipped: ffmpeg is not on the PATH.");
        }

        if (!System.IO.File.Exists(path))
        {
            using Process process = Process.Start(ffmpeg!, ["-nostdin", "-v", "error", "-i", Path.Combine(Folder.Path, "a.wav"), path]);
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero);
        }
    }

    private sealed class RaggedStream(byte[] data, int seed) : MemoryStream(data)
    {
        private readonly Random _random = new(seed);

        public Action? Reading { get; init; }

        public int Reads { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            Reads++;
            Reading?.Invoke();
            return base.Read(buffer[..Math.Min(buffer.Length, _random.Next(1, 20_000))]);
        }
    }

    private sealed class Confused : IAudioSource
    {
        public int SampleRate => 22050;

        public long? Length => null;

        public int Read(Span<float> buffer) => -1;

        public void Rewind()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Endless : IAudioSource
    {
        public long Given { get; private set; }

        public int SampleRate => 44100;

        public long? Length => null;

        public int Read(Span<float> buffer)
        {
            buffer.Clear();
            Given += buffer.Length;
            return buffer.Length;
        }

        public void Rewind()
        {
        }

        public void Dispose()
        {
        }
    }
}
