namespace MusicGenre.ML;

/// <summary>How one genre fared.</summary>
/// <param name="Genre">The genre.</param>
/// <param name="Support">How many rows are of this genre.</param>
/// <param name="Precision">Of the rows predicted to be of this genre, the fraction that are; 0 if none was predicted.</param>
/// <param name="Recall">Of the rows of this genre, the fraction that were found; 0 if there are none.</param>
/// <param name="F1">The harmonic mean of precision and recall; 0 if both are 0.</param>
public sealed record GenreMetrics(string Genre, int Support, double Precision, double Recall, double F1);
