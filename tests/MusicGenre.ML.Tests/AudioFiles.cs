using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

/// <summary>A temporary folder of small WAV files made from seeds; it goes when the test ends.</summary>
internal sealed class AudioFiles : IDisposable
{
    public const int Rate = 22050;

    public AudioFiles()
    {
        Folder = Directory.CreateTempSubdirectory("musicgenre").FullName;
    }

    public string Folder { get; }

    /// <summary>Few columns of every kind that streams differently: with tuning, with a level of the whole clip, of the samples.</summary>
    public static FeatureSet SmallSet { get; } = new(
        "small", [.. FeatureSets.Gtzan57.Features.Where(static f => f.Name is "chroma_stft_mean" or "rms_mean" or "mfcc1_mean" or "mfcc2_var" or "harmony_var" or "tempo")]);

    public static AudioClip Clip(long seed, double seconds, int rate = Rate)
    {
        SeededRandom random = new(seed);
        float[] samples = new float[(int)(seconds * rate)];
        double pitch = 100 + (900 * random.NextDouble());
        for (int i = 0; i < samples.Length; i++)
        {
            double beat = Math.Exp(-8.0 * (i % (rate / 2)) / rate);
            samples[i] = (float)((0.3 * Math.Sin(2 * Math.PI * pitch * i / rate)) + (0.3 * beat * ((2 * random.NextDouble()) - 1)));
        }

        return new AudioClip(samples, rate);
    }

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Add(string name, long seed, double seconds = 0.6, int rate = Rate) => Add(name, Clip(seed, seconds, rate));

    public string Add(string name, AudioClip clip)
    {
        string path = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        WavWriter.Write(path, clip, WavSampleFormat.Pcm16);
        return path;
    }

    public string AddBytes(string name, byte[] bytes)
    {
        string path = Path(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
