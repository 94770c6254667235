using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Audio;
using MusicGenre.Features.Textures;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Tests.Textures;

/// <summary>What holds for every texture descriptor.</summary>
public sealed class TexturePropertyTests
{
    private const int Length = 300_000;
    private static readonly AudioClip Clip = TextureValues.Pattern(Length);

    [Test]
    public void The_gain_does_not_matter()
    {
        float[][] expected = MeasureAll(TextureValues.Images(Clip));

        // Halved again and again, so that all spectra are the same but for the exponent, and equal pixels stay equal.
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3), Prop.ForAll(Gen.Choose(1, 4).ToArbitrary(), halvings =>
        {
            AudioClip clip = new([.. Clip.Samples.ToArray().Select(x => MathF.ScaleB(x, -halvings))], 22050);
            float[][] actual = MeasureAll(TextureValues.Images(clip));
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-4 * expected[i].Max(Math.Abs)), $"{TextureFamilies.All[i].Name}, {halvings} halvings");
            }
        }));
    }

    [Test]
    public void The_shortest_clip_has_values_and_a_shorter_one_is_refused()
    {
        foreach ((string family, ImageDescriptor descriptor) in TextureFamilies.All)
        {
            int length = Math.Max(1, (descriptor.MinimumFrames - 1) * 512);
            AudioClip[] clips = [new(Clip.Samples[..length].ToArray(), 22050), new(new float[length], 22050), new([.. Enumerable.Repeat(0.5f, length)], 22050)];
            foreach (AudioClip clip in clips)
            {
                ClipImages images = TextureValues.Images(clip);
                Assert.That(images.Mel.Frames, Is.EqualTo(descriptor.MinimumFrames));
                Assert.That(TextureValues.Measure(descriptor, images), Has.All.Matches<float>(float.IsFinite), family);
            }

            Assert.That(
                () => descriptor.CheckLength(descriptor.MinimumFrames - 1, TextureValues.Context),
                Throws.ArgumentException.With.Message.Contains($"{descriptor.MinimumFrames - 1} frames").And.Message.Contains($"at least {descriptor.MinimumFrames}").And.Message.Contains(descriptor.Name));
        }
    }

    [Test]
    public void Vectors_of_any_width_give_the_same_bits()
    {
        float[][] expected = MeasureAll(TextureValues.Images(Clip, lanes: 4));
        foreach (int lanes in new[] { 8, 16 }.Where(SimdWidth.IsSupported))
        {
            Assert.That(MeasureAll(TextureValues.Images(Clip, lanes)), Is.EqualTo(expected), $"{lanes} lanes");
        }
    }

    [Test]
    public void Memory_that_is_used_again_gives_the_same_bits()
    {
        ImageMeasure[] measures = [.. TextureFamilies.All.Select(f => f.Descriptor.CreateMeasure(TextureValues.Context))];
        ClipImages images = new();
        foreach (int length in new[] { Length, 264_000, 281_234, Length })
        {
            AudioClip clip = new(Clip.Samples[..length].ToArray(), 22050);
            TextureValues.Images(clip, images: images);
            float[][] actual = [.. measures.Select((m, i) =>
            {
                float[] values = new float[TextureFamilies.All[i].Descriptor.Rows];
                m.Measure(images, values);
                return values;
            })];
            Assert.That(actual, Is.EqualTo(MeasureAll(TextureValues.Images(clip))), $"{length} samples");
        }
    }

    private static float[][] MeasureAll(ClipImages images) => [.. TextureFamilies.All.Select(f => TextureValues.Measure(f.Descriptor, images))];
}
