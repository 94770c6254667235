using MusicGenre.Features;

namespace MusicGenre.ML;

/// <summary>A text file of rows can't be read: a feature table, a file of groups, folds or splits, or the trials of a search.</summary>
/// <inheritdoc cref="TextFormatException(string, string?, long?, string?, Exception?)"/>
public sealed class TableFormatException(string problem, string? path = null, long? line = null, string? column = null, Exception? innerException = null)
    : TextFormatException(problem, path, line, column, innerException);
