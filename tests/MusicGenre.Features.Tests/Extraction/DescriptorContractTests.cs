using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Audio;
using MusicGenre.Audio.Tests;
using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Tests.Extraction;

/// <summary>What every descriptor of the catalogue and every feature set must keep, as every trainer keeps its contract.</summary>
[TestFixtureSource(nameof(Cases))]
public sealed class DescriptorContractTests(string name)
{
    private const int Hop = 512;

    // 24 frames: more than a block of sixteen lanes, and more than the nine that a delta needs.
    private const int ShortLength = 12_000;

    private static readonly float[] TooLarge = [1e18f, 1e30f, float.MaxValue];

    private readonly FeatureSet _set = Make(name);
    private readonly FrameDescriptor? _frames = name.StartsWith("set ", StringComparison.Ordinal) ? null : DescriptorCatalog.Create(name) as FrameDescriptor;

    /// <summary>The frames that a clip must have, for its deltas or for a descriptor of the whole clip.</summary>
    private int MinimumFrames => Math.Max(_set.Features.Any(f => f.Delta > 0) ? 9 : 1, _set.Features.Max(f => f.Descriptor is ClipDescriptor clip ? clip.MinimumFrames : 1));

    /// <summary>The samples of a clip that is long enough.</summary>
    private int Length => Math.Max(ShortLength, (MinimumFrames + 3) * Hop);

    private static IEnumerable<string> Cases => [.. DescriptorCatalog.Names, .. FeatureSets.All.Select(s => $"set {s.Name}")];

    private bool HasFrames => _set.Features.Any(f => f.Descriptor is not SignalDescriptor);

    /// <summary>Whether a value of some column comes from spectra. Mean square and crossings come from the samples, and can be had of larger ones.</summary>
    private bool NeedsSpectra => _set.Features.Any(f => f.Descriptor.Name is not ("rms" or "zero_crossing_rate"));

    [Test]
    public void Whatever_the_clip_is_its_features_are_numbers([Values] bool exact)
    {
        FeatureExtractor extractor = new(_set, new FeatureExtractorOptions { Exact = exact });
        foreach (int length in new[] { 1, 100, 511, 600, 1023, 4095, 4096, 4608, (MinimumFrames - 1) * Hop, Length }.Where(l => l > 0).Distinct())
        {
            int frames = 1 + (length / Hop);
            (string Kind, float[] Samples)[] clips =
            [
                ("silence", new float[length]),
                ("DC", [.. Enumerable.Repeat(0.25f, length)]),
                ("music", TestSignals.Music(length).Samples.ToArray()),
                ("a click", [.. Enumerable.Range(0, length).Select(i => i == length / 2 ? 1f : 0f)]),
            ];
            foreach ((string kind, float[] samples) in clips)
            {
                AudioClip clip = new(samples, 22050);
                string what = $"{length} samples of {kind}";
                if (frames < MinimumFrames)
                {
                    Assert.That(() => extractor.Extract(clip), Throws.ArgumentException.With.Message.Contains($"{frames} frames").And.Message.Contains("at least "), what);
                }
                else
                {
                    float[] values = extractor.Extract(clip).ToArray();
                    Assert.That(values, Has.Length.EqualTo(_set.Count), what);
                    Assert.That(values.All(float.IsFinite), what);
                }

                if (_frames is not null)
                {
                    float[,] values = FrameDescriptors.Compute(_frames, clip, options: null, new FeatureExtractorOptions { Exact = exact });
                    Assert.That((values.GetLength(0), values.GetLength(1)), Is.EqualTo((_frames.Rows, frames)), what);
                    Assert.That(values.Cast<float>().All(float.IsFinite), what);
                }
            }
        }
    }

    [Test]
    public void An_empty_clip_has_no_features_and_no_frames([Values] bool exact)
    {
        FeatureExtractor extractor = new(_set, new FeatureExtractorOptions { Exact = exact });
        AudioClip empty = new([], 22050);
        using RaggedSource source = new(empty, 1, 10);
        Assert.Multiple(() =>
        {
            Assert.That(() => extractor.Extract(empty), Throws.ArgumentException.With.Message.Contains("empty"));
            Assert.That(() => extractor.Extract(source), Throws.ArgumentException.With.Message.Contains("empty"));
            if (_frames is not null)
            {
                Assert.That(FrameDescriptors.Compute(_frames, empty, options: null, new FeatureExtractorOptions { Exact = exact }).GetLength(1), Is.Zero);
            }
        });
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    [TestCase(float.NegativeInfinity)]
    public void A_sample_that_is_no_number_is_named(float value)
    {
        foreach (int place in new[] { 0, 5678, Length - 1 })
        {
            const bool exact = false;
            AudioClip clip = Music(place, place + 1, _ => value);
            Assert.That(() => new FeatureExtractor(_set).Extract(clip), Throws.ArgumentException.With.Message.Contains($"Sample {place} is"));
            if (_frames is not null)
            {
                Assert.That(() => FrameDescriptors.Compute(_frames, clip, options: null, new FeatureExtractorOptions { Exact = exact }), Throws.ArgumentException.With.Message.Contains($"Sample {place} is"));
            }
        }
    }

    [Test, Combinatorial]
    public void Samples_that_overflow_are_refused_by_frame_and_descriptor([ValueSource(nameof(TooLarge))] float value, [Values] bool exact)
    {
        // Sample 10,000 is the 1808th of frame 18's 2048, and the first of the loud ones.
        AudioClip clip = Music(10_000, 10_200, i => i % 3 == 0 ? value : -value);
        string frame = HasFrames ? "Frame 18 (0.418 s) of " : "can't be separated";
        if (_frames is not null)
        {
            frame += _frames;
        }

        FeatureExtractor extractor = new(_set, new FeatureExtractorOptions { Exact = exact, LongestKept = exact ? 8 : null });
        if (NeedsSpectra)
        {
            Assert.That(() => extractor.Extract(clip), Throws.ArgumentException.With.Message.Contains(frame).And.Message.Contains("too large"));
        }
        else
        {
            AssertNumbersOrRefused(() => extractor.Extract(clip).ToArray());
        }

        if (_frames is not null)
        {
            if (NeedsSpectra)
            {
                Assert.That(() => FrameDescriptors.Compute(_frames, clip, options: null, new FeatureExtractorOptions { Exact = exact }), Throws.ArgumentException.With.Message.Contains(frame).And.Message.Contains("too large"));
            }
            else
            {
                AssertNumbersOrRefused(() => FrameDescriptors.Compute(_frames, clip, options: null, new FeatureExtractorOptions { Exact = exact }).Cast<float>());
            }
        }
    }

    [Test]
    public void Short_reads_and_blocks_of_any_size_give_the_same_bits()
    {
        AudioClip clip = TestSignals.Music(Length);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(4), Prop.ForAll(
            (from seed in Gen.Choose(0, int.MaxValue)
             from largest in Gen.Elements(Length / ShortLength, 13, 600, 5000)
             from padding in Gen.Elements(Padding.Zero, Padding.Reflect)
             from exact in Gen.Elements(false, false, true)
             from walks in Gen.Elements(8, 8192)
             select (seed, largest, padding, exact, walks)).ToArbitrary(),
            c =>
            {
                FeatureExtractor extractor = new(_set, new FeatureExtractorOptions { Padding = c.padding, Exact = c.exact, LongestKept = c.walks, MostPeaksHeld = 8 * c.walks });
                using RaggedSource source = new(clip, c.seed, c.largest);
                Assert.That(extractor.Extract(source).ToArray(), Is.EqualTo(extractor.Extract(clip).ToArray()), $"{c}");
            }));
    }

    [Test]
    public void A_source_that_ends_the_work_in_mid_read_leaves_the_extractor_as_it_was()
    {
        AudioClip clip = TestSignals.Music(Length);
        FeatureExtractor extractor = new(_set);
        float[] expected = extractor.Extract(clip).ToArray();
        using RaggedSource whole = new(clip, 5, Length / 4);
        extractor.Extract(whole);
        for (int n = 1; n <= whole.Reads; n++)
        {
            using CancellationTokenSource cancellation = new();
            int reads = 0;
            using RaggedSource source = new(clip, 5, Length / 4)
            {
                Reading = () =>
                {
                    if (++reads == n)
                    {
                        cancellation.Cancel();
                    }

                    cancellation.Token.ThrowIfCancellationRequested();
                },
            };
            Assert.That(() => extractor.Extract(source), Throws.InstanceOf<OperationCanceledException>(), $"read {n} of {whole.Reads}");
        }

        Assert.That(extractor.Extract(clip).ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void A_disposed_source_is_refused()
    {
        FeatureExtractor extractor = new(_set);
        IAudioSource source = TestSignals.Music(Length).OpenSource();
        source.Dispose();
        Assert.That(() => extractor.Extract(source), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Any_thread_gives_the_same_bits()
    {
        FeatureExtractor extractor = new(_set);
        AudioClip[] clips = [.. Enumerable.Range(0, 3).Select(seed => TestSignals.Music(Length + (777 * seed), seed))];
        float[][] alone = [.. clips.Select(c => new FeatureExtractor(_set).Extract(c).ToArray())];
        Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => Assert.That(extractor.Extract(clips[i % 3]).ToArray(), Is.EqualTo(alone[i % 3])));
    }

    // Every statistic that the descriptor has, of all its rows together, so that none is left out.
    private static FeatureSet Make(string name)
    {
        if (name.StartsWith("set ", StringComparison.Ordinal))
        {
            return FeatureSets.Get(name[4..]);
        }

        Descriptor descriptor = DescriptorCatalog.Create(name);
        if (descriptor is ClipDescriptor)
        {
            return new FeatureSet(name, Enumerable.Range(0, descriptor.Rows).Select(row => new Feature($"{name}_{row}", descriptor, Statistic.Mean, row)));
        }

        IEnumerable<Statistic> statistics = descriptor switch
        {
            SignalDescriptor => [Statistic.Mean, Statistic.Variance, Statistic.StandardDeviation],
            _ => Enum.GetValues<Statistic>(),
        };
        return new FeatureSet(name, statistics.Select(s => new Feature(s.ToString(), descriptor, s)));
    }

    private AudioClip Music(int from, int to, Func<int, float> value)
    {
        float[] samples = TestSignals.Music(Length).Samples.ToArray();
        for (int i = from; i < to; i++)
        {
            samples[i] = value(i);
        }

        return new AudioClip(samples, 22050);
    }

    private static void AssertNumbersOrRefused(Func<IEnumerable<float>> compute)
    {
        IEnumerable<float> values;
        try
        {
            values = compute();
        }
        catch (ArgumentException e)
        {
            Assert.That(e.Message, Does.Contain("too large"));
            return;
        }

        Assert.That(values, Has.All.Matches<float>(float.IsFinite));
    }
}
