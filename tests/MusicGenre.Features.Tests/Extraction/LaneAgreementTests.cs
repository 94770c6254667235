using MusicGenre.Audio;

namespace MusicGenre.Features.Tests.Extraction;

/// <summary>A clip has the same features to the bit with any number of lanes and passes, and nearly those of the reference implementation.</summary>
public sealed class LaneAgreementTests
{
    private static readonly Descriptor[] WholeDescriptors =
    [
        DescriptorCatalog.ZeroCrossingRate, DescriptorCatalog.Rms, DescriptorCatalog.SpectralBandwidth, DescriptorCatalog.SpectralRolloff(), DescriptorCatalog.SpectralFlatness,
        DescriptorCatalog.SpectralCentroid, DescriptorCatalog.SpectralContrast(), DescriptorCatalog.MelSpectrogram(12),
    ];

    private static readonly FeatureSet Everything = new(
        "everything",
        FeatureSets.MeanVariance.Features
            .Concat(WholeDescriptors.Select(static d => new Feature($"b_{d.Name}", d, Statistic.Mean)))
            .Concat(Enumerable.Range(0, 12).Select(static row => new Feature($"c_mfcc{row + 1}", DescriptorCatalog.Mfcc(12), Statistic.Median, row)))
            .Append(new Feature("tonnetz", DescriptorCatalog.Tonnetz(), Statistic.Kurtosis, 2))
            .Append(new Feature("tempo", DescriptorCatalog.Tempo, Statistic.Mean)));

    [Test, Combinatorial]
    public void Any_width_gives_the_same_bits([Values(4096, 4097, 8192, 12_000, 66_149)] int length, [Values] Padding padding)
    {
        AudioClip clip = TestSignals.Music(length);
        float[] expected = Extract(clip, padding, lanes: 16);
        foreach (int lanes in new[] { 4, 8 })
        {
            Assert.That(Extract(clip, padding, lanes), Is.EqualTo(expected), $"{lanes} lanes");
        }
    }

    [Test, Combinatorial]
    public void A_clip_shorter_than_anything_too([Values(1, 2, 100, 511, 512, 513, 1000, 1024, 1025, 2047, 2048, 2049)] int length, [Values] Padding padding)
    {
        // No deltas: they need nine frames.
        AudioClip clip = TestSignals.Music(length, seed: 3);
        float[][] all = [.. new[] { 4, 8, 16 }.Select(lanes => Extract(clip, padding, lanes, FeatureSets.Means26))];
        Assert.That(all, Has.All.EqualTo(all[0]));
        float[] exact = Extract(clip, padding, lanes: null, FeatureSets.Means26, exact: true);
        AssertNear(FeatureSets.Means26, all[0], exact, 5e-5);
    }

    [Test]
    public void The_exact_way_is_near([Values] Padding padding)
    {
        AudioClip clip = TestSignals.Music(66_149);
        AssertNear(Everything, Extract(clip, padding, lanes: null), Extract(clip, padding, lanes: null, exact: true), 1e-5);
    }

    [Test]
    public void A_clip_that_is_too_long_to_be_kept_gives_the_same_bits()
    {
        AudioClip clip = TestSignals.Music(100_000);
        FeatureExtractor kept = new(Everything);
        FeatureExtractor again = new(Everything, new FeatureExtractorOptions { LongestKept = 64, MostPeaksHeld = 50 });
        Assert.That(again.Extract(clip).ToArray(), Is.EqualTo(kept.Extract(clip).ToArray()));
    }

    [Test]
    public void Any_thread_and_any_repetition_gives_the_same_bits()
    {
        FeatureExtractor extractor = new(FeatureSets.Gtzan57);
        AudioClip[] clips = [.. Enumerable.Range(0, 6).Select(seed => TestSignals.Music(30_000 + (777 * seed), seed))];
        float[][] alone = [.. clips.Select(c => new FeatureExtractor(FeatureSets.Gtzan57).Extract(c).ToArray())];
        Parallel.For(0, 60, i => Assert.That(extractor.Extract(clips[i % 6]).ToArray(), Is.EqualTo(alone[i % 6])));
    }

    private static float[] Extract(AudioClip clip, Padding padding, int? lanes, FeatureSet? set = null, bool exact = false)
        => new FeatureExtractor(set ?? Everything, new FeatureExtractorOptions { Padding = padding, Lanes = lanes, Exact = exact }).Extract(clip).ToArray();

    private static void AssertNear(FeatureSet set, float[] actual, float[] expected, double tolerance)
    {
        double worst = 0;
        for (int i = 0; i < set.Count; i++)
        {
            // Coefficients are differences of bands: an error of a band is one of all coefficients, how small one of them may be.
            double scale = Math.Max(set.Features[i].Descriptor.Name is "mfcc" ? 1 : 1e-3, Math.Abs(expected[i]));
            double error = Math.Abs(actual[i] - expected[i]) / scale;
            worst = Math.Max(worst, error);
            Assert.That(error, Is.LessThan(tolerance), $"{set.Names[i]}: {actual[i]} for {expected[i]}");
        }

        TestContext.Out.WriteLine($"lanes-{set.Name} {worst:E1} of the exact values' scale");
    }
}
