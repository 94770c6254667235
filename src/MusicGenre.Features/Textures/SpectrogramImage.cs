using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Textures;

/// <summary>
/// A spectrogram of a whole clip as an image: float32 values, one row a band, in each row one value a frame. The rows are as far apart as whole vectors need; what lies between
/// two rows is finite and belongs to neither. The memory is used again for the next clip.
/// </summary>
internal sealed unsafe class SpectrogramImage(int bands)
{
    /// <summary>What may be read behind the last frame of a row.</summary>
    public const int Slack = 16;

    private AlignedBuffer _values = new(0);

    /// <summary>The number of bands.</summary>
    public int Bands => bands;

    /// <summary>The number of frames.</summary>
    public int Frames { get; private set; }

    /// <summary>The floats from a row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Makes room for at least as many frames. The values of the frames that were there are kept.</summary>
    public void Resize(int frames)
    {
        if (frames + Slack > Stride)
        {
            // At least twice as many, as a list grows: a source may not know its length. A whole number of cache lines, but not of pages, which would compete for the same cache sets.
            long stride = ((Math.Max(frames, 2L * Frames) + Slack + 15) / 16 * 16) + 16;
            AlignedBuffer values = new((stride * Bands) + Slack);
            for (int band = 0; band < Bands && Frames > 0; band++)
            {
                new ReadOnlySpan<float>(Row(band), Frames).CopyTo(values.Span[(int)(band * stride)..]);
            }

            _values = values;
            Stride = (int)stride;
        }

        Frames = frames;
    }

    /// <summary>The first frame of a band.</summary>
    public float* Row(int band) => _values.Pointer + ((nint)band * Stride);

    /// <summary>The frames of a band.</summary>
    public Span<float> Span(int band) => new(Row(band), Frames);

    /// <summary>Raises what lies more than <paramref name="range"/> below the largest value to that floor.</summary>
    public void RaiseToFloor(float range)
    {
        float largest = float.NegativeInfinity;
        for (int band = 0; band < Bands; band++)
        {
            largest = Math.Max(largest, System.Numerics.Tensors.TensorPrimitives.Max<float>(Span(band)));
        }

        for (int band = 0; band < Bands; band++)
        {
            System.Numerics.Tensors.TensorPrimitives.Max(Span(band), largest - range, Span(band));
        }
    }
}
