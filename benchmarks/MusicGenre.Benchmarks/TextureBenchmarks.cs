using BenchmarkDotNet.Attributes;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Textures;

namespace MusicGenre.Benchmarks;

/// <summary>
/// The texture families of 30 s at 22,050 Hz (1,292 frames), one thread, each from its image in memory; what a family derives from the image (MFCC, mel groups, the half rate) was made by
/// the first call and is kept, as in a set where several share it. Beside them whole extractions from samples: <c>MeanVariance</c>, the genre sets, and both images alone.
/// </summary>
[MemoryDiagnoser, MinColumn]
public class TextureBenchmarks
{
    private readonly AudioClip _clip = new(FeaturesSignal.Create(661_500), 22050);
    private readonly FeatureExtractor _meanVariance = new(FeatureSets.MeanVariance);
    private readonly FeatureExtractor _gtzan57 = new(FeatureSets.Gtzan57);
    private readonly FeatureExtractor _genre = new(FeatureSets.Genre);
    private readonly FeatureExtractor _genreFull = new(FeatureSets.GenreFull);

    // Two single values of the two images.
    private readonly FeatureExtractor _images = new(
        new FeatureSet("images", [new Feature("mel", DescriptorCatalog.MfccCovariance(), Statistic.Mean, 0), new Feature("semitones", DescriptorCatalog.LocalBinaryPatterns(), Statistic.Mean, 0)]));

    private readonly Dictionary<FrameDescriptor, SpectrogramImage> _ofSource = [];
    private readonly float[] _values = new float[FeatureSets.GenreFull.Count];

    public static IEnumerable<string> Families => TextureFamilies.All.Select(static f => f.Name);

    [GlobalSetup(Target = nameof(Family))]
    public void SetUp()
    {
        foreach (FrameDescriptor source in new[] { SpectrogramImage.Semitones, SpectrogramImage.Mel })
        {
            float[,] values = FrameDescriptors.Compute(source, _clip);
            SpectrogramImage image = new(source.Rows, 22050, FrameOptions.Default);
            image.Resize(values.GetLength(1));
            for (int band = 0; band < image.Bands; band++)
            {
                Enumerable.Range(0, image.Frames).Select(t => values[band, t]).ToArray().CopyTo(image[band]);
            }

            _ofSource.Add(source, image);
        }
    }

    [Benchmark(Baseline = true)]
    public FeatureVector MeanVariance() => _meanVariance.Extract(_clip);

    [Benchmark]
    public FeatureVector Gtzan57() => _gtzan57.Extract(_clip);

    [Benchmark]
    public FeatureVector BothImages() => _images.Extract(_clip);

    [Benchmark]
    public FeatureVector Genre() => _genre.Extract(_clip);

    [Benchmark]
    public FeatureVector GenreFull() => _genreFull.Extract(_clip);

    [Benchmark, ArgumentsSource(nameof(Families))]
    public void Family(string name)
    {
        ImageDescriptor descriptor = TextureFamilies.All.First(f => f.Name == name).Descriptor;
        descriptor.Compute(_ofSource[descriptor.Source], _values.AsSpan(0, descriptor.Rows));
    }
}
