using MusicGenre.Audio;

namespace MusicGenre.Features.Tests.Extraction;

public sealed class ExtractorTests
{
    [Test]
    public void A_feature_is_the_statistic_of_the_frames_values()
    {
        AudioClip clip = TestSignals.Music(40_000);
        float[,] mfcc = FrameDescriptors.Compute(DescriptorCatalog.Mfcc(13), clip, options: null, new FeatureExtractorOptions { Exact = true });
        float[,] delta = FrameDescriptors.Delta(mfcc, order: 2);
        FeatureSet set = new("own",
        [
            new("mean", DescriptorCatalog.Mfcc(13), Statistic.Mean, 4),
            new("all", DescriptorCatalog.Mfcc(13), Statistic.Variance),
            new("median", DescriptorCatalog.Mfcc(13), Statistic.Median, 4),
            new("delta", DescriptorCatalog.Mfcc(13), Statistic.Maximum, 4, delta: 2),
        ]);
        FeatureVector vector = new FeatureExtractor(set, new FeatureExtractorOptions { Exact = true }).Extract(clip);
        float[] row = [.. Enumerable.Range(0, mfcc.GetLength(1)).Select(t => mfcc[4, t])];
        double mean = mfcc.Cast<float>().Average(v => (double)v);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(vector["mean"], Is.EqualTo(row.Average()).Within(1e-5));
            Assert.That(vector["all"], Is.EqualTo(mfcc.Cast<float>().Average(v => (v - mean) * (v - mean))).Within(1e-2));
            Assert.That(vector["median"], Is.EqualTo(row.Order().ElementAt(row.Length / 2)));
            Assert.That(vector["delta"], Is.EqualTo(Enumerable.Range(0, mfcc.GetLength(1)).Max(t => delta[4, t])));
            Assert.That(vector.Names, Is.EqualTo(new[] { "mean", "all", "median", "delta" }));
        }
    }

    [Test]
    public void Only_the_first_seconds_count_where_the_set_says_so()
    {
        AudioClip clip = TestSignals.Music(31 * 22050);
        AudioClip first = new(clip.Samples[..(30 * 22050)].ToArray(), 22050);
        FeatureExtractor extractor = new(FeatureSets.Means26, new FeatureExtractorOptions { Padding = Padding.Reflect });
        Assert.That(extractor.Extract(clip).ToArray(), Is.EqualTo(extractor.Extract(first).ToArray()));
    }

    [Test]
    public void Silence_has_defined_features()
    {
        FeatureVector silence = new FeatureExtractor(FeatureSets.MeanVariance).Extract(new AudioClip(new float[22050], 22050));
        Assert.That(silence["mfcc1_mean"], Is.EqualTo(-1131.3708f).Within(1e-3), "as librosa: -100 dB in 128 bands");
        Assert.That(silence.Values.ToArray().Where((_, i) => silence.Names[i] != "mfcc1_mean"), Has.All.EqualTo(0f).Within(1e-4));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void A_sample_that_is_no_number_is_named(float value)
    {
        AudioClip clip = TestSignals.Music(30_000);
        float[] samples = clip.Samples.ToArray();
        samples[12_345] = value;
        ArgumentException e = Assert.Throws<ArgumentException>(() => new FeatureExtractor(FeatureSets.Means26).Extract(new AudioClip(samples, 22050)))!;
        Assert.That(e.Message, Does.Contain("12345"));
        e = Assert.Throws<ArgumentException>(() => FrameDescriptors.Rms(new AudioClip(samples, 22050)))!;
        Assert.That(e.Message, Does.Contain("12345"));
    }

    [Test]
    public void What_cannot_be_extracted_is_refused_by_name()
    {
        FeatureExtractor extractor = new(FeatureSets.MeanVariance);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => extractor.Extract(new AudioClip([], 22050)), Throws.ArgumentException.With.Message.Contain("empty"));
            Assert.That(() => extractor.Extract(new AudioClip(new float[100], 44100)), Throws.ArgumentException.With.Message.Contain("44100").And.Message.Contain("22050"));
            Assert.That(() => extractor.Extract(new AudioClip(new float[100], 22050)), Throws.ArgumentException.With.Message.Contain("1 frames").And.Message.Contain("at least 9"));
            Assert.That(() => extractor.Extract(TestSignals.Music(30_000))["none"], Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("'none'").And.Message.Contains("MeanVariance"));
            Assert.That(
                () => new FeatureExtractor(FeatureSets.Means26).Extract(new AudioClip([.. Enumerable.Repeat(1e30f, 5000)], 22050)), Throws.ArgumentException.With.Message.Contain("large"));
        }

        // And the next clip is extracted all the same.
        Assert.That(extractor.Extract(TestSignals.Music(30_000)).Count, Is.EqualTo(148));
    }

    [Test]
    public void Extraction_allocates_no_more_for_a_longer_clip()
    {
        FeatureExtractor extractor = new(FeatureSets.MeanVariance);
        AudioClip shorter = TestSignals.Music(200_000);
        AudioClip longer = TestSignals.Music(600_000);
        extractor.Extract(longer);
        extractor.Extract(shorter);
        long Allocated(AudioClip clip)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            extractor.Extract(clip);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The peaks' magnitudes are copied for their median: some bytes a frame of 512 samples, and nothing else.
        long perFrame = (Allocated(longer) - Allocated(shorter)) / (400_000 / 512);
        Assert.That(perFrame, Is.LessThan(200));
    }

    [Test]
    public void Three_hours_take_little_memory()
    {
        using LongNoise source = new(3L * 3600 * 22050);
        FeatureVector vector = new FeatureExtractor(FeatureSets.MeanVariance).Extract(source);
        Assert.That(vector.Count, Is.EqualTo(148));
        // 128 MB of samples, the rest of them in a file.
        Assert.That(source.LargestMemory, Is.LessThan(230L << 20));
    }

    [Test]
    public void Segments_are_extracted_one_by_one()
    {
        AudioClip clip = TestSignals.Music(661_794);
        FeatureExtractor extractor = new(FeatureSets.Means26);
        FeatureVector[] rows = extractor.ExtractSegments(clip, Segmentation.Kaggle3Seconds);
        Assert.That(rows, Has.Length.EqualTo(10));
        AudioClip third = new(clip.Samples.Slice(2 * 66_150, 66_149).ToArray(), 22050);
        Assert.That(rows[2].ToArray(), Is.EqualTo(extractor.Extract(third).ToArray()));
    }

    [Test]
    public void Segments_lie_where_they_are_said_to()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Segmentation.Kaggle3Seconds.Cut(661_794, 22050)[9], Is.EqualTo(new Segment(9, 595_350, 66_149)));
            Assert.That(Segmentation.Parts(3).Cut(10, 22050), Is.EqualTo(new Segment[] { new(0, 0, 3), new(1, 3, 3), new(2, 6, 4) }));
            Assert.That(Segmentation.OfSeconds(1, 0.5).Cut(250, 100), Is.EqualTo(new Segment[] { new(0, 0, 100), new(1, 50, 100), new(2, 100, 100), new(3, 150, 100) }));
            Assert.That(Segmentation.OfSeconds(3).Cut(250, 100), Is.Empty);
            Assert.That(() => Segmentation.Parts(0), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Segmentation.OfSeconds(double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    /// <summary>Noise that is made while it is read, and a look at the memory now and then.</summary>
    private sealed class LongNoise(long length) : IAudioSource
    {
        private long _position;
        private uint _state = 1;
        private int _reads;

        public int SampleRate => 22050;

        public long? Length => null;

        public long LargestMemory { get; private set; }

        public int Read(Span<float> buffer)
        {
            int count = (int)Math.Min(buffer.Length, length - _position);
            for (int i = 0; i < count; i++)
            {
                _state = (_state * 1664525u) + 1013904223u;
                buffer[i] = (int)_state * (0.3f / int.MaxValue);
            }

            _position += count;
            if (++_reads % 4096 == 0)
            {
                LargestMemory = Math.Max(LargestMemory, GC.GetTotalMemory(forceFullCollection: false));
            }

            return count;
        }

        public void Rewind() => throw new NotSupportedException("It is read once.");

        public void Dispose()
        {
        }
    }
}
