namespace MusicGenre.Features.Batch;

/// <summary>A track of a shard.</summary>
/// <param name="Path">Its path below the folder, with slashes: what decides on its shard and its place in the table.</param>
/// <param name="Track">What the table says of it.</param>
/// <param name="Problem">Why it has no rows; null if it has.</param>
internal sealed record ShardTrack(string Path, AudioTrack Track, string? Problem);
