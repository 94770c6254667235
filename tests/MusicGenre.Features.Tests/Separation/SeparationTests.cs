using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Audio;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Separation;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests.Separation;

/// <summary>Harmonic/percussive separation against librosa, against the definition, and against the published table.</summary>
public sealed class SeparationTests
{
    // librosa's own separation of the two frames of short1000 is undefined.
    private static readonly string[] Signals = [.. TestData.Signals.Where(s => s != "short1000")];

    [Test, Combinatorial]
    public void Samples_and_moments_are_librosas([ValueSource(nameof(Signals))] string signal, [Values] Padding padding)
    {
        AudioClip clip = TestData.Clip(signal);
        (AudioClip harmonic, AudioClip percussive) = HarmonicPercussive.Separate(clip, new FrameOptions { Padding = padding });
        Assert.That(harmonic.Length, Is.EqualTo(clip.Length));
        Assert.That(percussive.Length, Is.EqualTo(clip.Length));
        float scale = Math.Max(1e-9f, clip.Samples.ToArray().Max(Math.Abs));
        string path = TestData.Values(signal, padding);
        Dictionary<(string Feature, int Row), float[]> expected = ReferenceCsv.ReadFrames(path);
        int compared = 0;
        foreach ((string feature, AudioClip part, int start) in new[]
        {
            ("harmonic_first256", harmonic, 0), ("harmonic_mid256", harmonic, clip.Length / 2),
            ("percussive_first256", percussive, 0), ("percussive_mid256", percussive, clip.Length / 2),
        })
        {
            if (expected.TryGetValue((feature, 0), out float[]? values))
            {
                compared++;
                float[] actual = part.Samples.Slice(start, values.Length).ToArray();
                double error = actual.Zip(values, (a, b) => Math.Abs(a - b)).Max() / scale;
                TestContext.Out.WriteLine($"{feature} {error:E1}");
                Assert.That(error, Is.LessThan(1e-6), feature);
            }
        }

        foreach (string[] cells in ReferenceCsv.ReadLines(path).Select(l => l.Split(',')).Where(c => c[0] is "harmonic" or "percussive" && c[1] != "ERROR"))
        {
            compared++;
            float[] part = (cells[0] == "harmonic" ? harmonic : percussive).Samples.ToArray();
            double mean = part.Average(x => (double)x);
            double variance = part.Average(x => (x - mean) * (x - mean));
            double expectedMean = double.Parse(cells[6], System.Globalization.CultureInfo.InvariantCulture);
            double expectedVariance = double.Parse(cells[7], System.Globalization.CultureInfo.InvariantCulture);
            TestContext.Out.WriteLine($"{cells[0]} mean {mean - expectedMean:E1}, variance {(variance - expectedVariance) / Math.Max(expectedVariance, 1e-12):E1}");
            Assert.That(mean, Is.EqualTo(expectedMean).Within(1e-6));
            Assert.That(variance, Is.EqualTo(expectedVariance).Within(1e-4 * expectedVariance + 1e-12));
        }

        Assert.That(compared, Is.GreaterThan(0));
    }

    [Test]
    public void A_whole_separated_waveform_is_librosas()
    {
        AudioClip clip = TestData.Clip("stepnoise");
        (AudioClip harmonic, AudioClip percussive) = HarmonicPercussive.Separate(clip);
        foreach ((string name, AudioClip part) in new[] { ("harmonic", harmonic), ("percussive", percussive) })
        {
            AudioClip expected = AudioFile.Read(TestData.Path("v0.11.0", $"stepnoise.{name}.wav"));
            Assert.That(part.Length, Is.EqualTo(expected.Length));
            double error = part.Samples.ToArray().Zip(expected.Samples.ToArray(), (a, b) => Math.Abs(a - b)).Max();
            TestContext.Out.WriteLine($"{name} {error:E1}");
            Assert.That(error, Is.LessThan(1e-6));
        }
    }

    [Test]
    public void The_harmony_and_perceptr_columns_of_every_GTZAN_track_are_the_published_ones()
    {
        (string[] columns, Dictionary<string, string[]> rows) = ReferenceCsv.ReadTable(SharedData.Require("gtzan", "kaggle_features_30_sec.csv"));
        string[] paths = [.. Directory.GetFiles(SharedData.Require("gtzan", "audio"), "*.wav", SearchOption.AllDirectories)];
        Assert.That(paths, Has.Length.EqualTo(100));
        FeatureSet set = new(
            "separation",
            [
                new("harmony_mean", DescriptorCatalog.Harmonic, Statistic.Mean), new("harmony_var", DescriptorCatalog.Harmonic, Statistic.Variance),
                new("perceptr_mean", DescriptorCatalog.Percussive, Statistic.Mean), new("perceptr_var", DescriptorCatalog.Percussive, Statistic.Variance),
            ]);
        FeatureExtractor extractor = new(set, new FeatureExtractorOptions { Padding = Padding.Reflect });
        double[][] errors = new double[paths.Length][];
        Parallel.For(0, paths.Length, i =>
        {
            string[] row = rows[Path.GetFileName(paths[i])];
            FeatureVector actual = extractor.Extract(AudioFile.Read(paths[i]));
            errors[i] = [.. set.Names.Select(name =>
            {
                double expected = ReferenceCsv.Number(row[Array.IndexOf(columns, name)]);
                return Math.Abs(actual[name] - expected) / (name.EndsWith("_var", StringComparison.Ordinal) ? expected : 1);
            })];
        });
        for (int c = 0; c < set.Count; c++)
        {
            double worst = errors.Max(e => e[c]);
            TestContext.Out.WriteLine($"{set.Names[c]}: {worst:E1}");
            Assert.That(worst, Is.LessThan(set.Names[c].EndsWith("_var", StringComparison.Ordinal) ? 1e-4 : 1e-6), set.Names[c]);
        }
    }

    // The library's separation against one that follows the definition word by word, in double precision, frame matrices and all.
    [Test]
    public void Clips_of_any_length_and_frames_of_any_kind_follow_the_definition()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(
            (from length in Gen.Choose(1, 6000)
             from size in Gen.Elements(16, 64, 256)
             from hop in Gen.Choose(1, 4)
             from padding in Gen.Elements(Padding.Zero, Padding.Reflect)
             from seed in Gen.Choose(0, int.MaxValue)
             select (length, size, hop: Math.Max(1, size * hop / 8), padding, seed)).ToArbitrary(),
            c =>
            {
                Random random = new(c.seed);
                float[] samples = [.. Enumerable.Range(0, c.length).Select(i => (float)((random.NextDouble() - 0.5) * (random.Next(50) == 0 ? 4 : 0.1) + Math.Sin(i * 0.3)))];
                AudioClip clip = new(samples, 22050);
                FrameOptions options = new() { FftSize = c.size, HopLength = c.hop, Padding = c.padding };
                (AudioClip harmonic, AudioClip percussive) = HarmonicPercussive.Separate(clip, options);
                (double[] expectedHarmonic, double[] expectedPercussive, double[] gain) = SeparationByDefinition.Separate(samples, options);
                for (int i = 0; i < samples.Length; i++)
                {
                    // A frame's samples, up to 3, are rounded to float32 a few times on their way; both parts are divided by the same sum.
                    double rounding = 2e-6 * gain[i];
                    Assert.That(harmonic.Samples.Span[i], Is.EqualTo(expectedHarmonic[i]).Within(rounding), $"{c}, sample {i}");
                    Assert.That(percussive.Samples.Span[i], Is.EqualTo(expectedPercussive[i]).Within(rounding), $"{c}, sample {i}");
                }
            }));
    }

    [Test]
    public void Every_vector_width_gives_the_same_bits()
    {
        Random random = new(7);
        AudioClip clip = new([.. Enumerable.Range(0, 40_000).Select(_ => (float)(random.NextDouble() - 0.5))], 22050);
        float[][] results = [.. new[] { 4, 8, 16 }.Select(lanes =>
        {
            HarmonicPercussiveStream stream = new(FrameOptions.Default, lanes);
            using IAudioSource source = clip.OpenSource();
            stream.Start(new PaddedSignal(source, stream.Padding, Padding.Zero));
            List<float> harmonic = [];
            while (stream.Next())
            {
                harmonic.AddRange(stream.Harmonic);
            }

            return harmonic.ToArray();
        })];
        Assert.That(results[0], Has.Length.EqualTo(clip.Length));
        Assert.That(results[1], Is.EqualTo(results[0]));
        Assert.That(results[2], Is.EqualTo(results[0]));
    }

    [Test]
    public void Sixteen_medians_at_once_are_sixteen_medians()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                Random random = new(seed);
                int kinds = random.Next(2, 60);
                float[] source = [.. Enumerable.Range(0, SlidingMedian.Span * 16).Select(_ => (float)random.Next(kinds))];
                float[] medians = new float[SlidingMedian.Block * 16];
                int[] offsets = [.. Enumerable.Range(0, SlidingMedian.Span).Select(i => i * 16)];
                unsafe
                {
                    fixed (float* from = source, to = medians)
                    fixed (int* places = offsets)
                    {
                        for (int lane = 0; lane < 16; lane += 4)
                        {
                            SlidingMedian.Run<Lane4>(from + lane, places, to + lane, 16);
                        }
                    }
                }

                for (int median = 0; median < SlidingMedian.Block; median++)
                {
                    for (int lane = 0; lane < 16; lane++)
                    {
                        float[] window = [.. Enumerable.Range(median, SlidingMedian.Width).Select(i => source[(i * 16) + lane]).Order()];
                        Assert.That(medians[(median * 16) + lane], Is.EqualTo(window[SlidingMedian.Width / 2]));
                    }
                }
            }));
    }

    [Test]
    public void Silence_a_single_sample_and_nothing_are_defined()
    {
        Assert.Multiple(() =>
        {
            Assert.That(HarmonicPercussive.Separate(new AudioClip([], 22050)).Harmonic.Length, Is.Zero);
            Assert.That(HarmonicPercussive.Separate(new AudioClip(new float[5000], 22050)).Harmonic.Samples.ToArray(), Is.All.Zero);
            (AudioClip harmonic, AudioClip percussive) = HarmonicPercussive.Separate(new AudioClip([0.5f], 22050));
            Assert.That(harmonic.Samples.Span[0] + percussive.Samples.Span[0], Is.EqualTo(0.5f).Within(1e-6));
            Assert.That(() => HarmonicPercussive.Separate(new AudioClip([0, float.NaN], 22050)), Throws.ArgumentException.With.Message.Contains("Sample 1"));
        });
    }
}
