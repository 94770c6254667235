namespace MusicGenre.Neural;

/// <summary>The bytes are not a network that this library wrote: truncated, changed, of another version, or something else altogether.</summary>
public sealed class NetworkFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    public NetworkFormatException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected and what was found.</param>
    public NetworkFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected and what was found.</param>
    /// <param name="innerException">The cause.</param>
    public NetworkFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="position">The byte at which reading failed.</param>
    /// <param name="message">What was expected and what was found.</param>
    public NetworkFormatException(long position, string message)
        : base($"At byte {position}: {message}")
    {
        Position = position;
    }

    /// <summary>The byte, counted from the network's first, at which reading failed; -1 if that is not known.</summary>
    public long Position { get; } = -1;
}
