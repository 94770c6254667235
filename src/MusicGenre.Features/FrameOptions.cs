namespace MusicGenre.Features;

/// <summary>How a clip is split into frames. The defaults are librosa's.</summary>
/// <remarks>
/// Frames are centred: frame t is windowed about sample t · <see cref="HopLength"/>, and a clip of n samples has 1 + floor(n / <see cref="HopLength"/>) frames
/// (of an odd <see cref="FftSize"/> 1 + floor((n - 1) / <see cref="HopLength"/>)).
/// </remarks>
public sealed record FrameOptions
{
    /// <summary>librosa's defaults: 2048 samples, hop 512, zero padding.</summary>
    public static FrameOptions Default { get; } = new();

    /// <summary>The samples of a frame, and the points of its Fourier transform, 16 to 65,536. 2048 unless set.</summary>
    /// <remarks>Powers of two are fastest; lengths without prime factors above 13 (1000, 1102 = 2 · 19 · 29 is none) cost little more, others a few times as much.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int FftSize
    {
        get;
        init => field = value is >= 16 and <= 65536
            ? value
            : throw new ArgumentOutOfRangeException(nameof(FftSize), value, "FftSize must be from 16 to 65,536.");
    }

    = 2048;

    /// <summary>The samples from one frame to the next, 1 to 65,536. 512 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int HopLength
    {
        get;
        init => field = value is >= 1 and <= 65536
            ? value
            : throw new ArgumentOutOfRangeException(nameof(HopLength), value, "HopLength must be from 1 to 65,536.");
    }

    = 512;

    /// <summary>How the clip goes on beyond its ends. <see cref="Padding.Zero"/> unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public Padding Padding
    {
        get;
        init => field = value is Padding.Zero or Padding.Reflect
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Padding), value, "Padding must be Zero or Reflect.");
    }

    = Padding.Zero;

    /// <summary>The bins of a spectrum, <see cref="FftSize"/> / 2 + 1, rounded down.</summary>
    public int Bins => (FftSize / 2) + 1;

    /// <summary>The number of frames of a clip of <paramref name="samples"/> samples, as librosa counts them; 0 for an empty clip.</summary>
    public long FrameCount(long samples) => samples <= 0 ? 0 : 1 + ((samples - (FftSize % 2)) / HopLength);
}
