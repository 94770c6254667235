namespace MusicGenre.ML;

/// <summary>A published table could not be fetched, or its checksum is wrong. The message says what to do instead.</summary>
public sealed class PublishedTableException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do instead.</param>
    /// <param name="innerException">The cause, if there was one.</param>
    public PublishedTableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
