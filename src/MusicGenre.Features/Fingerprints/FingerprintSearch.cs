using MusicGenre.Features.Extraction;
using MusicGenre.Features.Fingerprints;

namespace MusicGenre.Features;

/// <summary>Finds fingerprints of the same recording among many: an excerpt in a whole song, a copy of another gain, coding or beginning.</summary>
/// <remarks>
/// Every word of each fingerprint is looked up in an index of every fourth word of all; where one is the same, and the words about it agree, the two are compared at that offset along all that they share:
/// the shared stretch is where the sum of (0.35 - share of differing bits) over consecutive words is largest. Words that very many recordings share are not looked up.
/// </remarks>
public static class FingerprintSearch
{
    // Between the words of copies (0.1 at most) and those of different recordings (0.5).
    private const double Separation = 0.35;

    // Words on either side of one that is the same, 1.5 s in all, which must agree before the whole is compared.
    private const int Neighbourhood = 32;

    // A word that is as frequent as this comes of what music has in common.
    private const int MostPlaces = 256;

    /// <summary>All pairs of fingerprints that share a stretch of a recording, the first's place first.</summary>
    /// <param name="fingerprints">The fingerprints.</param>
    /// <param name="options">What counts as the same; null for the defaults.</param>
    /// <param name="progress">Takes the share of the work that is done, 0 to 1, on the threads that work.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>For each pair the longest such stretch, by <see cref="FingerprintMatch.First"/>, then <see cref="FingerprintMatch.Second"/>.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IReadOnlyList<FingerprintMatch> FindPairs(
        IReadOnlyList<AudioFingerprint> fingerprints, FingerprintSearchOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fingerprints);
        options ??= new FingerprintSearchOptions();
        FingerprintIndex index = new(fingerprints);
        WorkShare work = new(progress, fingerprints.Count);
        IReadOnlyList<FingerprintMatch>[] found = new IReadOnlyList<FingerprintMatch>[fingerprints.Count];
        Parallel.For(
            0,
            fingerprints.Count,
            new ParallelOptions { MaxDegreeOfParallelism = options.MaxDegreeOfParallelism, CancellationToken = cancellationToken },
            second =>
            {
                found[second] = Find(fingerprints, second, index, options, cancellationToken);
                lock (work)
                {
                    work.EndPart();
                }
            });
        return [.. found.SelectMany(static f => f).OrderBy(static m => m.First).ThenBy(static m => m.Second)];
    }

    private static IReadOnlyList<FingerprintMatch> Find(
        IReadOnlyList<AudioFingerprint> fingerprints, int second, FingerprintIndex index, FingerprintSearchOptions options, CancellationToken cancellationToken)
    {
        AudioFingerprint own = fingerprints[second];
        ReadOnlySpan<uint> words = own.Words.Span;
        ReadOnlySpan<bool> informative = own.IsInformative.Span;
        HashSet<(int Track, int Offset)> compared = [];
        SortedDictionary<int, (double Score, FingerprintMatch Match)> best = [];
        for (int i = 0; i < words.Length; i++)
        {
            if (!informative[i])
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<(int Track, int Place)> places = index.Find(words[i]);
            if (places.Length > MostPlaces)
            {
                continue;
            }

            foreach ((int track, int place) in places)
            {
                // Each pair once; the places are in the order of the tracks.
                if (track >= second)
                {
                    break;
                }

                int offset = place - i;
                if (!Agrees(fingerprints[track], own, offset, place) || !compared.Add((track, offset)))
                {
                    continue;
                }

                (double score, FingerprintMatch match) = Compare(fingerprints[track], own, offset, track, second);
                if (match.Seconds >= options.MinimumSeconds && match.BitErrorRate <= options.MaximumBitErrorRate && (!best.TryGetValue(track, out (double Score, FingerprintMatch) other) || score > other.Score))
                {
                    best[track] = (score, match);
                }
            }
        }

        return [.. best.Values.Select(static b => b.Match)];
    }

    /// <summary>Whether two fingerprints agree about a word that they share.</summary>
    private static bool Agrees(AudioFingerprint first, AudioFingerprint second, int offset, int place)
    {
        (int from, int end) = first.Overlap(second, offset);
        (long bits, int words) = first.Compare(second, offset, Math.Max(from, place - Neighbourhood), Math.Min(end, place + Neighbourhood));
        return bits < Separation * 32 * words;
    }

    /// <summary>The stretch of two fingerprints at an offset in which they agree best, and how far.</summary>
    private static (double Score, FingerprintMatch Match) Compare(AudioFingerprint first, AudioFingerprint second, int offset, int firstPlace, int secondPlace)
    {
        (int from, int end) = first.Overlap(second, offset);
        double sum = 0;
        int start = from;
        (double Score, int Start, int End) best = (0, from, from);
        for (int i = from; i < end; i++)
        {
            int differ = first.Differ(second, offset, i);
            sum += differ < 0 ? 0 : Separation - (differ / 32.0);
            if (sum <= 0)
            {
                sum = 0;
                start = i + 1;
            }
            else if (sum > best.Score)
            {
                best = (sum, start, i + 1);
            }
        }

        // Silence within the stretch belongs to it and tells nothing: its words do not count as time.
        (long bits, int words) = first.Compare(second, offset, best.Start, best.End);
        const double Step = AudioFingerprint.WordSeconds;
        return (best.Score, new FingerprintMatch(firstPlace, secondPlace, offset * Step, best.Start * Step, words * Step, words == 0 ? 1 : bits / (32.0 * words)));
    }
}
