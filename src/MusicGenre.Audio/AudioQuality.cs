namespace MusicGenre.Audio;

/// <summary>What a recording is like before channels are mixed and rates changed: by <see cref="AudioMeter"/>.</summary>
/// <param name="SampleRate">The file's own rate, Hz.</param>
/// <param name="Channels">The number of channels, at least 1.</param>
/// <param name="Length">Samples of each channel.</param>
/// <param name="Peak">The largest magnitude of all samples; full scale is 1, and decoders of lossy codings may go beyond. NaN or infinity where a sample is none or infinite.</param>
/// <param name="SilentShare">The share of the time, 0 to 1, in blocks of 50 ms, in which every channel has a root mean square below 0.001 (-60 dB of full scale).</param>
/// <param name="ClippedShare">The share of the samples of all channels, 0 to 1, that are at full scale (0.9999 or more) in runs of at least three on one side.</param>
/// <param name="ChannelLevels">The root mean square of each channel.</param>
/// <param name="SampleHash">SHA-256 of rate, number of channels and all samples, in hexadecimal: equal for files of the same samples, whatever the lossless coding.</param>
public sealed record AudioQuality(
    int SampleRate, int Channels, long Length, double Peak, double SilentShare, double ClippedShare, IReadOnlyList<double> ChannelLevels, string SampleHash)
{
    // -60 dB.
    private const double LeastOfLoudest = 1e-3;

    /// <summary>The root mean square of each channel. What is given is copied.</summary>
    public IReadOnlyList<double> ChannelLevels { get; init => field = [.. value]; } = [.. ChannelLevels];

    /// <summary>The length in seconds.</summary>
    public double Seconds => (double)Length / SampleRate;

    /// <summary>The channels, from 0, that lie more than 60 dB below the loudest: mono in one channel of two; none where all are silent.</summary>
    public IReadOnlyList<int> EmptyChannels => [.. Enumerable.Range(0, Channels).Where(c => ChannelLevels[c] < LeastOfLoudest * ChannelLevels.Max())];
}
