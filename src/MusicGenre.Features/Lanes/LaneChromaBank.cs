using System.Collections.Concurrent;
using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Lanes;

/// <summary>
/// The chroma bank by what matters in it: above some forty bins, where a bin is narrower than a semitone, seven neighbouring classes hold all of a bin's weight but 1e-10 of it.
/// These bins are gathered by the first of their seven classes, so that seven sums stay in registers; the lowest bins have all twelve.
/// </summary>
internal sealed class LaneChromaBank
{
    public const int Classes = 12;
    public const int Narrow = 7;
    private const double Negligible = 1e-9;
    private const int LargestCache = 128;
    private static readonly ConcurrentDictionary<MeasureContext, LaneChromaBank> Cache = new();

    private LaneChromaBank(MeasureContext context)
    {
        float[,] bank = ChromaFilterBank.Create(context.SampleRate, context.FftSize, tuning: context.Tuning);
        List<int>[] groups = [.. Enumerable.Range(0, Classes).Select(_ => new List<int>())];
        List<int> wide = [];
        Span<double> window = stackalloc double[Classes];
        for (int bin = 0; bin < context.Bins; bin++)
        {
            double total = 0;
            for (int c = 0; c < Classes; c++)
            {
                total += bank[c, bin];
            }

            // The seven neighbours with the most weight.
            int best = 0;
            for (int first = 0; first < Classes; first++)
            {
                window[first] = 0;
                for (int k = 0; k < Narrow; k++)
                {
                    window[first] += bank[(first + k) % Classes, bin];
                }

                best = window[first] > window[best] ? first : best;
            }

            (total - window[best] <= Negligible * total ? groups[best] : wide).Add(bin);
        }

        WideBins = [.. wide];
        WideWeights = [.. wide.SelectMany(bin => Enumerable.Range(0, Classes).Select(c => bank[c, bin]))];
        NarrowBins = [.. groups.SelectMany(g => g)];
        GroupCounts = [.. groups.Select(g => g.Count)];
        NarrowWeights = [.. groups.SelectMany((g, first) => g.SelectMany(bin => Enumerable.Range(0, Narrow).Select(k => bank[(first + k) % Classes, bin])))];
    }

    /// <summary>The bins that have weights in all classes, and those weights, twelve for each.</summary>
    public int[] WideBins { get; }

    public float[] WideWeights { get; }

    /// <summary>The other bins, group after group, and their weights, seven for each.</summary>
    public int[] NarrowBins { get; }

    public float[] NarrowWeights { get; }

    /// <summary>The number of bins whose first class is 0, 1, ...</summary>
    public int[] GroupCounts { get; }

    /// <summary>The bank for a tuning; created once for each of the hundred possible estimates.</summary>
    public static LaneChromaBank For(MeasureContext context)
    {
        if (Cache.TryGetValue(context, out LaneChromaBank? bank))
        {
            return bank;
        }

        bank = new LaneChromaBank(context);
        if (Cache.Count < LargestCache)
        {
            Cache.TryAdd(context, bank);
        }

        return bank;
    }
}
