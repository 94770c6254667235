namespace MusicGenre.Features;

/// <summary>The progress of a batch.</summary>
/// <param name="Track">The track that was finished just now.</param>
/// <param name="Done">How many tracks are finished, bad ones included.</param>
/// <param name="Bad">How many of them could not be used.</param>
public readonly record struct BatchProgress(AudioTrack Track, long Done, long Bad);
