namespace MusicGenre.ML;

/// <summary>Two tracks that are the same recording.</summary>
/// <param name="First">The place of the one in the list that was searched.</param>
/// <param name="Second">The place of the other, above <paramref name="First"/>.</param>
/// <param name="Kind">How they are the same.</param>
/// <param name="Offset">Where the second begins in the time of the first, seconds, to 12 ms; negative where it begins earlier; 0 for rows of a table.</param>
/// <param name="Start">Where the shared stretch begins in the first, seconds.</param>
/// <param name="Seconds">How long the shared stretch is; NaN for rows of a table.</param>
/// <param name="BitErrorRate">The share of differing bits of the fingerprints over the shared stretch, 0 for equal samples.</param>
public sealed record DuplicatePair(int First, int Second, DuplicateKind Kind, double Offset, double Start, double Seconds, double BitErrorRate);
