namespace MusicGenre.Features;

/// <summary>
/// How a clip is split into segments, each of which becomes a row of a table. Rows of one clip belong to one group: they must not be split between training and test.
/// </summary>
public sealed class Segmentation
{
    private const int LargestCount = 1_000_000;

    // Clips "of 30 s" are a little shorter or longer: each is one window, and none of it is left out.
    private const double LongestSingle = 1.1;
    private readonly Func<int, int, IEnumerable<Segment>> _cut;
    private readonly string _description;

    private Segmentation(string description, Func<int, int, IEnumerable<Segment>> cut, bool keepsShortClips = false)
    {
        _description = description;
        _cut = cut;
        KeepsShortClips = keepsShortClips;
    }

    /// <summary>Whether a clip that is not longer than a window is one segment, which is the track and is called like it.</summary>
    internal bool KeepsShortClips { get; }

    /// <summary>
    /// Kaggle's rows of 3 seconds (<c>features_3_sec.csv</c>, 22,050 Hz): segment k starts at sample 66,150 k and is 66,149 samples long; what is left at the end is not used.
    /// </summary>
    public static Segmentation Kaggle3Seconds { get; } = new("Kaggle, 3 s", (length, _) => Slide(length, 66_149, 66_150));

    /// <summary>Equal parts: part k is the samples floor(k · n / count) to floor((k + 1) · n / count) - 1 of n.</summary>
    /// <param name="count">The number of parts, 1 to a million.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of range.</exception>
    public static Segmentation Parts(int count)
    {
        if (count is < 1 or > LargestCount)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The number of parts must be from 1 to {LargestCount}.");
        }

        return new Segmentation($"{count} parts", (length, _) => Enumerable.Range(0, count).Select(k =>
        {
            int start = (int)((long)k * length / count);
            return new Segment(k, start, (int)((k + 1L) * length / count) - start);
        }));
    }

    /// <summary>Windows of one length. What is left at the end is not used; a clip shorter than a window has none.</summary>
    /// <param name="seconds">The length of a window, above 0; rounded to whole samples.</param>
    /// <param name="hop">From the start of one window to that of the next, seconds, above 0; null for windows that follow each other. Rounded to whole samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Segmentation OfSeconds(double seconds, double? hop = null)
    {
        CheckSeconds(seconds, nameof(seconds));
        CheckSeconds(hop ?? seconds, nameof(hop));
        return new Segmentation(
            FormattableString.Invariant($"{seconds} s, hop {hop ?? seconds} s"),
            (length, rate) => Slide(length, Samples(seconds, rate), Samples(hop ?? seconds, rate)));
    }

    /// <summary>
    /// Windows of whole songs, so that nothing longer than half a window is left out. A clip of at most 1.1 windows is one segment, all of it. A longer one is cut into windows that follow each other
    /// from its beginning; a rest of at least half a window gives one window more, which ends where the clip ends and overlaps the one before; a shorter rest is not used.
    /// </summary>
    /// <param name="seconds">The length of a window, above 0; rounded to whole samples.</param>
    /// <param name="most">
    /// The most windows of a clip, at least 1; null for all. Where there are more, n, the windows floor((2k + 1) · n / (2 · most)) are taken, k = 0 to most - 1: the middles of as many equal parts.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Segmentation Windows(double seconds, int? most = null)
    {
        CheckSeconds(seconds, nameof(seconds));
        if (most is < 1 or > LargestCount)
        {
            throw new ArgumentOutOfRangeException(nameof(most), most, $"The number of windows must be from 1 to {LargestCount}.");
        }

        string limit = most is null ? "" : FormattableString.Invariant($", at most {most}");
        return new Segmentation(
            FormattableString.Invariant($"windows of {seconds} s{limit}"), (length, rate) => CutSong(length, Samples(seconds, rate), most ?? int.MaxValue), keepsShortClips: true);
    }

    /// <summary>The segments of a clip.</summary>
    /// <param name="length">The number of its samples.</param>
    /// <param name="sampleRate">Samples per second, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public IReadOnlyList<Segment> Cut(int length, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        return [.. _cut(length, sampleRate)];
    }

    /// <summary>In words.</summary>
    public override string ToString() => _description;

    private static int Samples(double seconds, int rate) => (int)Math.Clamp(Math.Round(seconds * rate), 1, int.MaxValue);

    private static IEnumerable<Segment> Slide(int length, int window, int hop)
    {
        int index = 0;
        for (long start = 0; start + window <= length; start += hop)
        {
            yield return new Segment(index++, (int)start, window);
        }
    }

    private static IEnumerable<Segment> CutSong(int length, int window, int most)
    {
        if (length <= LongestSingle * window)
        {
            return [new Segment(0, 0, length)];
        }

        int whole = length / window;
        int count = whole + (2L * (length - ((long)whole * window)) >= window ? 1 : 0);
        int taken = Math.Min(count, most);
        return Enumerable.Range(0, taken).Select(k =>
        {
            long place = taken == count ? k : ((2L * k) + 1) * count / (2L * taken);
            return new Segment(k, (int)Math.Min(place * window, length - window), window);
        });
    }

    private static void CheckSeconds(double value, string name)
    {
        if (!(value > 0 && value <= 1e9))
        {
            throw new ArgumentOutOfRangeException(name, value, "The seconds must be above 0 and at most 1e9.");
        }
    }
}
