namespace MusicGenre.Neural;

/// <summary>The bytes are not a network that this library wrote: cut off, changed, of another version, or something else altogether.</summary>
public sealed class NetworkFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What was found and what was expected, without the place.</param>
    /// <param name="position">The byte, counted from the network's first, at which reading failed; null where it does not apply.</param>
    /// <param name="innerException">The cause, if there was one.</param>
    public NetworkFormatException(string problem, long? position = null, Exception? innerException = null)
        : base(position is null ? problem : $"At byte {position}: {problem}", innerException)
    {
        Position = position;
    }

    /// <summary>The byte, counted from the network's first, at which reading failed, or null.</summary>
    public long? Position { get; }
}
