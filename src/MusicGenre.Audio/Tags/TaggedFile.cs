namespace MusicGenre.Audio;

/// <summary>A file and its tags, or the reason why there are none.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tags">Its tags; null if they could not be read.</param>
/// <param name="Problem">Why they could not be read; null if they could.</param>
public sealed record TaggedFile(string Path, AudioTags? Tags, string? Problem);
