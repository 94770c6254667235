namespace MusicGenre.Audio.Providers;

/// <summary>A file's source: whatever NAudio throws for a damaged file becomes an <see cref="AudioFormatException"/>.</summary>
internal sealed class FileSource(IAudioSource source, string path, IDisposable file) : IAudioSource
{
    public int SampleRate => source.SampleRate;

    public long? Length => source.Length;

    /// <summary>Whether an exception is about the file's content, and not about the machine.</summary>
    public static bool IsDamage(Exception error) =>
        error is EndOfStreamException || error is not (IOException or UnauthorizedAccessException or OutOfMemoryException or OperationCanceledException or ObjectDisposedException or AudioFormatException);

    /// <summary>What is thrown instead.</summary>
    public static AudioFormatException Damaged(string path, Exception error) => new($"NAudio can't read it: {error.Message.TrimEnd('.')}", path, null, error);

    public int Read(Span<float> buffer)
    {
        try
        {
            return source.Read(buffer);
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw Damaged(path, error);
        }
    }

    public void Rewind() => source.Rewind();

    public void Dispose()
    {
        source.Dispose();
        file.Dispose();
    }
}
