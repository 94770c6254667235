namespace MusicGenre.Reproductions;

/// <summary>How many tracks are done.</summary>
/// <param name="Done">The number of tracks that are done.</param>
/// <param name="Total">The number of all tracks.</param>
public readonly record struct TrackProgress(int Done, int Total);
