namespace MusicGenre.Audio;

/// <summary>What to read of a file, and at which rate. The default is all of it at the file's own rate.</summary>
/// <remarks><c>librosa.load(path)</c> is <c>new AudioReadOptions { SampleRate = 22050 }</c>.</remarks>
public sealed class AudioReadOptions
{
    /// <summary>
    /// The rate in Hz to resample to (<see cref="Resampler"/>); null keeps the file's own. It may be at most 256 times higher or lower than that.
    /// </summary>
    public int? SampleRate
    {
        get;
        init
        {
            if (value is int rate)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1, nameof(SampleRate));
            }

            field = value;
        }
    }

    /// <summary>
    /// Where to start, in seconds, at least 0. As in <c>librosa.load</c>, the first sample is number floor(offset * file's rate).
    /// At or after the end of the file the result is empty.
    /// </summary>
    public double Offset
    {
        get;
        init
        {
            if (!(value >= 0 && value <= MaximumSeconds))
            {
                throw new ArgumentOutOfRangeException(nameof(Offset), value, $"Must be a number of seconds in [0, {MaximumSeconds}].");
            }

            field = value;
        }
    }

    /// <summary>
    /// How much to read at most, in seconds, at least 0; null reads to the end. As in <c>librosa.load</c>, floor(duration * file's rate) samples
    /// before any resampling.
    /// </summary>
    public double? Duration
    {
        get;
        init
        {
            if (value is double seconds && !(seconds >= 0 && seconds <= MaximumSeconds))
            {
                throw new ArgumentOutOfRangeException(nameof(Duration), value, $"Must be a number of seconds in [0, {MaximumSeconds}], or null.");
            }

            field = value;
        }
    }

    /// <summary>
    /// The ffmpeg program that decodes what is not WAV, AU or AIFF, as a path; null for the one that the environment variable <c>MUSICGENRE_FFMPEG</c> names, or else the first in the folders of PATH.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string? FfmpegPath
    {
        get;
        init
        {
            if (value is not null)
            {
                ArgumentException.ThrowIfNullOrEmpty(value, nameof(FfmpegPath));
            }

            field = value;
        }
    }

    /// <summary>
    /// Receives warnings: a header that announces more samples than the file holds (what is there is read, as libsndfile and with it librosa do, which say nothing). Called on the thread that
    /// opens the file. Null for none.
    /// </summary>
    public IProgress<AudioWarning>? Warnings { get; init; }

    /// <summary>Measures what is decoded, before channels are mixed and the rate is changed. Null for none.</summary>
    public AudioMeter? Meter { get; init; }

    // 30 years: seconds times any rate stays far inside a long, and a typing error (milliseconds, samples) still passes only where it is harmless.
    private const double MaximumSeconds = 1e9;
}
