using System.Runtime.CompilerServices;
using MusicGenre.Features.Extraction;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Descriptors;

/// <summary>
/// The values of a descriptor for all frames of a clip, a matrix [bands, frames] of float32: one row a band, so that vectors run along the frames and differences between frames
/// or bands are those between two places of memory. Behind the frames of each row up to <see cref="Slack"/> more may be read: they hold meaningless, finite numbers.
/// The memory is used again for the next clip.
/// </summary>
internal sealed unsafe class SpectrogramImage : IFrameSink
{
    /// <summary>What may be read behind the last frame of a row.</summary>
    public const int Slack = 16;

    private readonly Dictionary<string, Derived> _derived = [];
    private AlignedBuffer _values = new(0);
    private int _clip;

    public SpectrogramImage(int bands, int sampleRate, FrameOptions options)
    {
        Bands = bands;
        SampleRate = sampleRate;
        Options = options;
    }

    /// <summary>The magnitudes in 92 semitone bands from 53.43 Hz, in dB, at most 80 dB below the largest of the clip.</summary>
    public static FrameDescriptor Semitones { get; } = new FlooredDecibels(new SemitoneDecibels());

    /// <summary>The powers in 128 mel bands, in dB, at most 80 dB below the largest of the clip (<c>librosa.power_to_db</c> of <c>melspectrogram</c>).</summary>
    public static FrameDescriptor Mel { get; } = new FlooredDecibels(new MelDecibels(128));

    /// <summary>The number of frames.</summary>
    public int Frames { get; private set; }

    /// <summary>The number of bands.</summary>
    public int Bands { get; }

    /// <summary>The floats from a row to the next.</summary>
    public int Stride { get; private set; }

    /// <summary>Samples per second of the clip.</summary>
    public int SampleRate { get; }

    /// <summary>The frames' length, hop and padding.</summary>
    public FrameOptions Options { get; }

    /// <summary>The frames of a band.</summary>
    public Span<float> this[int band] => _values.Span.Slice(band * Stride, Frames);

    /// <summary>The first frame of a band; valid as long as this object is reachable and the number of frames stays.</summary>
    public float* Row(int band) => _values.Pointer + ((nint)band * Stride);

    /// <summary>What several descriptors derive from the image, computed for the first of them: its MFCC, the image at half the frame rate.</summary>
    /// <param name="key">What distinguishes it.</param>
    /// <param name="bands">The bands of the derived image.</param>
    /// <param name="compute">Sets the frames of the derived image, the last argument, and computes them from this one.</param>
    public SpectrogramImage Derive(string key, int bands, Action<SpectrogramImage, SpectrogramImage> compute)
    {
        if (!_derived.TryGetValue(key, out Derived? derived))
        {
            derived = new Derived(new SpectrogramImage(bands, SampleRate, Options));
            _derived.Add(key, derived);
        }

        if (derived.Clip != _clip)
        {
            derived.Clip = _clip;
            compute(this, derived.Image);
        }

        return derived.Image;
    }

    /// <summary>Sets the number of frames. The values of the frames that were there are kept.</summary>
    public void Resize(int frames)
    {
        if (frames + Slack > Stride)
        {
            // At least twice as many, as a list grows: a source may not know its length. A whole number of cache lines, but not of pages, which would compete for the same cache sets.
            long stride = ((Math.Max(frames, 2L * Frames) + Slack + 15) / 16 * 16) + 16;
            stride = stride % 1024 == 0 ? stride + 16 : stride;
            if ((stride * Bands) + Slack > Array.MaxLength - 64)
            {
                throw new ArgumentException(FormattableString.Invariant($"The clip has too many frames: an image has at most {Array.MaxLength / Bands / 2} of {Bands} bands."));
            }

            AlignedBuffer values = new((stride * Bands) + Slack);
            for (int band = 0; band < Bands && Frames > 0; band++)
            {
                this[band].CopyTo(values.Span[(int)(band * stride)..]);
            }

            _values = values;
            Stride = (int)stride;
        }

        Frames = frames;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        Frames = 0;
        _clip++;
    }

    /// <inheritdoc/>
    public void End()
    {
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<float> values, int width, int frames)
    {
        int first = Frames;
        Resize(first + frames);
        fixed (float* block = values)
        {
            float* to = Row(0) + first;
            for (int band = 0; band < Bands; band++)
            {
                Unsafe.CopyBlockUnaligned(to, block + ((nint)band * width), (uint)(frames * sizeof(float)));
                to += Stride;
            }
        }
    }

    private sealed class Derived(SpectrogramImage image)
    {
        public SpectrogramImage Image => image;

        public int Clip { get; set; } = -1;
    }
}
