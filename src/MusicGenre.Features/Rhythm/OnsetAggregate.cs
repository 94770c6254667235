namespace MusicGenre.Features;

/// <summary>How the increases of the mel bands become one onset strength.</summary>
public enum OnsetAggregate
{
    /// <summary>Their mean: <c>librosa.onset.onset_strength</c>, and with it <c>librosa.feature.tempo</c>.</summary>
    Mean,

    /// <summary>Their median: what <c>librosa.beat.beat_track</c> uses, and with it the tempo of the published GTZAN table.</summary>
    Median,
}
