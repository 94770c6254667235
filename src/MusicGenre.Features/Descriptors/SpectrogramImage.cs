using MusicGenre.Features.Extraction;

namespace MusicGenre.Features.Descriptors;

/// <summary>The values of a descriptor for all frames of a clip, a row-major matrix [frames, bands].</summary>
internal sealed class SpectrogramImage : IFrameSink
{
    private readonly Dictionary<string, object> _derived = [];
    private float[] _values = new float[1 << 12];
    private int _length;

    public SpectrogramImage(int bands, int sampleRate, FrameOptions options)
    {
        Bands = bands;
        SampleRate = sampleRate;
        Options = options;
    }

    /// <summary>An image of given values.</summary>
    /// <param name="values">[frames, bands].</param>
    /// <param name="bands">The number of bands.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="options">The frames; null for the defaults.</param>
    public SpectrogramImage(float[] values, int bands, int sampleRate = 22050, FrameOptions? options = null)
        : this(bands, sampleRate, options ?? FrameOptions.Default)
    {
        _values = values;
        _length = values.Length;
    }

    /// <summary>The magnitudes in 92 semitone bands from 53.43 Hz, in dB, at most 80 dB below the largest of the clip.</summary>
    public static FrameDescriptor Semitones { get; } = new FlooredDecibels(new SemitoneDecibels());

    /// <summary>The powers in 128 mel bands, in dB, at most 80 dB below the largest of the clip (<c>librosa.power_to_db</c> of <c>melspectrogram</c>).</summary>
    public static FrameDescriptor Mel { get; } = new FlooredDecibels(new MelDecibels(128));

    /// <summary>The number of frames.</summary>
    public int Frames => _length / Bands;

    /// <summary>The number of bands.</summary>
    public int Bands { get; }

    /// <summary>Samples per second of the clip.</summary>
    public int SampleRate { get; }

    /// <summary>The frames' length, hop and padding.</summary>
    public FrameOptions Options { get; }

    /// <summary>All values, frame after frame.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _length);

    /// <summary>The bands of a frame.</summary>
    public ReadOnlySpan<float> this[int frame] => _values.AsSpan(frame * Bands, Bands);

    /// <summary>What several descriptors derive from the image, made by the first of them: its MFCC, the image at half the frame rate.</summary>
    /// <param name="key">What distinguishes it.</param>
    /// <param name="create">Makes it of this image.</param>
    public T Derive<T>(string key, Func<SpectrogramImage, T> create)
        where T : class
    {
        if (!_derived.TryGetValue(key, out object? derived))
        {
            derived = create(this);
            _derived.Add(key, derived);
        }

        return (T)derived;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _length = 0;
        _derived.Clear();
    }

    /// <inheritdoc/>
    public void End()
    {
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<float> values, int width, int frames)
    {
        long needed = _length + ((long)frames * Bands);
        if (needed > _values.Length)
        {
            if (needed > Array.MaxLength)
            {
                throw new ArgumentException(FormattableString.Invariant($"The clip has too many frames: an image has at most {Array.MaxLength / Bands} of {Bands} bands."));
            }

            Array.Resize(ref _values, (int)Math.Clamp(2 * needed, _values.Length, Array.MaxLength));
        }

        for (int frame = 0; frame < frames; frame++)
        {
            Span<float> row = _values.AsSpan(_length, Bands);
            for (int band = 0; band < row.Length; band++)
            {
                row[band] = values[(band * width) + frame];
            }

            _length += Bands;
        }
    }
}
