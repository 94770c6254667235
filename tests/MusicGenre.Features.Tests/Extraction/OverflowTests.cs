using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Tests.Extraction;

/// <summary>Samples far beyond ±1 have the right features or none.</summary>
public sealed class OverflowTests
{
    // What a clip twice as loud has as well, times a power of two of this exponent.
    private static readonly (Descriptor Descriptor, int Exponent)[] Scaled =
    [
        (DescriptorCatalog.SpectralCentroid, 0), (DescriptorCatalog.SpectralBandwidth, 0), (DescriptorCatalog.SpectralRolloff(), 0), (DescriptorCatalog.ZeroCrossingRate, 0),
        (DescriptorCatalog.SpectralFlatness, 0), (DescriptorCatalog.SpectralContrast(), 0), (DescriptorCatalog.Chroma(0), 0), (DescriptorCatalog.Chroma(), 0),
        (DescriptorCatalog.Tonnetz(0), 0), (DescriptorCatalog.OnsetStrength(), 0), (DescriptorCatalog.Tempo, 0), (DescriptorCatalog.Rms, 1), (DescriptorCatalog.MelSpectrogram(), 2),
        (DescriptorCatalog.Harmonic, 1),
    ];

    private static readonly Statistic[] Statistics = [Statistic.Mean, Statistic.Minimum, Statistic.Maximum, Statistic.Median];

    [Test]
    public void What_is_not_refused_is_what_the_quiet_clip_has([Range(0, 13)] int index, [Values] bool exact)
    {
        (Descriptor descriptor, int exponent) = Scaled[index];
        IEnumerable<Statistic> statistics = descriptor is FrameDescriptor ? Statistics : descriptor is SignalDescriptor ? [Statistic.StandardDeviation] : [Statistic.Mean];
        FeatureExtractor extractor = new(new FeatureSet("scaled", statistics.Select(s => new Feature(s.ToString(), descriptor, s))), new FeatureExtractorOptions { Exact = exact });
        double[] Extract(int power)
        {
            AudioClip clip = new([.. TestSignals.Music(9000).Samples.ToArray().Select(x => MathF.ScaleB(x, power))], 22050);
            return [.. extractor.Extract(clip).ToArray().Select(v => Math.ScaleB(v, -exponent * power))];
        }

        // So loud that no power is below the smallest that counts.
        double[] expected = Extract(10);
        int refused = 0;
        int given = 0;
        for (int power = 20; power <= 132; power += 4)
        {
            double[] actual;
            try
            {
                actual = Extract(power);
            }
            catch (ArgumentException e)
            {
                Assert.That(e.Message, Does.Contain("too large").Or.Contain("finite samples only"));
                refused++;
                continue;
            }

            given++;
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-4 * Math.Max(1e-3, Math.Abs(expected[i]))), $"2^{power}: {Statistics[i]}");
            }
        }

        Assert.That(given, Is.GreaterThan(5), "at least as far as 1e12");
        Assert.That(refused, Is.GreaterThan(0));
    }

    [Test]
    public void Spectra_tuning_and_separation_are_refused_too()
    {
        AudioClip clip = new([.. TestSignals.Music(9000).Samples.ToArray().Select(x => x * 1e30f)], 22050);
        Assert.Multiple(() =>
        {
            Assert.That(() => FrameDescriptors.PowerSpectrogram(clip), Throws.ArgumentException.With.Message.Contains("Frame 0 (0 s) of the power spectrogram"));
            Assert.That(() => FrameDescriptors.EstimateTuning(clip), Throws.ArgumentException.With.Message.Contains("Frame 0 (0 s) of the tuning"));
            Assert.That(() => HarmonicPercussive.Separate(new AudioClip([.. clip.Samples.ToArray().Select(x => x * 1e8f)], 22050)), Throws.ArgumentException.With.Message.Contains("too large"));
            Assert.That(() => FrameDescriptors.Delta(new float[2, 9] { { 0, 0, 0, 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, float.NaN, 0, 0, 0, 0, 0 } }), Throws.ArgumentException.With.Message.Contains("Row 1 of frame 3 is NaN"));
            Assert.That(() => FrameDescriptors.Tonnetz(new float[12, 1] { { 0 }, { 0 }, { float.PositiveInfinity }, { 0 }, { 0 }, { 0 }, { 0 }, { 0 }, { 0 }, { 0 }, { 0 }, { 0 } }), Throws.ArgumentException.With.Message.Contains("Row 2 of frame 0"));
        });
    }

    [Test]
    public void A_clip_whose_values_no_array_holds_is_refused_before_memory_is_taken()
    {
        AudioClip clip = new(new float[600_000], 22050);
        FrameOptions everySample = new() { HopLength = 1, FftSize = 16 };
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(
            () => FrameDescriptors.MelSpectrogram(clip, 4096, everySample),
            Throws.ArgumentException.With.Message.Contains("600001 frames of 4096 values").And.Message.Contains($"{Array.MaxLength}"));
        Assert.That(
            () => FrameDescriptors.PowerSpectrogram(clip, everySample with { FftSize = 65536 }), Throws.ArgumentException.With.Message.Contains("600001 frames of 32769 values"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 << 20));
    }
}
