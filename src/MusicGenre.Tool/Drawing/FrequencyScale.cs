namespace MusicGenre.Tool.Drawing;

/// <summary>How frequencies are spread over an axis.</summary>
internal enum FrequencyScale
{
    /// <summary>Every octave has the same height.</summary>
    Log,

    /// <summary>Slaney's mel scale: even below 1000 Hz, logarithmic above.</summary>
    Mel,
}
