using System.Runtime.CompilerServices;
using MusicGenre.Audio.Providers;
using NAudio.Wave;

namespace MusicGenre.Audio;

/// <summary>NAudio's providers and streams as this library's clips and sources.</summary>
/// <remarks>
/// Channels are averaged in float32 as <see cref="AudioFile"/> averages them, and integers of b bits are divided by 2^(b-1): the same samples give the same bits.
/// NaN and infinite samples are passed on; <see cref="AudioClip.IndexOfNonFinite"/> finds them.
/// </remarks>
public static class NAudioExtensions
{
    /// <summary>The longest duration that is read without a given maximum: one hour. A longer provider may be endless.</summary>
    public static TimeSpan LongestWithoutMaximum { get; } = TimeSpan.FromHours(1);

    /// <summary>Reads a sample provider from its current position to its end or to a maximum.</summary>
    /// <param name="provider">The provider: any format of NAudio's sample providers, float32 of any number of channels. Its end is where it gives no sample.</param>
    /// <param name="sampleRate">The rate in Hz to resample to (<see cref="Resampler"/>); null keeps the provider's own.</param>
    /// <param name="maximumDuration">
    /// How much to read at most, in the provider's time: floor(seconds * rate) samples, before any resampling; a signal generator, a microphone or a looping stream has no end of its own. Null
    /// reads to the end, and refuses what is longer than <see cref="LongestWithoutMaximum"/>.
    /// </param>
    /// <returns>The clip, mono; empty if the provider gives nothing.</returns>
    /// <exception cref="ArgumentException">The format has no channel or no rate.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is below 1 or more than 256 times higher or lower than the provider's, or the maximum is negative.</exception>
    /// <exception cref="InvalidOperationException">No maximum was given and an hour did not reach the end, or the samples are more than an array holds.</exception>
    /// <example>
    /// <code>
    /// using AudioFileReader reader = new("song.mp3");                       // NAudio's
    /// GenrePrediction genre = model.Predict(reader.ToAudioClip(sampleRate: 22050));
    /// AudioClip tone = new SignalGenerator(22050, 1) { Frequency = 440 }.ToAudioClip(maximumDuration: TimeSpan.FromSeconds(3));
    /// </code>
    /// </example>
    [OverloadResolutionPriority(1)] // AudioFileReader is a sample provider and a wave provider.
    public static AudioClip ToAudioClip(this ISampleProvider provider, int? sampleRate = null, TimeSpan? maximumDuration = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        WaveFormat format = provider.WaveFormat;
        if (format.Channels < 1 || format.SampleRate < 1)
        {
            throw new ArgumentException($"The format must have at least one channel and a rate of at least 1 Hz; it has {format.Channels} and {format.SampleRate}.", nameof(provider));
        }

        CheckRate(sampleRate, format.SampleRate);
        if (maximumDuration < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(maximumDuration), maximumDuration, "The maximum must not be negative.");
        }

        long limit = (long)((Int128)(maximumDuration ?? LongestWithoutMaximum).Ticks * format.SampleRate / TimeSpan.TicksPerSecond);

        // One sample more than an hour shows that there is more.
        float[] samples = SampleBlocks.Read(new MonoReader(provider).Read, maximumDuration is null ? limit + 1 : limit)
            ?? throw new InvalidOperationException($"The provider has more than {Array.MaxLength} samples, which no clip can hold.");
        if (samples.Length > limit)
        {
            throw new InvalidOperationException(
                $"The provider is longer than {LongestWithoutMaximum} and may be endless; limit it with {nameof(maximumDuration)}.");
        }

        AudioClip clip = new(samples, format.SampleRate);
        return sampleRate is int rate ? Resampler.Resample(clip, rate) : clip;
    }

    /// <summary>Reads a wave provider or wave stream from its current position to its end or to a maximum.</summary>
    /// <param name="provider">
    /// The provider: PCM of 8, 16, 24 or 32 bits or float of 32 or 64, of any number of channels, extensible or not. A frame that the end cuts off is left out.
    /// </param>
    /// <param name="sampleRate">The rate in Hz to resample to (<see cref="Resampler"/>); null keeps the provider's own.</param>
    /// <param name="maximumDuration">How much to read at most; null reads to the end, and refuses what is longer than <see cref="LongestWithoutMaximum"/>.</param>
    /// <returns>The clip, mono; empty if the provider gives nothing.</returns>
    /// <exception cref="ArgumentException">The format is another one; NAudio's <c>WaveFormatConversionStream</c> (Windows) decodes some of those.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is below 1 or more than 256 times higher or lower than the provider's, or the maximum is negative.</exception>
    /// <exception cref="InvalidOperationException">No maximum was given and an hour did not reach the end, or the samples are more than an array holds.</exception>
    public static AudioClip ToAudioClip(this IWaveProvider provider, int? sampleRate = null, TimeSpan? maximumDuration = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return new WholeFrames(provider, Plain(provider.WaveFormat, nameof(provider))).ToSampleProvider().ToAudioClip(sampleRate, maximumDuration);
    }

    /// <summary>A wave stream as a source that is read block by block, in a fixed amount of memory, and can be read again.</summary>
    /// <param name="stream">
    /// The stream, of the formats that <see cref="ToAudioClip(IWaveProvider, int?, TimeSpan?)"/> takes. It is owned by the source and disposed with it.
    /// <see cref="IAudioSource.Rewind"/> goes back to the stream's current position; a stream that can't seek throws.
    /// </param>
    /// <param name="sampleRate">The rate in Hz to resample to (<see cref="Resampler"/>); null keeps the stream's own.</param>
    /// <returns>The source; its length is null, as a stream's own length is a header's claim or an estimate.</returns>
    /// <exception cref="ArgumentException">The format is another one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is below 1 or more than 256 times higher or lower than the stream's.</exception>
    /// <example>
    /// <code>
    /// using IAudioSource source = new AudioFileReader("two hours.wav").ToAudioSource(sampleRate: 22050);
    /// FeatureVector features = new FeatureExtractor(FeatureSets.Gtzan57).Extract(source);
    /// </code>
    /// </example>
    public static IAudioSource ToAudioSource(this WaveStream stream, int? sampleRate = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WaveFormat format = Plain(stream.WaveFormat, nameof(stream));
        CheckRate(sampleRate, format.SampleRate);
        WaveStreamSource source = new(stream, format);
        return sampleRate is int rate ? Resampler.Resample(source, rate) : source;
    }

    private static WaveFormat Plain(WaveFormat format, string parameter) =>
        SampleFormat.Plain(format)
        ?? throw new ArgumentException(
            FormattableString.Invariant($"The format is {format.Encoding}, {format.BitsPerSample} bits, {format.Channels} channels, {format.SampleRate} Hz, {format.BlockAlign} bytes a frame; ")
                + "expected: PCM of 8, 16, 24 or 32 bits, or float of 32 or 64, with at least one channel.",
            parameter);

    // Before a sample is read, so that an error is reported at once.
    private static void CheckRate(int? sampleRate, int own)
    {
        if (sampleRate is int rate)
        {
            Resampler.Resample(new AudioClip([], own), rate);
        }
    }
}
