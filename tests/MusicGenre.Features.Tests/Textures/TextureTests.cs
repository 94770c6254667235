using MusicGenre.Features.Textures;

namespace MusicGenre.Features.Tests.Textures;

/// <summary>What only one descriptor promises, and the semitone bank.</summary>
public sealed class TextureTests
{
    [Test]
    public void Backwards_what_rises_falls()
    {
        // 512 frames: the blocks lie the same from both ends. The Nyquist rate has no direction, and is counted once: the highest rates are left out.
        ClipImages images = TextureValues.Images(TextureValues.Pattern(511 * 512));
        ModulationSpectrum descriptor = new();
        float[] forwards = TextureValues.Measure(descriptor, images);
        for (int band = 0; band < images.Mel.Bands; band++)
        {
            images.Mel.Span(band).Reverse();
        }

        float[] backwards = TextureValues.Measure(descriptor, images);
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
        ClipImages images = TextureValues.Images(TextureValues.Pattern(100_000));
        float[][] octave = [.. Enumerable.Range(24, 12).Select(band => images.Semitone.Span(band).ToArray())];
        float[] Transposed(int semitones)
        {
            for (int band = 0; band < images.Semitone.Bands; band++)
            {
                octave[(band + semitones) % 12].CopyTo(images.Semitone.Span(band));
            }

            return TextureValues.Measure(new TonalCorrelation(), images);
        }

        float[] expected = Transposed(0);
        Assert.That(Transposed(1), Is.EqualTo(expected).Within(1e-6));
        Assert.That(Transposed(7), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void Patterns_are_portions()
    {
        float[] values = TextureValues.Measure(new LocalBinaryPatterns(mel: false, timeStep: 4, frequencyStep: 1), TextureValues.Images(TextureValues.Pattern(100_000)));
        Assert.That(values.Chunk(59).Select(zone => zone.Sum(v => (double)v * v)), Has.Exactly(4).EqualTo(1).Within(1e-6));
    }

    [Test]
    public void A_rate_without_a_bin_is_refused()
        => Assert.Multiple(() =>
        {
            Assert.That(
                () => new ModulationSpectrum().CreateMeasure(TextureValues.Context with { HopLength = 2048 }),
                Throws.ArgumentException.With.Message.Contains("modulation_spectrum").And.Message.Contains("10.77 frames per second"));
            Assert.That(() => new MfccModulation().CreateMeasure(TextureValues.Context with { HopLength = 64 }), Throws.ArgumentException.With.Message.Contains("0.25 and 0.5 Hz"));
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
