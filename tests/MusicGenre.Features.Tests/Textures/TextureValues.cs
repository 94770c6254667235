using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Lanes;
using MusicGenre.Features.Textures;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Tests.Textures;

/// <summary>Texture descriptors of clips, as the tests want them.</summary>
internal static class TextureValues
{
    /// <summary>The settings of the published recipe: reflect padding, the first 30 s.</summary>
    public const int LongestClip = 661_500;

    public static readonly MeasureContext Context = new(22050, 2048, 0);

    /// <summary>The images of a clip; of lanes 0 by the exact transform.</summary>
    public static ClipImages Images(AudioClip clip, int lanes)
    {
        FrameSource frames = lanes switch
        {
            0 => new ExactFrames(FrameOptions.Default with { Padding = Padding.Reflect }),
            4 => new LaneFrames<Lane4>(),
            8 => new LaneFrames<Lane8>(),
            _ => new LaneFrames<Lane16>(),
        };
        ClipImages images = new();
        using IAudioSource source = clip.OpenSource();
        ImageReader.Read(frames, new PaddedSignal(source, 1024, Padding.Reflect, LongestClip), Context, images);
        return images;
    }

    /// <summary>The values of a descriptor.</summary>
    public static float[] Measure(ImageDescriptor descriptor, ClipImages images)
    {
        float[] values = new float[descriptor.Rows];
        descriptor.CheckLength(images.Semitone.Frames, Context);
        descriptor.CreateMeasure(Context).Measure(images, values);
        return values;
    }
}
