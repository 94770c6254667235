namespace MusicGenre.Audio;

/// <summary>
/// A file or stream is not audio that can be read: empty, cut, damaged, of an unknown format, or of one that needs ffmpeg where ffmpeg is missing or refuses it.
/// The message holds path, byte and what was expected there.
/// </summary>
public sealed class AudioFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">What was found and what was expected, without the place and without full stop.</param>
    /// <param name="path">The file, or what the stream is called.</param>
    /// <param name="position">The byte at which reading failed, from 0; null where no byte can be named (a failure reported by ffmpeg).</param>
    /// <param name="innerException">The cause, if there was one.</param>
    public AudioFormatException(string reason, string path, long? position = null, Exception? innerException = null)
        : base(position is null ? $"{path}: {reason}." : $"{path}: byte {position}: {reason}.", innerException)
    {
        Reason = reason;
        Path = path;
        Position = position;
    }

    /// <summary>What was found and what was expected.</summary>
    public string Reason { get; }

    /// <summary>The file, or what the stream is called.</summary>
    public string Path { get; }

    /// <summary>The byte at which reading failed, from 0, or null.</summary>
    public long? Position { get; }
}
