using MusicGenre.Audio.Resampling;

namespace MusicGenre.Audio;

/// <summary>
/// Changes the sample rate, from any integer of Hz to any other within a factor of 256, by a windowed-sinc polyphase filter.
/// </summary>
/// <remarks>
/// <para>With f = half the lower of the two rates (the highest frequency that both can hold):
/// pass band 0 to 0.95 f, flat within ±0.00002 dB; stop band from f on, at least 120 dB down (aliases and images alike); between them a
/// smooth fall, -6 dB at 0.975 f. Linear phase and no delay: output sample k is the sound at k / output rate seconds. Reading block by block
/// looks ahead by up to 16,384 samples of the source and 176 of the lower rate.</para>
/// <para>The window is Kaiser's (beta 13.4; J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", ISCAS 1974),
/// as in J. O. Smith, "Digital audio resampling home page" (2002). The sound before the first and after the last sample is taken to be zero, so that the ends of a
/// clip that does not begin and end in silence ring. The result has ceil(length * output rate / input rate) samples, as in
/// <c>librosa.resample</c>. A NaN spreads over all outputs whose filter reaches it, and up to 31 more on each side. The same input gives the same bits for any block sizes.</para>
/// </remarks>
public static class Resampler
{
    /// <summary>The end of the pass band, as a fraction of half the lower rate.</summary>
    public const double PassBand = 0.95;

    /// <summary>The beginning of the stop band, as a fraction of half the lower rate.</summary>
    public const double StopBand = 1.0;

    /// <summary>By how much the rates may differ.</summary>
    public const int MaximumRatio = 256;

    /// <summary>A clip at another rate.</summary>
    /// <param name="clip">The clip; may be empty.</param>
    /// <param name="sampleRate">The new rate, Hz; the clip itself is returned if the rate is the same.</param>
    /// <exception cref="ArgumentNullException"><paramref name="clip"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is below 1, or more than 256 times higher or lower than the clip's, or the result would not fit into an array.</exception>
    public static AudioClip Resample(AudioClip clip, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (sampleRate == clip.SampleRate)
        {
            return clip;
        }

        using IAudioSource source = Resample(clip.OpenSource(), sampleRate);
        if (source.Length > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, $"The result would have {source.Length} samples; at most {Array.MaxLength} are possible.");
        }

        float[] samples = GC.AllocateUninitializedArray<float>((int)source.Length!.Value);
        source.ReadBlock(samples);
        return new AudioClip(samples, sampleRate);
    }

    /// <summary>A source at another rate, block by block.</summary>
    /// <param name="source">The source; it is owned by the new source and disposed with it.</param>
    /// <param name="sampleRate">The new rate, Hz; the source itself is returned if the rate is the same.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is below 1, or more than 256 times higher or lower than the source's.</exception>
    public static IAudioSource Resample(IAudioSource source, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        if (!Supports(source.SampleRate, sampleRate))
        {
            throw new ArgumentOutOfRangeException(
                nameof(sampleRate), sampleRate, $"Must be at most {MaximumRatio} times higher or lower than the source's {source.SampleRate} Hz.");
        }

        return sampleRate == source.SampleRate ? source : ResampledSource.Create(source, sampleRate);
    }

    /// <summary>Whether two rates lie close enough together.</summary>
    internal static bool Supports(int inputRate, int outputRate)
    {
        return (long)inputRate <= (long)MaximumRatio * outputRate && (long)outputRate <= (long)MaximumRatio * inputRate;
    }

    /// <summary>ceil(length * outputRate / inputRate).</summary>
    internal static long OutputLength(long length, int inputRate, int outputRate)
    {
        return (long)((((Int128)length * outputRate) + inputRate - 1) / inputRate);
    }
}
