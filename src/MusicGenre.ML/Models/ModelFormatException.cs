namespace MusicGenre.ML;

/// <summary>A model file can't be read: truncated, changed, of another version, or not a model.</summary>
public sealed class ModelFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What was found and what was expected.</param>
    /// <param name="path">The file, or null if the bytes did not come from one.</param>
    /// <param name="position">The byte, from 0, or null if it does not apply.</param>
    /// <param name="innerException">The cause, if there was one.</param>
    public ModelFormatException(string problem, string? path = null, long? position = null, Exception? innerException = null)
        : base((path is null ? "" : path + ": ") + (position is null ? "" : FormattableString.Invariant($"byte {position}: ")) + problem, innerException)
    {
        Path = path;
        Position = position;
    }

    /// <summary>The file, or null.</summary>
    public string? Path { get; }

    /// <summary>The byte at which reading stopped, from 0, or null.</summary>
    public long? Position { get; }
}
