namespace MusicGenre.Tool.Web;

/// <summary>A request that can't be answered as it was asked; the message goes to whoever sent it.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What is wrong and what would be right.</param>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
