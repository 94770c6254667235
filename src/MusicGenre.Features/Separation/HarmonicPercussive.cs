using MusicGenre.Audio;
using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Separation;

namespace MusicGenre.Features;

/// <summary>Separates a clip into its harmonic and its percussive part (Fitzgerald, "Harmonic/percussive separation using median filtering", DAFx 2010).</summary>
public static class HarmonicPercussive
{
    /// <summary>The two parts, each as long as the clip; they add up to it (<c>librosa.effects.hpss</c>, kernels of 31, power 2, margin 1).</summary>
    /// <param name="clip">The clip; may be empty. Its samples must be finite.</param>
    /// <param name="options">
    /// The frames; null for librosa's defaults. With <see cref="Padding.Reflect"/> the samples after the last whole hop are 0 in both parts, as librosa 0.8 leaves them.
    /// </param>
    /// <param name="progress">Takes the share of the clip that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentNullException"><paramref name="clip"/> is null.</exception>
    /// <exception cref="ArgumentException">A sample is NaN or infinite, or so large that float32 overflows.</exception>
    /// <remarks>A clip of fewer than 31 frames is mirrored repeatedly; librosa's result for two frames is undefined, this one is defined.</remarks>
    public static (AudioClip Harmonic, AudioClip Percussive) Separate(
        AudioClip clip, FrameOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clip);
        HarmonicPercussiveStream stream = new(options ?? FrameOptions.Default);
        float[] harmonic = new float[clip.Length];
        float[] percussive = new float[clip.Length];
        MemorySource source = new(clip.Samples, clip.SampleRate);
        stream.Start(new PaddedSignal(source, stream.Padding, (options ?? FrameOptions.Default).Padding));
        int done = 0;
        WorkShare work = new(progress, parts: 1);
        while (stream.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Harmonic.CopyTo(harmonic.AsSpan(done));
            stream.Percussive.CopyTo(percussive.AsSpan(done));
            done += stream.Harmonic.Length;
            work.Report(done, clip.Length);
        }

        work.EndPart();

        return (new AudioClip(harmonic, clip.SampleRate), new AudioClip(percussive, clip.SampleRate));
    }
}
