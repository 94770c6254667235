namespace MusicGenre.ML;

/// <summary>A group of tracks, an artist or an album, whose tracks are of several genres.</summary>
/// <param name="What">What the group is: "group", "artist", "album".</param>
/// <param name="Name">Its name.</param>
/// <param name="Genres">Its genres with the number of its tracks in each, the most frequent first.</param>
public sealed record GenreConflict(string What, string Name, IReadOnlyList<KeyValuePair<string, int>> Genres)
{
    /// <summary>Its genres with the number of its tracks in each, the most frequent first. What is given is copied.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Genres { get; init => field = [.. value]; } = [.. Genres];
}
