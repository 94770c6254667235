namespace MusicGenre.Features;

/// <summary>A feature set, or the rows of an extraction that is resumed, can't be read.</summary>
/// <inheritdoc cref="TextFormatException(string, string?, long?, string?, Exception?)"/>
public sealed class FeatureFormatException(string problem, string? path = null, long? line = null, string? column = null, Exception? innerException = null)
    : TextFormatException(problem, path, line, column, innerException);
