namespace MusicGenre.Audio;

/// <summary>
/// Mono float32 samples that are read block by block, so that a recording of any length takes a fixed amount of memory.
/// <see cref="AudioFile.Open(string, AudioReadOptions, CancellationToken)"/> gives one for a file, <see cref="AudioClip.OpenSource"/> one for a clip.
/// </summary>
/// <remarks>Not safe for use by several threads at once. The samples are those that <see cref="AudioFile.Read(string, AudioReadOptions, CancellationToken)"/> gives, to the bit.</remarks>
public interface IAudioSource : IDisposable
{
    /// <summary>Samples per second (Hz) of what <see cref="Read"/> gives.</summary>
    int SampleRate { get; }

    /// <summary>
    /// How many samples there are from the first to the last, regardless of the current position; null if it is known only after reading to the end
    /// (whatever comes through ffmpeg, and streams).
    /// </summary>
    long? Length { get; }

    /// <summary>Reads the next samples, as <see cref="Stream.Read(Span{byte})"/> reads bytes: one or more, not necessarily all that the buffer could hold.</summary>
    /// <param name="buffer">Where they go.</param>
    /// <returns>
    /// How many samples were written: 1 to <c>buffer.Length</c>; 0 at the end, and only there (or for an empty buffer). Fewer than requested do not mean the end.
    /// </returns>
    /// <remarks>To fill a buffer completely, call <see cref="ReadBlock"/>. The sources of this library fill the buffer completely unless the end comes first.</remarks>
    /// <exception cref="AudioFormatException">The file turns out to be damaged, or ffmpeg fails.</exception>
    /// <exception cref="OperationCanceledException">The source was opened with a token that is cancelled now.</exception>
    /// <exception cref="ObjectDisposedException">The source was disposed.</exception>
    int Read(Span<float> buffer);

    /// <summary>Reads until the buffer is full or the end is reached, with as many calls of <see cref="Read"/> as needed (as <see cref="TextReader.ReadBlock(Span{char})"/>).</summary>
    /// <param name="buffer">Where the samples go.</param>
    /// <returns>How many samples were written: <c>buffer.Length</c>, fewer at the end, 0 after it.</returns>
    /// <inheritdoc cref="Read" path="/exception"/>
    int ReadBlock(Span<float> buffer)
    {
        int done = 0;
        while (done < buffer.Length && Read(buffer[done..]) is int count and > 0)
        {
            done += count;
        }

        return done;
    }

    /// <summary>Goes back to the first sample, for a second pass.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    void Rewind();
}
