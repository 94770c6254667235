using MusicGenre.Audio;
using MusicGenre.Features;

namespace MusicGenre.ML;

/// <summary>What an audio file is like: by <see cref="TrackInspector"/>.</summary>
/// <param name="Track">The file.</param>
/// <param name="Quality">Level, clipping, channels; null where the file could not be read.</param>
/// <param name="Fingerprint">What its copies are known by; null where the file could not be read.</param>
/// <param name="Problem">Why the file could not be read; null if it could.</param>
/// <param name="Warnings">What is strange about the file, such as a header that announces more than there is.</param>
public sealed record TrackInspection(AudioTrack Track, AudioQuality? Quality, AudioFingerprint? Fingerprint, BadFile? Problem, IReadOnlyList<AudioWarning> Warnings)
{
    /// <summary>What is strange about the file. What is given is copied.</summary>
    public IReadOnlyList<AudioWarning> Warnings { get; init => field = [.. value]; } = [.. Warnings];
}
