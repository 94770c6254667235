using MusicGenre.Numerics;

namespace MusicGenre.Audio;

/// <summary>
/// Mono audio in memory: float32 samples, nominally in [-1, 1], at a known rate. Immutable from outside.
/// </summary>
/// <remarks>
/// The samples are copied, and not checked.
/// A sample may be beyond ±1 (a float file can hold such values, and resampling overshoots), and it may be NaN or infinite where a float file
/// says so: the clip keeps it, and code that computes with the samples must reject it. <see cref="IndexOfNonFinite"/> finds it.
/// A clip may be empty.
/// </remarks>
public sealed class AudioClip
{
    private readonly float[] _samples;

    /// <summary>Creates a clip.</summary>
    /// <param name="samples">The samples, mono; copied. May be empty.</param>
    /// <param name="sampleRate">Samples per second (Hz), at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampleRate"/> is below 1.</exception>
    public AudioClip(ReadOnlySpan<float> samples, int sampleRate)
        : this(samples.ToArray(), sampleRate)
    {
    }

    /// <summary>Wraps samples that nobody else writes to: they are not copied.</summary>
    internal AudioClip(float[] samples, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        _samples = samples;
        SampleRate = sampleRate;
    }

    /// <summary>The samples, mono.</summary>
    public ReadOnlyMemory<float> Samples => _samples;

    /// <summary>Samples per second (Hz).</summary>
    public int SampleRate { get; }

    /// <summary>The number of samples.</summary>
    public int Length => _samples.Length;

    /// <summary>The length in seconds: <see cref="Length"/> / <see cref="SampleRate"/>.</summary>
    public double Duration => (double)_samples.Length / SampleRate;

    /// <summary>Opens the clip for reading block by block.</summary>
    public IAudioSource OpenSource() => new ClipSource(this);

    /// <summary>The index of the first sample that is NaN or infinite; -1 if every sample is a number.</summary>
    public int IndexOfNonFinite() => Finite.IndexOfNonFinite(_samples);
}
