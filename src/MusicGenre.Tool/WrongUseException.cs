namespace MusicGenre.Tool;

/// <summary>The command line combines options that do not go together; the message says what would be right.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
