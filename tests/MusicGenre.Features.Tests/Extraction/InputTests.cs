using MusicGenre.Audio;

namespace MusicGenre.Features.Tests.Extraction;

/// <summary>Every way in and out gives what a clip gives.</summary>
public sealed class InputTests
{
    private static readonly FeatureExtractor Extractor = new(FeatureSets.Gtzan57);

    [Test]
    public void A_stream_and_a_span_are_a_clip()
    {
        AudioClip clip = TestSignals.Music(30_000);
        float[] expected = Extractor.Extract(clip).ToArray();
        using MemoryStream stream = new();
        WavWriter.Write(stream, clip, WavSampleFormat.Float32);
        stream.Position = 0;
        Assert.That(Extractor.Extract(stream).ToArray(), Is.EqualTo(expected));
        Assert.That(Extractor.Extract(clip.Samples.Span, 22050).ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Channels_are_averaged_or_taken_one_by_one()
    {
        float[] left = TestSignals.Music(30_000).Samples.ToArray();
        float[] right = TestSignals.Music(30_000, seed: 4).Samples.ToArray();
        float[] both = [.. left.Zip(right).SelectMany(p => new[] { p.First, p.Second })];
        float[] mono = [.. left.Zip(right).Select(p => (p.First + p.Second) / 2)];
        Assert.That(Extractor.Extract(both, 22050, 2).ToArray(), Is.EqualTo(Extractor.Extract(mono, 22050).ToArray()));
        Assert.That(
            Extractor.ExtractChannels(both, 22050, 2).Select(v => v.ToArray()),
            Is.EqualTo(new[] { Extractor.Extract(left, 22050).ToArray(), Extractor.Extract(right, 22050).ToArray() }));
        Assert.That(() => Extractor.Extract(both.AsSpan(1), 22050, 2), Throws.ArgumentException.With.Message.Contains("59999 samples").And.Message.Contains("2 channels"));
    }

    [Test]
    public void A_spectrogram_that_is_there_gives_what_its_clip_gives()
    {
        AudioClip clip = TestSignals.Music(20_000);
        FeatureExtractorOptions exact = new() { Exact = true };
        float[,] power = FrameDescriptors.PowerSpectrogram(clip);
        foreach (Descriptor descriptor in new[] { DescriptorCatalog.Mfcc(), DescriptorCatalog.Chroma(), DescriptorCatalog.SpectralContrast(), DescriptorCatalog.SpectralFlatness, DescriptorCatalog.OnsetStrength() })
        {
            float[,] expected = FrameDescriptors.Compute(descriptor, clip, options: null, exact);
            float[,] actual = FrameDescriptors.ComputeFromSpectrogram(descriptor, power, 22050);
            float largest = expected.Cast<float>().Max(Math.Abs);
            Assert.That(actual.Cast<float>().Zip(expected.Cast<float>()).Max(p => Math.Abs(p.First - p.Second)), Is.LessThan(2e-4f * largest), $"{descriptor}");
        }

        Assert.That(() => FrameDescriptors.ComputeFromSpectrogram(DescriptorCatalog.Rms, power, 22050), Throws.ArgumentException.With.Message.Contains("rms"));
        Assert.That(() => FrameDescriptors.ComputeFromSpectrogram(DescriptorCatalog.Mfcc(), power, 22050, new FrameOptions { FftSize = 512 }), Throws.ArgumentException.With.Message.Contains("1025 bins"));
        power[5, 7] = -1;
        Assert.That(() => FrameDescriptors.ComputeFromSpectrogram(DescriptorCatalog.Mfcc(), power, 22050), Throws.ArgumentException.With.Message.Contains("-1"));
    }

    [Test]
    public void Frames_go_into_memory_of_the_callers()
    {
        AudioClip clip = TestSignals.Music(20_000);
        float[,] expected = FrameDescriptors.Mfcc(clip, 5);
        float[] memory = new float[expected.Length + 1];
        Assert.That(FrameDescriptors.Compute(DescriptorCatalog.Mfcc(5), clip, memory), Is.EqualTo(expected.GetLength(1)));
        Assert.That(memory[..^1], Is.EqualTo(expected.Cast<float>()));
        Assert.That(() => FrameDescriptors.Compute(DescriptorCatalog.Mfcc(5), clip, memory.AsSpan(2)), Throws.ArgumentException.With.Message.Contains($"{expected.Length}"));
    }
}
