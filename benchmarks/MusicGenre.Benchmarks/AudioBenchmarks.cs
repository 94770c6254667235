using BenchmarkDotNet.Attributes;
using MusicGenre.Audio;

namespace MusicGenre.Benchmarks;

/// <summary>30 s of 16-bit mono WAV from the file cache, and resampling from 44.1 and 48 kHz.</summary>
[MemoryDiagnoser]
public class AudioBenchmarks
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"musicgenre-benchmark-{Environment.ProcessId}.wav");
    private readonly float[] _block = new float[8192];
    private AudioClip _fast = null!;
    private AudioClip _faster = null!;

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        float[] noise = [.. Enumerable.Range(0, 30 * 48000).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        WavWriter.Write(_path, new AudioClip(noise[..(30 * 22050)], 22050), WavSampleFormat.Pcm16);
        _fast = new AudioClip(noise[..(30 * 44100)], 44100);
        _faster = new AudioClip(noise, 48000);
    }

    [GlobalCleanup]
    public void Cleanup() => File.Delete(_path);

    [Benchmark(Baseline = true, Description = "AudioFile.Read, 30 s WAV")]
    public AudioClip ReadWhole() => AudioFile.Read(_path);

    [Benchmark(Description = "AudioFile.Open, 30 s WAV in blocks")]
    public int ReadBlocks()
    {
        using IAudioSource source = AudioFile.Open(_path);
        int total = 0;
        int count;
        while ((count = source.Read(_block)) > 0)
        {
            total += count;
        }

        return total;
    }

    [Benchmark(Description = "BinaryReader loop, 30 s WAV")]
    public float[] ReadByBinaryReader()
    {
        using BinaryReader reader = new(File.OpenRead(_path));
        reader.BaseStream.Position = 44;
        float[] samples = new float[30 * 22050];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = reader.ReadInt16() / 32768f;
        }

        return samples;
    }

    [Benchmark(Description = "Resample 30 s, 44.1 to 22.05 kHz")]
    public AudioClip ResampleHalf() => Resampler.Resample(_fast, 22050);

    [Benchmark(Description = "Resample 30 s, 48 to 22.05 kHz")]
    public AudioClip ResampleOdd() => Resampler.Resample(_faster, 22050);
}
