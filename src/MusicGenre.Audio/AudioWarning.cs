namespace MusicGenre.Audio;

/// <summary>Something about a file that does not keep it from being read, and that its owner may want to know: see <see cref="AudioReadOptions.Warnings"/>.</summary>
/// <param name="Path">The file, or what the stream is called.</param>
/// <param name="Message">What was found, without the path.</param>
public sealed record AudioWarning(string Path, string Message)
{
    /// <summary>The path and the message.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
