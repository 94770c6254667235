namespace MusicGenre.Audio.Formats;

/// <summary>How one sample is written in a file.</summary>
internal enum SampleEncoding
{
    /// <summary>8 bits, 128 is zero.</summary>
    Unsigned8,

    /// <summary>8 bits, two's complement.</summary>
    Signed8,

    /// <summary>16 bits, two's complement.</summary>
    Signed16,

    /// <summary>24 bits in three bytes, two's complement.</summary>
    Signed24,

    /// <summary>32 bits, two's complement.</summary>
    Signed32,

    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>IEEE 754 double precision.</summary>
    Float64,

    /// <summary>ITU-T G.711, A-law.</summary>
    ALaw,

    /// <summary>ITU-T G.711, µ-law.</summary>
    MuLaw,
}
