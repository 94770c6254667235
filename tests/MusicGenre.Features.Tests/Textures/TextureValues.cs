using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Lanes;
using MusicGenre.Features.Textures;
using MusicGenre.Numerics;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Tests.Textures;

/// <summary>Texture descriptors of clips, as the tests want them.</summary>
internal static class TextureValues
{
    public static readonly MeasureContext Context = new(22050, 2048, 0);

    // As the published values: reflect padding, the first 30 s.
    private const int LongestClip = 661_500;

    /// <summary>The images of a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="lanes">The vector width; 0 for the exact transform, null for the best.</param>
    /// <param name="images">Images to use again; null for new ones.</param>
    public static ClipImages Images(AudioClip clip, int? lanes = null, ClipImages? images = null)
    {
        FrameSource frames = (lanes ?? SimdWidth.Best) switch
        {
            0 => new ExactFrames(FrameOptions.Default with { Padding = Padding.Reflect }),
            4 => new LaneFrames<Lane4>(),
            8 => new LaneFrames<Lane8>(),
            _ => new LaneFrames<Lane16>(),
        };
        images ??= new ClipImages();
        using IAudioSource source = clip.OpenSource();
        ImageReader.Read(frames, new PaddedSignal(source, 1024, Padding.Reflect, LongestClip), Context, images);
        return images;
    }

    /// <summary>The values of a descriptor.</summary>
    public static float[] Measure(ImageDescriptor descriptor, ClipImages images)
    {
        float[] values = new float[descriptor.Rows];
        descriptor.CheckLength(images.Mel.Frames, Context);
        descriptor.CreateMeasure(Context).Measure(images, values);
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

    // As in Python, towards minus infinity.
    private static int Floor(int a, int b) => (int)Math.Floor((double)a / b);
}
