namespace MusicGenre.Features;

/// <summary>What became of shards that were merged.</summary>
/// <param name="TrackCount">How many tracks the table has.</param>
/// <param name="RowCount">How many rows.</param>
/// <param name="Notes">What a reader should know, a sentence each: which spellings became one genre, what was left out.</param>
/// <param name="BadFiles">The files that gave no rows on the machines, and why; paths are below the folder.</param>
public sealed record MergedShards(int TrackCount, long RowCount, IReadOnlyList<string> Notes, IReadOnlyList<BadFile> BadFiles);
