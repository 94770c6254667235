using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Extraction;

namespace MusicGenre.Features.Tests.Extraction;

/// <summary>Every intermediate is there once, and a column is the same in any company.</summary>
public sealed class GraphTests
{
    private static readonly Descriptor[] All = [.. DescriptorCatalog.Names.Select(name => DescriptorCatalog.Create(name)).Where(d => d is not ClipDescriptor { MinimumFrames: > 40 }), DescriptorCatalog.Chroma(0.1), DescriptorCatalog.Mfcc(13, 40), new Means(SpectrogramImage.Mel), new Means(SpectrogramImage.Semitones)];

    private static readonly AudioClip[] Clips =
    [
        TestSignals.Music(20_000),

        // Narrow spectra, which are transformed in double precision.
        new([.. Enumerable.Range(0, 20_000).Select(i => (float)Math.Sin(i * 0.1))], 22050),
    ];

    private static readonly float[][][] Alone = [.. Clips.Select(clip => All.Select(d => Extract([d], clip)).ToArray())];

    [Test]
    public void A_column_has_the_same_bits_in_any_set()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(
            (from chosen in Gen.Shuffle(Enumerable.Range(0, All.Length)) from count in Gen.Choose(2, All.Length) select chosen.Take(count).ToArray()).ToArbitrary(),
            chosen =>
            {
                for (int c = 0; c < Clips.Length; c++)
                {
                    float[] together = Extract([.. chosen.Select(i => All[i])], Clips[c]);
                    Assert.That(together, Is.EqualTo(chosen.SelectMany(i => Alone[c][i])), $"clip {c}, {string.Join(", ", chosen.Select(i => All[i]))}");
                }
            }));

    [Test]
    public void Frames_are_those_that_the_statistics_are_made_of()
    {
        for (int c = 0; c < Clips.Length; c++)
        {
            for (int i = 0; i < All.Length; i++)
            {
                if (All[i] is FrameDescriptor)
                {
                    float[] row = [.. FrameDescriptors.Compute(All[i], Clips[c]).Cast<float>()];
                    Assert.That(row.Max(), Is.EqualTo(Alone[c][i][^1]), $"{All[i]}");
                }
            }
        }
    }

    [Test]
    public void What_two_descriptors_need_is_one_node([Values] bool exact)
    {
        Graph graph = ClipPass.CreateGraph(22050, FrameOptions.Default, new FeatureExtractorOptions { Exact = exact });
        foreach (FrameDescriptor descriptor in new Descriptor[]
            { DescriptorCatalog.Mfcc(), DescriptorCatalog.OnsetStrength(), DescriptorCatalog.MelSpectrogram(), DescriptorCatalog.Tonnetz(), DescriptorCatalog.Chroma(), SpectrogramImage.Mel, SpectrogramImage.Semitones }.Cast<FrameDescriptor>())
        {
            graph.Get(descriptor);
        }

        // Power and magnitudes, mel bands, their decibels, floored or not, MFCC, onsets, chroma, tonnetz, semitones, floored or not; the levels of two images and the tuning.
        Assert.That(graph.Nodes, Has.Count.EqualTo(11));
        Assert.That(graph.Figures, Has.Count.EqualTo(3));
        Assert.That(graph.Nodes.Max(n => n.Stage), Is.EqualTo(1));
    }

    [Test]
    public void The_semitone_image_is_that_of_the_formula([Values] bool exact)
    {
        AudioClip clip = Clips[0];
        float[,] image = FrameDescriptors.Compute(SpectrogramImage.Semitones, clip, options: null, new FeatureExtractorOptions { Exact = exact });
        float[,] power = FrameDescriptors.PowerSpectrogram(clip);
        double width = 22050.0 / 2048;
        double[,] expected = new double[92, power.GetLength(1)];
        for (int t = 0; t < power.GetLength(1); t++)
        {
            for (int band = 0; band < 92; band++)
            {
                double sum = 0;
                for (int bin = 0; bin < 1025; bin++)
                {
                    double overlap = Math.Min((bin + 0.5) * width, 53.43 * Math.Pow(2, (band + 1) / 12.0)) - Math.Max((bin - 0.5) * width, 53.43 * Math.Pow(2, band / 12.0));
                    sum += Math.Max(0, overlap) / width * Math.Sqrt(power[bin, t]);
                }

                expected[band, t] = 20 * Math.Log10(Math.Max(sum, 1e-4));
            }
        }

        double floor = expected.Cast<double>().Max() - 80;
        for (int t = 0; t < power.GetLength(1); t++)
        {
            for (int band = 0; band < 92; band++)
            {
                Assert.That(image[band, t], Is.EqualTo(Math.Max(floor, expected[band, t])).Within(1e-3), $"band {band} frame {t}");
            }
        }
    }

    private static float[] Extract(Descriptor[] descriptors, AudioClip clip)
    {
        List<Feature> features = [];
        foreach (Descriptor descriptor in descriptors)
        {
            if (descriptor is ClipDescriptor)
            {
                features.AddRange(Enumerable.Range(0, descriptor.Rows).Select(row => new Feature($"{descriptor}{row}", descriptor, Statistic.Mean, row)));
                continue;
            }

            features.Add(new Feature($"{descriptor} mean", descriptor, Statistic.Mean));
            features.Add(new Feature($"{descriptor} variance", descriptor, Statistic.Variance));
            if (descriptor is FrameDescriptor)
            {
                features.Add(new Feature($"{descriptor} delta", descriptor, Statistic.Mean, 0, 1));
                features.Add(new Feature($"{descriptor} maximum", descriptor, Statistic.Maximum));
            }
        }

        return new FeatureExtractor(new FeatureSet("some", features)).Extract(clip).ToArray();
    }

    /// <summary>The mean of each band of an image.</summary>
    private sealed class Means(FrameDescriptor source) : ClipDescriptor($"means of {source}", source.Rows, source)
    {
        public override void Compute(SpectrogramImage image, Span<float> values)
        {
            for (int band = 0; band < values.Length; band++)
            {
                double sum = 0;
                foreach (float value in image[band])
                {
                    sum += value;
                }

                values[band] = (float)(sum / image.Frames);
            }
        }
    }
}
