namespace MusicGenre.ML;

/// <summary>How much there is of a genre.</summary>
/// <param name="Genre">The genre.</param>
/// <param name="Tracks">Its tracks.</param>
/// <param name="Groups">The groups that they are of: what a grouped cross-validation can deal out.</param>
public sealed record GenreSize(string Genre, int Tracks, int Groups);
