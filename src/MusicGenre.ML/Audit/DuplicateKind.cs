namespace MusicGenre.ML;

/// <summary>How two tracks are the same.</summary>
public enum DuplicateKind
{
    /// <summary>Every sample is equal.</summary>
    SameSamples,

    /// <summary>The same music by its fingerprint, in whole or in part: at another gain, from another beginning, of another coding.</summary>
    SameRecording,

    /// <summary>Every feature of two rows of a table is equal.</summary>
    SameFeatures,
}
