using BenchmarkDotNet.Attributes;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Separation;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Benchmarks;

/// <summary>Separation of 30 s (1,292 frames) and the tempo of its onset strengths, one thread, from samples in memory.</summary>
[MemoryDiagnoser]
public class SeparationBenchmarks
{
    private AudioClip _clip = null!;
    private float[] _onsets = null!;
    private float[] _elements = null!;
    private float[] _medians = null!;
    private int[] _offsets = null!;
    private HarmonicPercussiveStream _stream4 = null!;
    private HarmonicPercussiveStream _stream8 = null!;
    private HarmonicPercussiveStream _stream16 = null!;

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        _clip = new([.. Enumerable.Range(0, 661_500).Select(i => (float)((0.2 * Math.Sin(i * 0.05)) + (0.1 * (random.NextDouble() - 0.5))))], 22050);
        _onsets = [.. Enumerable.Range(0, 1292).Select(_ => (float)random.NextDouble())];
        _stream4 = new(FrameOptions.Default, 4);
        _stream8 = new(FrameOptions.Default, 8);
        _stream16 = new(FrameOptions.Default, 16);
        _elements = [.. Enumerable.Range(0, SlidingMedian.Span * 1040).Select(_ => (float)random.NextDouble())];
        _medians = new float[SlidingMedian.Block * 1040];
        _offsets = [.. Enumerable.Range(0, SlidingMedian.Span).Select(i => i * 1040)];
    }

    [Benchmark(Description = "Separation of 30 s, 128 bits")]
    public int Separate4() => Run(_stream4);

    [Benchmark(Description = "Separation of 30 s, 256 bits")]
    public int Separate8() => Run(_stream8);

    [Benchmark(Description = "Separation of 30 s, 512 bits", Baseline = true)]
    public int Separate16() => Run(_stream16);

    [Benchmark(Description = "1.3 million medians of 31, 128 bits")]
    public float Medians4() => Medians<Lane4>();

    [Benchmark(Description = "1.3 million medians of 31, 256 bits")]
    public float Medians8() => Medians<Lane8>();

    [Benchmark(Description = "1.3 million medians of 31, 512 bits")]
    public float Medians16() => Medians<Lane16>();

    [Benchmark(Description = "Tempo of 1,292 onset strengths")]
    public double Tempo() => TempoEstimator.EstimateOfBeats(_onsets, 22050, 512);

    private unsafe float Medians<T>()
        where T : unmanaged, ILane<T>
    {
        fixed (float* elements = _elements, medians = _medians)
        fixed (int* offsets = _offsets)
        {
            for (int block = 0; block < 80; block++)
            {
                for (int i = 0; i < 1040; i += T.Count)
                {
                    SlidingMedian.Run<T>(elements + i, offsets, medians + i, 1040);
                }
            }
        }

        return _medians[0];
    }

    private int Run(HarmonicPercussiveStream stream)
    {
        using IAudioSource source = _clip.OpenSource();
        stream.Start(new PaddedSignal(source, stream.Padding, Padding.Zero));
        int count = 0;
        while (stream.Next())
        {
            count += stream.Harmonic.Length;
        }

        return count;
    }
}
