namespace MusicGenre.ML;

/// <summary>Something that is wrong with a file.</summary>
/// <param name="Track">The place of the track in the list that was audited.</param>
/// <param name="FileName">What the track is called.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Detail">The same in words, with figures.</param>
public sealed record TrackIssue(int Track, string FileName, TrackIssueKind Kind, string Detail);
