using System.Numerics;
using MusicGenre.Audio;
using MusicGenre.Features.Extraction;
using MusicGenre.Features.Fingerprints;
using MusicGenre.Features.Frames;

namespace MusicGenre.Features;

/// <summary>
/// What is left of a recording at another gain, bit rate or coding: a word of 32 bits for every 23.2 ms (512 samples at 22,050 Hz), 172 bytes a second. <see cref="FingerprintSearch"/> finds the
/// recordings that are the same.
/// </summary>
/// <remarks>
/// <para>With E(n, m) the power in semitone m of 33 from 300 Hz to 2.0 kHz, summed over frames n to n + 15 (frames of 2,048 samples, 0.45 s in all), bit m of word n is</para>
/// <para><c>E(n + 16, m) - E(n + 16, m + 1) - (E(n, m) - E(n, m + 1)) > 0</c></para>
/// <para>after J. Haitsma and T. Kalker, "A highly robust audio fingerprinting system", ISMIR 2002; their frames of 0.37 s are sums of short ones here, so that a clip's spectra may serve for
/// features and fingerprint. A gain changes no bit. Words of different recordings differ in half of their bits, those of copies at 64 kbit/s, or from another first sample, in 1 to 8 of 100.
/// A copy at another speed is not found.</para>
/// </remarks>
public sealed class AudioFingerprint
{
    /// <summary>The sample rate of what fingerprints are made from, Hz.</summary>
    public const int SampleRate = 22_050;

    /// <summary>The time from one word to the next, seconds.</summary>
    public const double WordSeconds = 512.0 / SampleRate;

    /// <summary>The frames that a word compares: sixteen with the sixteen after them.</summary>
    internal const int WindowFrames = 32;

    private readonly uint[] _words;
    private readonly bool[] _informative;

    /// <summary>A fingerprint of words.</summary>
    internal AudioFingerprint(uint[] words, bool[] informative)
    {
        _words = words;
        _informative = informative;
    }

    /// <summary>The words, one for every 23.2 ms but the last 0.7 s; none of a clip that is shorter.</summary>
    public ReadOnlyMemory<uint> Words => _words;

    /// <summary>
    /// Whether each word tells something of the recording: where there is silence (60 dB below the loudest), or a sound that does not change, its bits are those of rounding.
    /// </summary>
    public ReadOnlyMemory<bool> IsInformative => _informative;

    /// <summary>The fingerprint of a clip.</summary>
    /// <param name="clip">The clip, at <see cref="SampleRate"/>.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1; before the end only where the length is known beforehand.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">The clip has another sample rate, no sample, or one that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static AudioFingerprint Of(AudioClip clip, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clip);
        using IAudioSource source = clip.OpenSource();
        return Of(source, progress, cancellationToken);
    }

    /// <summary>The fingerprint of a source that is read block by block.</summary>
    /// <param name="source">The source, at <see cref="SampleRate"/>; it is read once, from where it stands to its end.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1; before the end only where the length is known beforehand.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">The source has another sample rate, no sample, or one that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static AudioFingerprint Of(IAudioSource source, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Of(source, new FeatureExtractorOptions(), progress, cancellationToken);
    }

    /// <summary>As the public one; for tests on a number of lanes, or exact.</summary>
    internal static AudioFingerprint Of(IAudioSource source, FeatureExtractorOptions how, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        if (source.SampleRate != SampleRate)
        {
            throw new ArgumentException($"The source has {source.SampleRate} Hz; fingerprints are made at {SampleRate} Hz. Resample it first.", nameof(source));
        }

        FrameOptions frames = FrameOptions.Default;
        FingerprintSink sink = new();
        SemitonePowers powers = new();
        Graph graph = ClipPass.CreateGraph(SampleRate, frames, how);
        GraphRun run = new(graph, frames, [new Leaf(graph.Get(powers), powers, sink)], powers);
        using SampleStore store = new(how.SampleMemory, how.TemporaryFolder);
        store.Open(source, keep: false);
        PaddedSignal signal = new(store, frames.FftSize / 2, frames.Padding);
        if (signal.Length == 0)
        {
            throw new ArgumentException("The clip is empty; a fingerprint is defined for at least one sample.", nameof(source));
        }

        run.Run(() => signal, source.Length is long samples ? frames.FrameCount(samples) : null, new WorkShare(progress, run.Passes), cancellationToken);
        return new AudioFingerprint(sink.Words, sink.Informative);
    }

    /// <summary>The share of bits that differ from another fingerprint's, over the words that tell something in both.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="offset">Which word of this one lies at the other's word 0; negative where the other begins earlier.</param>
    /// <returns>0 for equal, about 0.5 for different recordings; NaN where no words lie side by side.</returns>
    public double BitErrorRate(AudioFingerprint other, int offset = 0)
    {
        ArgumentNullException.ThrowIfNull(other);
        (int first, int end) = Overlap(other, offset);
        return Compare(other, offset, first, end) is (long bits, int words and > 0) ? bits / (32.0 * words) : double.NaN;
    }

    /// <summary>The words of this one that lie beside words of another.</summary>
    internal (int First, int End) Overlap(AudioFingerprint other, int offset) =>
        (Math.Max(0, offset), (int)Math.Min(_words.Length, (long)other._words.Length + offset));

    /// <summary>The bits that differ, and the words that were compared, in some words of this one.</summary>
    internal (long Bits, int Words) Compare(AudioFingerprint other, int offset, int first, int end)
    {
        long bits = 0;
        int words = 0;
        for (int i = first; i < end; i++)
        {
            if (Differ(other, offset, i) is int differ and >= 0)
            {
                bits += differ;
                words++;
            }
        }

        return (bits, words);
    }

    /// <summary>The bits that differ at a word of this one; -1 where one of the two words tells nothing.</summary>
    internal int Differ(AudioFingerprint other, int offset, int word) =>
        _informative[word] && other._informative[word - offset] ? BitOperations.PopCount(_words[word] ^ other._words[word - offset]) : -1;
}
