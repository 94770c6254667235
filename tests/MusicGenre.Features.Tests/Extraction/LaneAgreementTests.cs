using FsCheck;
using FsCheck.Fluent;
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

    /// <summary>Frames of any length and hop: powers of two whose hop is a half, a quarter or an eighth, and all others.</summary>
    [Test]
    public void Any_frame_has_the_same_bits_in_any_width_and_is_near_the_exact_way()
    {
        int[] powers = [256, 512, 1024, 2048, 4096, 8192];
        Gen<int> sizes = Gen.OneOf(Gen.Elements(powers), Gen.Elements(400, 441, 1000, 1102, 1103, 1200, 2205), Gen.Choose(200, 3000));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(
            (from size in sizes
             from hop in Gen.OneOf(Gen.Elements(size / 2, size / 4, size / 8, size), Gen.Choose(100, 2 * size))
             from frames in Gen.Choose(9, 40)
             from more in Gen.Choose(0, hop - 1)
             from padding in Gen.Elements(Padding.Zero, Padding.Reflect)
             select (size, hop, length: ((frames - 1) * hop) + more + (size % 2), padding)).ToArbitrary(),
            c =>
            {
                AudioClip clip = TestSignals.Music(c.length, seed: c.size + c.hop);
                FrameOptions frames = new() { FftSize = c.size, HopLength = c.hop };
                FeatureSet set = new("any frame", Everything.Features.Where(f => f.Descriptor != DescriptorCatalog.Tempo), frames: frames);
                float[] sixteen = Extract(clip, c.padding, lanes: 16, set);
                foreach (int lanes in new[] { 4, 8 })
                {
                    float[] other = Extract(clip, c.padding, lanes, set);
                    Assert.That(set.Names.Where((_, i) => !other[i].Equals(sixteen[i])), Is.Empty, $"{lanes} lanes");
                }

                // Fixed chroma banks, as a tuning next to another that is as frequent may change with a rounding; and no deltas and no kurtosis, which may be nearly nothing.
                FeatureSet fixedSet = new("any frame", set.Features.Where(f => f.Delta == 0).Select(WithFixedTuning), frames: frames);
                AssertNear(fixedSet, Extract(clip, c.padding, lanes: null, fixedSet), Extract(clip, c.padding, lanes: null, fixedSet, exact: true), 1e-4, rolloffTolerance: 1e-2);
            }));
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
    public void A_clip_whose_powers_are_kept_or_are_too_many_gives_the_same_bits_after_any_other()
    {
        FeatureExtractor extractor = new(FeatureSets.MeanVariance);
        AudioClip shorter = TestSignals.Music(200_000);
        AudioClip longer = new([.. Enumerable.Repeat(shorter.Samples.ToArray(), 6).SelectMany(s => s)], 22050);
        FrameOptions once = new();
        float[] OfFrames(AudioClip clip) => [.. Enumerable.Range(0, 12).Select(c => Mean(FrameDescriptors.Chroma(clip, options: once), c))];
        foreach (AudioClip clip in new[] { shorter, longer, shorter, longer })
        {
            float[] all = extractor.Extract(clip).ToArray();
            Assert.That(all, Is.EqualTo(new FeatureExtractor(FeatureSets.MeanVariance).Extract(clip).ToArray()));
            Assert.That(Enumerable.Range(1, 12).Select(c => extractor.FeatureSet.Names.ToList().IndexOf($"chroma{c}_mean")).Select(i => all[i]), Is.EqualTo(OfFrames(clip)).Within(1e-6));
        }
    }

    private static float Mean(float[,] rows, int row) => (float)Enumerable.Range(0, rows.GetLength(1)).Average(t => (double)rows[row, t]);

    [Test]
    public void Any_thread_and_any_repetition_gives_the_same_bits()
    {
        FeatureExtractor extractor = new(FeatureSets.Gtzan57);
        AudioClip[] clips = [.. Enumerable.Range(0, 6).Select(seed => TestSignals.Music(30_000 + (777 * seed), seed))];
        float[][] alone = [.. clips.Select(c => new FeatureExtractor(FeatureSets.Gtzan57).Extract(c).ToArray())];
        Parallel.For(0, 60, i => Assert.That(extractor.Extract(clips[i % 6]).ToArray(), Is.EqualTo(alone[i % 6])));
    }

    private static Feature WithFixedTuning(Feature feature) => feature.Descriptor.Name switch
    {
        "chroma_stft" => new Feature(feature.Name, DescriptorCatalog.Chroma(tuning: 0), feature.Statistic, feature.Row),
        "tonnetz" => new Feature(feature.Name, DescriptorCatalog.Tonnetz(tuning: 0), Statistic.Mean, feature.Row),
        _ => feature,
    };

    private static float[] Extract(AudioClip clip, Padding padding, int? lanes, FeatureSet? set = null, bool exact = false)
        => new FeatureExtractor(set ?? Everything, new FeatureExtractorOptions { Padding = padding, Lanes = lanes, Exact = exact }).Extract(clip).ToArray();

    private static void AssertNear(FeatureSet set, float[] actual, float[] expected, double tolerance, double? rolloffTolerance = null)
    {
        double worst = 0;
        string where = "";
        for (int i = 0; i < set.Count; i++)
        {
            // Coefficients are differences of bands: an error of a band is one of all coefficients, how small one of them may be.
            double scale = Math.Max(set.Features[i].Descriptor.Name is "mfcc" or "tonnetz" ? 1 : 1e-3, Math.Abs(expected[i]));
            double error = Math.Abs(actual[i] - expected[i]) / scale;
            (worst, where) = error > worst ? (error, set.Names[i]) : (worst, where);

            // A rolloff jumps to the next bin where a sum is at its threshold.
            double allowed = set.Features[i].Descriptor.Name == "spectral_rolloff" ? rolloffTolerance ?? tolerance : tolerance;
            Assert.That(error, Is.LessThan(allowed), $"{set.Names[i]}: {actual[i]} for {expected[i]}");
        }

        TestContext.Out.WriteLine($"lanes-{set.Name} ({set.Frames.FftSize}, {set.Frames.HopLength}) {worst:E1} {where} of the exact values' scale");
    }
}
