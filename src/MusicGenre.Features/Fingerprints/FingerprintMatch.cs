namespace MusicGenre.Features;

/// <summary>Two fingerprints that share a stretch of a recording.</summary>
/// <param name="First">The place of the one in the list that was searched.</param>
/// <param name="Second">The place of the other, above <paramref name="First"/>.</param>
/// <param name="Offset">Where the second begins in the time of the first, seconds, to 12 ms; negative where it begins earlier.</param>
/// <param name="Start">Where the shared stretch begins in the first, seconds.</param>
/// <param name="Seconds">How long the shared stretch is.</param>
/// <param name="BitErrorRate">The share of its bits that differ: 0 for equal, about 0.5 for different recordings.</param>
public sealed record FingerprintMatch(int First, int Second, double Offset, double Start, double Seconds, double BitErrorRate);
