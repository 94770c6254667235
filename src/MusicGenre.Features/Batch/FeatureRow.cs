namespace MusicGenre.Features;

/// <summary>The features of a track, or of a segment of one.</summary>
/// <param name="Name">The name in the table: the track's, with the segment's number before the extension (<c>blues.00000.3.wav</c>).</param>
/// <param name="Length">The number of samples, at the feature set's rate, that the features are of.</param>
/// <param name="Values">The features, in the set's order, all finite.</param>
public readonly record struct FeatureRow(string Name, long Length, ReadOnlyMemory<float> Values)
{
    /// <summary>The first of these samples, counted from the track's beginning; 0 for a whole track.</summary>
    public long Start { get; init; }
}
