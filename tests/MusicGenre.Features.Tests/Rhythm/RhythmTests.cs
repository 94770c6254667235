using System.Text.Json;
using MusicGenre.Audio;
using MusicGenre.Features.Rhythm;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests.Rhythm;

/// <summary>Onset strength and tempo against librosa and against what is true of them.</summary>
public sealed class RhythmTests
{
    [Test, Combinatorial]
    public void Onset_strength_and_both_tempi_are_librosas([ValueSource(typeof(TestData), nameof(TestData.Signals))] string signal, [Values] Padding padding)
    {
        AudioClip clip = TestData.Clip(signal);
        FrameOptions options = new() { Padding = padding };
        Dictionary<(string Feature, int Row), float[]> expected = ReferenceCsv.ReadFrames(TestData.Values(signal, padding));
        foreach ((string name, OnsetAggregate aggregate) in new[] { ("onset_strength", OnsetAggregate.Mean), ("onset_strength_median", OnsetAggregate.Median) })
        {
            float[] values = expected[(name, 0)];
            foreach (bool exact in new[] { true, false })
            {
                float[,] actual = FrameDescriptors.Compute(DescriptorCatalog.OnsetStrength(aggregate), clip, options, new FeatureExtractorOptions { Exact = exact });
                Assert.That(actual.GetLength(1), Is.EqualTo(values.Length));

                // The values are differences of levels of some tens of dB, which float32 rounds to 4e-6 dB.
                double error = values.Select((v, t) => Math.Abs(v - actual[0, t])).Max();
                TestContext.Out.WriteLine($"{name} {error:E1} dB");
                Assert.That(error, Is.LessThan(exact ? 2e-5 : 1e-4), name);
            }
        }

        JsonElement row = TestData.Scalars(signal, padding);
        FeatureSet set = new("tempi", [new("a", DescriptorCatalog.Tempo, Statistic.Mean), new("b", DescriptorCatalog.FeatureTempo, Statistic.Mean)]);
        FeatureVector tempi = new FeatureExtractor(set, new FeatureExtractorOptions { Padding = padding }).Extract(clip);
        Assert.Multiple(() =>
        {
            Assert.That(tempi[0], Is.EqualTo((float)row.GetProperty("beat_track_tempo").GetDouble()), "beat_track");
            Assert.That(tempi[1], Is.EqualTo((float)row.GetProperty("tempo").GetDouble()), "feature.tempo");
        });
    }

    [Test]
    public void Every_vector_width_gives_the_same_bits_and_the_exact_values([Values] OnsetAggregate aggregate)
    {
        Random random = new(9);

        // Loud parts and quiet ones, so that the floor of 80 dB counts; two clips through one extractor, so that nothing is left of the first.
        AudioClip[] clips =
        [
            .. new[] { 40_000, 30_011 }.Select(n => new AudioClip(
                [.. Enumerable.Range(0, n).Select(i => (float)((random.NextDouble() - 0.5) * (i / 5000 % 3 == 0 ? 1 : i / 5000 % 3 == 1 ? 1e-3 : 1e-6)))], 22050)),
        ];
        Descriptor onsets = DescriptorCatalog.OnsetStrength(aggregate);
        FeatureSet set = new("onsets", [.. Enum.GetValues<Statistic>().Select(s => new Feature(s.ToString(), onsets, s))]);
        float[][] Extract(FeatureExtractorOptions options)
        {
            FeatureExtractor extractor = new(set, options);
            return [.. clips.Select(c => extractor.Extract(c).Values.ToArray())];
        }

        float[][] exact = Extract(new() { Exact = true });
        float[][] narrow = Extract(new() { Lanes = 1 });
        for (int c = 0; c < clips.Length; c++)
        {
            Assert.That(narrow[c], Is.EqualTo(exact[c]).Within(1e-4).Percent);
            foreach (FeatureExtractorOptions options in new FeatureExtractorOptions[] { new() { Lanes = 4 }, new() { Lanes = 8 }, new() { Lanes = 16 }, new() { Lanes = 8, LongestKept = 10 } })
            {
                Assert.That(Extract(options)[c], Is.EqualTo(narrow[c]), $"{options.Lanes} lanes");
            }
        }
    }

    // LabROSA's beat tracker in Matlab: D in dB, the mean increase, and a high-pass after it.
    [Test]
    public void Onset_strengths_of_a_program_other_than_librosa_agree()
    {
        double[][] spectrogram = ReferenceCsv.ReadMatrix(SharedData.Require("librosa", "independent", "beat-onset-D.csv"));
        double[] expected = ReferenceCsv.ReadMatrix(SharedData.Require("librosa", "independent", "beat-onset-env.csv"))[0];
        double passed = 0;
        double before = 0;
        double worst = 0;
        for (int t = 1; t <= expected.Length; t++)
        {
            float[] increases = [.. spectrogram.Select(band => (float)Math.Max(0, band[t] - band[t - 1]))];
            double strength = OnsetStrength.Aggregate(increases, OnsetAggregate.Mean);
            passed = strength - before + (0.99 * passed);
            before = strength;
            worst = Math.Max(worst, Math.Abs(passed - expected[t - 1]));
        }

        // The files hold ten digits; librosa itself is within 2e-7 of the scale.
        Assert.That(worst / expected.Max(Math.Abs), Is.LessThan(1e-6));
    }

    // A pulse every this many frames has the tempo of the period, where it is near enough to 120 that no multiple is likelier.
    [TestCase(18)]
    [TestCase(20)]
    [TestCase(22)]
    [TestCase(26)]
    public void A_pulse_has_the_tempo_of_its_period(int period)
    {
        float[] onsets = [.. Enumerable.Range(0, 1000).Select(t => t % period == 0 ? 1f : 0f)];
        Assert.That(TempoEstimator.Estimate(onsets, 22050, 512), Is.EqualTo(60.0 * 22050 / (512 * period)));
    }

    [Test]
    public void The_tempo_of_every_GTZAN_track_is_the_published_one()
    {
        (string[] columns, Dictionary<string, string[]> rows) = ReferenceCsv.ReadTable(SharedData.Require("gtzan", "kaggle_features_30_sec.csv"));
        string[] paths = [.. Directory.GetFiles(SharedData.Require("gtzan", "audio"), "*.wav", SearchOption.AllDirectories)];
        Assert.That(paths, Has.Length.EqualTo(100));
        FeatureSet set = new("tempo", [new("tempo", DescriptorCatalog.Tempo, Statistic.Mean)]);
        FeatureExtractor extractor = new(set, new FeatureExtractorOptions { Padding = Padding.Reflect });
        System.Collections.Concurrent.ConcurrentBag<string> different = [];
        Parallel.ForEach(paths, path =>
        {
            float expected = ReferenceCsv.Number(rows[Path.GetFileName(path)][Array.IndexOf(columns, "tempo")]);
            float actual = extractor.Extract(AudioFile.Read(path))[0];
            if (actual != expected)
            {
                different.Add($"{Path.GetFileName(path)}: {actual} for {expected}");
            }
        });
        Assert.That(different, Is.Empty);
    }

    [Test]
    public void No_onsets_and_bad_arguments()
    {
        Assert.Multiple(() =>
        {
            Assert.That(TempoEstimator.EstimateOfBeats(new float[100], 22050, 512), Is.Zero);
            Assert.That(TempoEstimator.Estimate(new float[100], 22050, 512), Is.EqualTo(60.0 * 22050 / (512 * 22)));
            Assert.That(() => TempoEstimator.Estimate([], 22050, 512), Throws.ArgumentException);
            Assert.That(() => TempoEstimator.Estimate([1], 22050, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => TempoEstimator.Estimate([1], 100, 512), Throws.ArgumentException.With.Message.Contains("8 s"));
        });
    }

    [Test]
    public void The_median_over_bands_is_that_of_numpy()
    {
        Random random = new(8);
        for (int count = 1; count < 200; count++)
        {
            float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(20))];
            float[] sorted = [.. values.Order()];
            Assert.That(OnsetStrength.Aggregate(values, OnsetAggregate.Median), Is.EqualTo((sorted[(count - 1) / 2] + sorted[count / 2]) / 2));
        }
    }
}
