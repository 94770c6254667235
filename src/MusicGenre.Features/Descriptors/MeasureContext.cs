namespace MusicGenre.Features.Descriptors;

/// <summary>What a measure must know of the clip and its frames.</summary>
/// <param name="SampleRate">Samples per second.</param>
/// <param name="FftSize">Samples of a frame.</param>
/// <param name="Tuning">The deviation from A4 = 440 Hz in semitones.</param>
internal sealed record MeasureContext(int SampleRate, int FftSize, double Tuning)
{
    /// <summary>Samples from one frame to the next.</summary>
    public int HopLength { get; init; } = 512;

    public int Bins => (FftSize / 2) + 1;

    public double Frequency(int bin) => (double)bin * SampleRate / FftSize;
}
