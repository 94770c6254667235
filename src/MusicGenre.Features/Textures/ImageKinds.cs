namespace MusicGenre.Features.Textures;

/// <summary>The images of a clip.</summary>
[Flags]
internal enum ImageKinds
{
    /// <summary>Magnitude in 92 semitone bands, dB, at most 80 dB below the clip's largest.</summary>
    Semitone = 1,

    /// <summary>Power in 128 mel bands, dB, at most 80 dB below the clip's largest.</summary>
    Mel = 2,
}
