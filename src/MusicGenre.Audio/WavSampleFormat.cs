namespace MusicGenre.Audio;

/// <summary>How <see cref="WavWriter"/> writes a sample.</summary>
public enum WavSampleFormat
{
    /// <summary>16-bit PCM: x * 32,768, rounded to even and clipped to [-32,768, 32,767].</summary>
    Pcm16,

    /// <summary>32-bit float: the samples themselves, to the bit.</summary>
    Float32,
}
