namespace MusicGenre.Features;

/// <summary>The result for one track: its rows, or the reason why there are none.</summary>
public sealed class TrackFeatures
{
    private static readonly FeatureRow[] NoRows = [];

    internal TrackFeatures(AudioTrack track, IReadOnlyList<FeatureRow> rows)
    {
        Track = track;
        Rows = rows;
    }

    internal TrackFeatures(AudioTrack track, BadFile problem)
    {
        Track = track;
        Rows = NoRows;
        Problem = problem;
    }

    /// <summary>The track.</summary>
    public AudioTrack Track { get; }

    /// <summary>One row, or one for each segment; none where the file could not be used.</summary>
    public IReadOnlyList<FeatureRow> Rows { get; }

    /// <summary>Why the file could not be used; null if it could.</summary>
    public BadFile? Problem { get; }
}
