namespace MusicGenre.Audio.Formats;

/// <summary>Where the samples of a file lie and how they are written: what a header says, after it was checked against the file.</summary>
/// <param name="Encoding">How a sample is written.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
/// <param name="Channels">1 to 65,535.</param>
/// <param name="SampleRate">Hz, at least 1.</param>
/// <param name="DataPosition">The byte at which the samples begin.</param>
/// <param name="FrameCount">Samples per channel that are really there; null if the end of a stream will tell.</param>
internal readonly record struct PcmLayout(SampleEncoding Encoding, bool BigEndian, int Channels, int SampleRate, long DataPosition, long? FrameCount)
{
    /// <summary>Samples per channel that the header announces, and that are not there.</summary>
    public long MissingFrames { get; init; }

    /// <summary>The bytes of one sample.</summary>
    public int BytesPerSample => Encoding switch
    {
        SampleEncoding.Signed16 => 2,
        SampleEncoding.Signed24 => 3,
        SampleEncoding.Signed32 or SampleEncoding.Float32 => 4,
        SampleEncoding.Float64 => 8,
        _ => 1,
    };

    /// <summary>The bytes of one sample of every channel.</summary>
    public int BytesPerFrame => BytesPerSample * Channels;
}
