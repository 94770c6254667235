using BenchmarkDotNet.Attributes;
using MathNet.Numerics.IntegralTransforms;
using MusicGenre.Audio;
using MusicGenre.Features;

namespace MusicGenre.Benchmarks;

/// <summary>
/// Feature sets of 30 s at 22,050 Hz (1,292 frames), one thread, from samples in memory, next to the floor: what FFTW needs for the frames' spectra alone.
/// </summary>
[MemoryDiagnoser, MinColumn, MedianColumn]
public class FeaturesBenchmarks
{
    private const int Frames = 1292;
    private const int Size = 2048;
    private const int Hop = 512;

    private readonly double[] _window = HannWindow.Create(Size);
    private readonly float[] _spectrum = new float[Size + 2];
    private readonly AudioClip _clip = new(FeaturesSignal.Create(661_500), 22050);
    private readonly FeatureExtractor _fixedChroma = new(
        new FeatureSet(
            "26 columns, fixed chroma bank",
            FeatureSets.Means26.Features.Select(f => f.Name == "chroma_stft" ? new Feature(f.Name, DescriptorCatalog.Chroma(tuning: 0), f.Statistic) : f),
            duration: 30));

    private readonly FeatureExtractor _means26 = new(FeatureSets.Means26);
    private readonly FeatureExtractor _meanVariance = new(FeatureSets.MeanVariance);
    private readonly FeatureExtractor _gtzan57 = new(FeatureSets.Gtzan57);
    private readonly FeatureExtractor _spectral = new(
        new FeatureSet(
            "spectral means",
            new[]
            {
                DescriptorCatalog.ZeroCrossingRate, DescriptorCatalog.Rms, DescriptorCatalog.SpectralBandwidth, DescriptorCatalog.SpectralRolloff(), DescriptorCatalog.SpectralFlatness,
                DescriptorCatalog.SpectralCentroid, DescriptorCatalog.SpectralContrast(),
            }.Select(static d => new Feature(d.Name, d, Statistic.Mean))));

    private readonly FeatureExtractor _exact = new(FeatureSets.Means26, new FeatureExtractorOptions { Exact = true });
    private float[] _padded = [];
    private FeaturesFloor? _floor;

    [GlobalSetup(Target = nameof(FftwFloor))]
    public void SetUpFloor()
    {
        _floor = new FeaturesFloor();
        SetUp();
    }

    [GlobalSetup(Target = nameof(MathNetFft))]
    public void SetUp()
    {
        _padded = new float[((Frames - 1) * Hop) + Size];
        _clip.Samples.Span.CopyTo(_padded.AsSpan(Size / 2));
    }

    [Benchmark(Baseline = true)]
    public float FftwFloor() => _floor!.Run(_padded, Frames);

    [Benchmark]
    public float MathNetFft()
    {
        float power = 0;
        for (int t = 0; t < Frames; t++)
        {
            for (int i = 0; i < Size; i++)
            {
                _spectrum[i] = (float)(_padded[(t * Hop) + i] * _window[i]);
            }

            Fourier.ForwardReal(_spectrum, Size, FourierOptions.NoScaling);
            for (int bin = 0; bin <= Size / 2; bin++)
            {
                power += (_spectrum[2 * bin] * _spectrum[2 * bin]) + (_spectrum[(2 * bin) + 1] * _spectrum[(2 * bin) + 1]);
            }
        }

        return power;
    }

    [Benchmark]
    public FeatureVector Columns26FixedChroma() => _fixedChroma.Extract(_clip);

    [Benchmark]
    public FeatureVector Means26() => _means26.Extract(_clip);

    [Benchmark]
    public FeatureVector MeanVariance() => _meanVariance.Extract(_clip);

    [Benchmark]
    public FeatureVector Gtzan57() => _gtzan57.Extract(_clip);

    [Benchmark]
    public FeatureVector SpectralMeans() => _spectral.Extract(_clip);

    [Benchmark]
    public FeatureVector Means26Exact() => _exact.Extract(_clip);
}
