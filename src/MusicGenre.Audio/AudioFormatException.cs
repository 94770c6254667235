namespace MusicGenre.Audio;

/// <summary>
/// A file is not audio that can be read: empty, truncated, damaged, of an unknown format, or of one that needs ffmpeg where ffmpeg is missing or refuses it.
/// The message holds path, byte and what was expected there.
/// </summary>
public sealed class AudioFormatException : Exception
{
    /// <summary>Says what is wrong where.</summary>
    /// <param name="path">The file.</param>
    /// <param name="position">The byte at which reading failed, from 0; -1 if no byte can be named (a failure reported by ffmpeg).</param>
    /// <param name="reason">What was found and what was expected, without full stop.</param>
    /// <param name="innerException">The cause, or null.</param>
    public AudioFormatException(string path, long position, string reason, Exception? innerException = null)
        : base(position >= 0 ? $"{path}: byte {position}: {reason}." : $"{path}: {reason}.", innerException)
    {
        Path = path;
        Position = position;
        Reason = reason;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The byte at which reading failed, from 0; -1 if no byte can be named.</summary>
    public long Position { get; }

    /// <summary>What was found and what was expected.</summary>
    public string Reason { get; }
}
