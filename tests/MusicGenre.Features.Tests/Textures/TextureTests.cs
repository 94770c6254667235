using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Textures;

namespace MusicGenre.Features.Tests.Textures;

/// <summary>What only one descriptor promises, and the semitone bank.</summary>
public sealed class TextureTests
{
    [Test]
    public void Backwards_what_rises_falls()
    {
        // 512 frames: the blocks lie the same from both ends. The Nyquist rate has no direction, and is counted once: the highest rates are left out.
        SpectrogramImage image = TextureValues.Image(SpectrogramImage.Mel, TextureValues.Pattern(511 * 512));
        ModulationSpectrum descriptor = new();
        float[] forwards = TextureValues.Compute(descriptor, image);
        for (int band = 0; band < image.Bands; band++)
        {
            image[band].Reverse();
        }

        float[] backwards = TextureValues.Compute(descriptor, image);
        Assert.That(forwards, Has.Length.EqualTo(108));
        for (int i = 0; i < 45; i++)
        {
            Assert.That(backwards[i], Is.EqualTo(forwards[i + 54]).Within(1e-4), $"value {i}");
            Assert.That(backwards[i + 54], Is.EqualTo(forwards[i]).Within(1e-4), $"value {i + 54}");
        }
    }

    [Test]
    public void The_key_does_not_matter()
    {
        // All octaves as the one from band 24 on, so that what leaves at one end comes in at the other.
        SpectrogramImage image = TextureValues.Image(SpectrogramImage.Semitones, TextureValues.Pattern(100_000));
        float[][] octave = [.. Enumerable.Range(24, 12).Select(band => image[band].ToArray())];
        float[] Transposed(int semitones)
        {
            for (int band = 0; band < image.Bands; band++)
            {
                octave[(band + semitones) % 12].CopyTo(image[band]);
            }

            return TextureValues.Compute(new TonalCorrelation(), image);
        }

        float[] expected = Transposed(0);
        Assert.That(Transposed(1), Is.EqualTo(expected).Within(1e-6));
        Assert.That(Transposed(7), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void Patterns_are_portions()
    {
        float[] values = TextureValues.Compute(new LocalBinaryPatterns(mel: true, timeStep: 4, frequencyStep: 1), TextureValues.Image(SpectrogramImage.Mel, TextureValues.Pattern(100_000)));
        Assert.That(values.Chunk(59).Select(zone => zone.Sum(v => (double)v * v)), Has.Exactly(4).EqualTo(1).Within(1e-6));
    }

    [TestCase("modulation_spectrum", 2048, "10.77 frames per second")]
    [TestCase("mfcc_modulation", 64, "between 0.25 and 0.5 Hz")]
    public void A_rate_without_a_bin_is_refused(string name, int hop, string expected)
    {
        FeatureExtractor extractor = new(new FeatureSet("some", [new Feature("some", DescriptorCatalog.Create(name), Statistic.Mean, 0)], frames: new FrameOptions { HopLength = hop }));
        Assert.That(() => extractor.Extract(TextureValues.Pattern(600 * hop)), Throws.ArgumentException.With.Message.Contains(name).And.Message.Contains(expected));
    }

    [Test]
    public void A_rate_too_low_for_the_semitones_is_refused()
        => Assert.That(
            () => new FeatureExtractor(new FeatureSet("some", [new Feature("some", DescriptorCatalog.TonalCorrelation, Statistic.Mean, 0)], sampleRate: 16000)),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("92 semitones"));

    [Test]
    public void The_genre_sets_know_their_families()
        => Assert.Multiple(() =>
        {
            Assert.That(FeatureSets.Genre.Families.Select(f => f.ToString()), Is.EqualTo(new[] { "statistics (52)", "region_cov (208)", "modulation (108)", "lbp (236)" }));
            Assert.That(FeatureSets.Genre.Names[^1], Is.EqualTo("lbp_236"));
            Assert.That(FeatureSets.GenreFull.Count, Is.EqualTo(3656));
            Assert.That(FeatureSets.GenreFull.Families.Select(f => f.Name), Is.EqualTo(TextureFamilies.All.Select(f => f.Name)));
            Assert.That(FeatureSets.GenreFull.Families.SelectMany(f => f.Columns), Is.EqualTo(Enumerable.Range(0, 3656)));
            Assert.That(FeatureSet.FromJson(FeatureSets.GenreFull.ToJson()), Is.EqualTo(FeatureSets.GenreFull));
            Assert.That(FeatureSets.GenreFull.ToJson(), Has.Length.LessThan(10_000), "an entry a family");
            Assert.That(
                () => FeatureSet.FromJson(FeatureSets.GenreFull.ToJson().Replace("\"rows\": 108", "\"rows\": 107", StringComparison.Ordinal)),
                Throws.TypeOf<FeatureFormatException>().With.Message.Contains("rows").And.Message.Contains("108"));
            Assert.That(FeatureSets.Gtzan57.Families.Single().ToString(), Is.EqualTo("statistics (57)"));
            FeatureSet part = new("part", FeatureSets.Genre.Features.Skip(60).Take(300), frames: FeatureSets.Genre.Frames);
            Assert.That(FeatureSet.FromJson(part.ToJson()), Is.EqualTo(part), "a part of a family");
            Assert.That(FeatureSets.Get("GENRE-full"), Is.SameAs(FeatureSets.GenreFull));
        });

    [Test]
    public void The_semitone_bank_shares_out_each_bin_once()
    {
        float[,] bank = SemitoneFilterBank.Create(22050, 2048);
        double width = 22050.0 / 2048;
        for (int band = 0; band < 92; band++)
        {
            double sum = Enumerable.Range(0, 1025).Sum(bin => (double)bank[band, bin]);
            Assert.That(sum * width, Is.EqualTo(53.43 * (Math.Pow(2, (band + 1) / 12.0) - Math.Pow(2, band / 12.0))).Within(1e-3), $"band {band}");
        }

        for (int bin = 0; bin < 1025; bin++)
        {
            double sum = Enumerable.Range(0, 92).Sum(band => (double)bank[band, bin]);
            double expected = (Math.Min((bin + 0.5) * width, 53.43 * Math.Pow(2, 92 / 12.0)) - Math.Max((bin - 0.5) * width, 53.43)) / width;
            Assert.That(sum, Is.EqualTo(Math.Max(0, expected)).Within(1e-5), $"bin {bin}");
        }

        Assert.That(() => SemitoneFilterBank.Create(16000, 2048), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("92 semitones from 53.43 Hz reach to 10"));
    }
}
