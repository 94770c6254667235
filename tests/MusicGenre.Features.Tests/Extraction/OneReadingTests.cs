using MusicGenre.Audio;
using MusicGenre.Features.Extraction;

namespace MusicGenre.Features.Tests.Extraction;

/// <summary>A source is read once, whatever is made of it; what does not fit into memory goes to a file, which does not stay.</summary>
public sealed class OneReadingTests
{
    // Tuning, levels, separation and tempo: all that needs another pass.
    private static readonly FeatureSet Set = FeatureSets.Gtzan57;

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(128 << 20, null)]
    [TestCase(128 << 20, 10)]
    [TestCase(5000, 10)]
    [TestCase(0, null)]
    public void The_samples_are_asked_for_once_and_the_bits_are_the_same(long memory, int? longestKept)
    {
        AudioClip clip = TestSignals.Music(70_000);
        FeatureExtractor extractor = new(Set, new FeatureExtractorOptions { SampleMemory = memory, TemporaryFolder = _folder, LongestKept = longestKept, MostPeaksHeld = longestKept ?? 1 << 20 });
        float[] expected = new FeatureExtractor(Set).Extract(clip).ToArray();
        for (int repeat = 0; repeat < 2; repeat++)
        {
            using OnceSource source = new(clip, largest: 7001);
            Assert.That(extractor.Extract(source).ToArray(), Is.EqualTo(expected));
            Assert.That(source.Given, Is.EqualTo(clip.Length));
            Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
        }
    }

    [Test]
    public void Beyond_the_budget_there_is_a_file_and_it_goes_whatever_happens()
    {
        AudioClip clip = TestSignals.Music(70_000);
        FeatureExtractorOptions options = new() { SampleMemory = 1000, TemporaryFolder = _folder };
        FeatureExtractor extractor = new(Set, options);
        using (OnceSource fails = new(clip, largest: 1000))
        {
            fails.Reading = given => _ = given > 30_000 ? throw new IOException("broken") : 0;
            Assert.That(() => extractor.Extract(fails), Throws.TypeOf<IOException>().With.Message.EqualTo("broken"));
        }

        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
        using CancellationTokenSource cancellation = new();
        using (OnceSource cancels = new(clip, largest: 1000))
        {
            cancels.Reading = given =>
            {
                if (given > 50_000)
                {
                    cancellation.Cancel();
                }
            };
            Assert.That(() => extractor.Extract(cancels, cancellationToken: cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);

        // It is this folder: without it there is no such file, and no result.
        using OnceSource source = new(clip, largest: 1000);
        FeatureExtractor nowhere = new(Set, options with { TemporaryFolder = Path.Combine(_folder, "none") });
        Assert.That(() => nowhere.Extract(source), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void What_is_stored_can_be_read_from_anywhere()
    {
        AudioClip clip = TestSignals.Music(3000);
        using SampleStore store = new(4096, _folder);
        using OnceSource source = new(clip, largest: 123);
        store.Open(source, keep: true);
        Assert.That(store.ReadToEnd(), Is.EqualTo(clip.Length));
        float[] part = new float[700];
        foreach (int start in new[] { 0, 500, 1023, 1024, 2299 })
        {
            store.Seek(start);
            Assert.That(((IAudioSource)store).ReadBlock(part), Is.EqualTo(part.Length));
            Assert.That(part, Is.EqualTo(clip.Samples.Slice(start, part.Length).ToArray()), $"from {start}");
        }
    }

    /// <summary>Gives a clip's samples once, in short pieces.</summary>
    private sealed class OnceSource(AudioClip clip, int largest) : IAudioSource
    {
        public int SampleRate => clip.SampleRate;

        public long? Length => null;

        public int Given { get; private set; }

        public Action<int>? Reading { get; set; }

        public int Read(Span<float> buffer)
        {
            Reading?.Invoke(Given);
            int count = Math.Min(Math.Min(buffer.Length, largest), clip.Length - Given);
            clip.Samples.Span.Slice(Given, count).CopyTo(buffer);
            Given += count;
            return count;
        }

        public void Rewind() => throw new NotSupportedException("It can be read once.");

        public void Dispose()
        {
        }
    }
}
