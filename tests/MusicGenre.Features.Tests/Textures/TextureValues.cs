using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Textures;

namespace MusicGenre.Features.Tests.Textures;

/// <summary>Texture descriptors of clips, as the tests want them.</summary>
internal static class TextureValues
{
    private static readonly FrameOptions Frames = new() { Padding = Padding.Reflect };

    /// <summary>The values of all families that a clip is long enough for, by their names; of its first 30 s.</summary>
    public static Dictionary<string, float[]> Extract(AudioClip clip, FeatureExtractorOptions? options = null)
    {
        long frames = Frames.FrameCount(Math.Min(clip.Length, 661_500));
        HashSet<string> families = [.. TextureFamilies.All.Where(f => f.Descriptor.MinimumFrames <= frames).Select(f => f.Name)];
        FeatureSet full = FeatureSets.GenreFull;
        FeatureSet set = new("some", full.Families.Where(f => families.Contains(f.Name)).SelectMany(f => f.Columns).Select(i => full.Features[i]), frames: full.Frames, duration: full.Duration);
        float[] values = new FeatureExtractor(set, options).Extract(clip).ToArray();
        return set.Families.ToDictionary(f => f.Name, f => f.Columns.Select(i => values[i]).ToArray());
    }

    /// <summary>The image of a clip.</summary>
    public static SpectrogramImage Image(FrameDescriptor source, AudioClip clip)
    {
        float[,] values = FrameDescriptors.Compute(source, clip, Frames);
        SpectrogramImage image = new(source.Rows, clip.SampleRate, Frames);
        image.Resize(values.GetLength(1));
        for (int band = 0; band < image.Bands; band++)
        {
            for (int t = 0; t < image.Frames; t++)
            {
                image[band][t] = values[band, t];
            }
        }

        return image;
    }

    /// <summary>The values of one descriptor.</summary>
    public static float[] Compute(ClipDescriptor descriptor, SpectrogramImage image)
    {
        float[] values = new float[descriptor.Rows];
        descriptor.Compute(image, values);
        return values;
    }

    /// <summary>The signal of <c>Reference/textures_by_formula.py</c>.</summary>
    public static AudioClip Pattern(int length)
    {
        int[][] chords = [[200, 159, 133], [178, 150, 112], [224, 178, 150], [100, 126, 168]];
        float[] samples = new float[length];
        uint state = 7;
        for (int i = 0; i < length; i++)
        {
            state = unchecked((state * 1664525) + 1013904223);
            int noise = (int)(state >> 20) - 2048;
            int x = 0;
            foreach (int period in chords[i / 16000 % 4])
            {
                int triangle = Math.Abs((i % period * 4) - (2 * period)) - period;
                x += Floor(Floor(triangle * 2000, period) * (16000 - (i % 16000)), 8000);
            }

            x += i / 5512 % 3 == 1 ? Floor(noise * (5512 - (i % 5512)), 11024) : Floor(noise, 100);
            x += i % 11025 == 500 ? 12000 : 0;
            samples[i] = Math.Clamp(x, -32768, 32767) / 32768f;
        }

        return new AudioClip(samples, 22050);
    }

    /// <summary>Four steady tones in 16 bit, as in <c>Reference/textures_by_formula.py</c>.</summary>
    public static AudioClip Chord(int length)
    {
        double[] frequencies = [261.6, 329.6, 392.0, 523.25];
        return new AudioClip([.. Enumerable.Range(0, length).Select(t => (float)Math.Round(4915 * frequencies.Sum(f => Math.Sin(2 * Math.PI * f * t / 22050))) / 32768f)], 22050);
    }

    // As in Python, towards minus infinity.
    private static int Floor(int a, int b) => (int)Math.Floor((double)a / b);
}
