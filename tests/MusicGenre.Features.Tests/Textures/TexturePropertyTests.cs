using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Textures;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Tests.Textures;

/// <summary>What holds for every texture descriptor, beyond the contract of all descriptors.</summary>
public sealed class TexturePropertyTests
{
    private const int Length = 300_000;
    private static readonly AudioClip Clip = TextureValues.Pattern(Length);

    [Test]
    public void The_gain_does_not_matter()
    {
        Dictionary<string, float[]> expected = TextureValues.Extract(Clip);

        // Halved again and again, so that all spectra are the same but for the exponent, and equal pixels stay equal.
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3), Prop.ForAll(Gen.Choose(1, 4).ToArbitrary(), halvings =>
        {
            AudioClip clip = new([.. Clip.Samples.ToArray().Select(x => MathF.ScaleB(x, -halvings))], 22050);
            foreach ((string family, float[] values) in TextureValues.Extract(clip))
            {
                Assert.That(values, Is.EqualTo(expected[family]).Within(1e-4 * expected[family].Max(Math.Abs)), $"{family}, {halvings} halvings");
            }
        }));
    }

    [Test]
    public void The_shortest_clip_has_values_and_a_shorter_one_is_refused()
    {
        foreach ((string family, ImageDescriptor descriptor) in TextureFamilies.All)
        {
            FeatureExtractor extractor = new(new FeatureSet(family, Enumerable.Range(0, descriptor.Rows).Select(i => new Feature($"{family}_{i + 1}", descriptor, Statistic.Mean, i))));
            int length = Math.Max(1, (descriptor.MinimumFrames - 1) * 512);
            AudioClip[] clips = [new(Clip.Samples[..length].ToArray(), 22050), new(new float[length], 22050), new([.. Enumerable.Repeat(0.5f, length)], 22050)];
            foreach (AudioClip clip in clips)
            {
                Assert.That(extractor.Extract(clip).ToArray(), Has.All.Matches<float>(float.IsFinite), family);
            }

            if (descriptor.MinimumFrames > 1)
            {
                Assert.That(
                    () => extractor.Extract(new AudioClip(Clip.Samples[..(length - 1)].ToArray(), 22050)),
                    Throws.ArgumentException.With.Message.Contains($"{descriptor.MinimumFrames - 1} frames").And.Message.Contains($"at least {descriptor.MinimumFrames}").And.Message.Contains(descriptor.Name));
            }
        }
    }

    [Test]
    public void Vectors_of_any_width_give_the_same_bits()
    {
        Dictionary<string, float[]> expected = TextureValues.Extract(Clip, new FeatureExtractorOptions { Lanes = 4 });
        foreach (int lanes in new[] { 8, 16 }.Where(SimdWidth.IsSupported))
        {
            Assert.That(TextureValues.Extract(Clip, new FeatureExtractorOptions { Lanes = lanes }), Is.EqualTo(expected), $"{lanes} lanes");
        }
    }

    [Test]
    public void Memory_that_is_used_again_gives_the_same_bits()
    {
        FeatureExtractor used = new(FeatureSets.GenreFull);
        foreach (int length in new[] { Length, 264_000, 281_234, Length })
        {
            AudioClip clip = new(Clip.Samples[..length].ToArray(), 22050);
            float[] expected = [.. TextureValues.Extract(clip).Values.SelectMany(v => v)];
            Assert.That(used.Extract(clip).ToArray(), Is.EqualTo(expected), $"{length} samples");
        }
    }

    [Test]
    public void An_image_that_grows_keeps_its_values()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20), Prop.ForAll(Gen.Choose(1, 16).NonEmptyListOf().ToArbitrary(), counts =>
        {
            const int Bands = 3;
            SpectrogramImage image = new(Bands, 22050, FrameOptions.Default);
            for (int clip = 0; clip < 2; clip++)
            {
                image.Clear();
                int total = 0;
                foreach (int count in counts)
                {
                    image.Add([.. Enumerable.Range(0, Bands * 16).Select(i => (i / 16 * 1000f) + total + (i % 16) + clip)], 16, count);
                    total += count;
                }

                for (int band = 0; band < Bands; band++)
                {
                    Assert.That(image[band].ToArray(), Is.EqualTo(Enumerable.Range(0, total).Select(t => (band * 1000f) + t + clip)));
                }
            }
        }));
    }
}
