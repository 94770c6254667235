using MusicGenre.Features;

namespace MusicGenre.ML;

/// <summary>What an audit takes offence at.</summary>
public sealed record AuditOptions
{
    /// <summary>Shorter tracks are named, seconds, at least 0. 12 unless set: what all textures of <see cref="FeatureSets.GenreFull"/> need.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a number.</exception>
    public double ShortestSeconds
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(ShortestSeconds), value, "ShortestSeconds must be at least 0.");
    }

    = 12;

    /// <summary>Tracks with a larger share of silence are named, 0 to 1. 0.5 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double MostSilence { get; init => field = Share(value, nameof(MostSilence)); } = 0.5;

    /// <summary>Tracks with a larger share of clipped samples are named, 0 to 1. 0.005 unless set: hearable in most music; loud masters have a tenth of that.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double MostClipping { get; init => field = Share(value, nameof(MostClipping)); } = 0.005;

    /// <summary>Genres with fewer groups (artists, or tracks) are named, at least 1. 10 unless set: as many as a cross-validation has folds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int SmallestGenre
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(SmallestGenre), value, "SmallestGenre must be at least 1.");
    }

    = 10;

    /// <summary>What counts as the same recording.</summary>
    public FingerprintSearchOptions Duplicates { get; init; } = new();

    private static double Share(double value, string name) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be from 0 to 1.");
}
