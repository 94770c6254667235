namespace MusicGenre.Audio;

/// <summary>
/// Mono float32 samples that are read block by block, so that a recording of any length takes a fixed amount of memory.
/// <see cref="AudioFile.Open"/> gives one for a file, <see cref="AudioClip.OpenSource"/> one for a clip.
/// </summary>
/// <remarks>Not safe for use by several threads at once. The samples are those that <see cref="AudioFile.Read"/> gives, to the bit.</remarks>
public interface IAudioSource : IDisposable
{
    /// <summary>Samples per second (Hz) of what <see cref="Read"/> gives.</summary>
    int SampleRate { get; }

    /// <summary>
    /// How many samples there are from the first to the last, wherever the reading stands; null where only reading to the end can tell
    /// (whatever comes through ffmpeg, and streams).
    /// </summary>
    long? Length { get; }

    /// <summary>Reads the next samples.</summary>
    /// <param name="buffer">Where they go. It is filled wholly unless the end comes first.</param>
    /// <returns>How many samples were written: <c>buffer.Length</c>, fewer at the end, 0 after it.</returns>
    /// <exception cref="AudioFormatException">The file turns out to be damaged, or ffmpeg fails.</exception>
    /// <exception cref="OperationCanceledException">The source was opened with a token that is cancelled now.</exception>
    int Read(Span<float> buffer);

    /// <summary>Goes back to the first sample, for a second pass.</summary>
    void Rewind();
}
