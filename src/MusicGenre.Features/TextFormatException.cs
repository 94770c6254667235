using MusicGenre.Numerics.Files;

namespace MusicGenre.Features;

/// <summary>A text file can't be read. The message names the file, the position, what was found and what was expected.</summary>
public abstract class TextFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What was found and what was expected, without the place.</param>
    /// <param name="path">The file, or null if the text did not come from a file.</param>
    /// <param name="line">The line, counted from 1, or null if it does not apply.</param>
    /// <param name="column">The column: its name, or its number counted from 1; null if it does not apply.</param>
    /// <param name="innerException">The cause, if there was one.</param>
    protected TextFormatException(string problem, string? path, long? line, string? column, Exception? innerException)
        : base(FilePlace.Describe(problem, path, line, column), innerException)
    {
        Path = path;
        Line = line;
        Column = column;
    }

    /// <summary>The file, or null.</summary>
    public string? Path { get; }

    /// <summary>The line, counted from 1, or null.</summary>
    public long? Line { get; }

    /// <summary>The column's name or number, or null.</summary>
    public string? Column { get; }
}
