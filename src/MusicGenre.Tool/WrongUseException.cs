namespace MusicGenre.Tool;

/// <summary>The command line asks for something that does not go together; the message says what would be right.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
