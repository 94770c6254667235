using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Features.Statistics;
using MusicGenre.Numerics.Statistics;

namespace MusicGenre.Features.Tests.Statistics;

public sealed class SeriesStatisticsTests
{
    private static readonly Statistic[] All = Enum.GetValues<Statistic>();

    [Test]
    public void Statistics_taken_block_by_block_are_those_of_the_definition()
        => Prop.ForAll(
            // The delta of nine frames is one line's slope nine times over: it has no spread, and so no skewness to compare.
            Gen.Choose(10, 3000).SelectMany(n => Gen.Choose(1, 40).SelectMany(block => Gen.Choose(0, 1000).Select(seed => (n, block, seed)))).ToArbitrary(),
            p => Check(p.n, p.block, p.seed)).QuickCheckThrowOnFailure();

    [Test]
    public void A_constant_has_no_skewness_and_no_kurtosis()
    {
        SeriesStatistics statistics = new(1, [.. All.Select(s => (0, s))]);
        statistics.Add(Enumerable.Repeat(3.25f, 100).ToArray(), 100, 100);
        statistics.End();
        Assert.That(All.Select(s => statistics.Get(0, 0, s)), Is.EqualTo(new double[] { 3.25, 0, 0, 3.25, 3.25, 3.25, 0, 0 }));
    }

    [Test]
    public void The_selection_finds_what_sorting_would()
        => Prop.ForAll(
            Gen.Choose(1, 300).SelectMany(n => Gen.Choose(0, 20).Select(v => (float)v).ArrayOf(n)).ToArbitrary(),
            values =>
            {
                float[] sorted = [.. values.Order()];
                double expected = sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + (double)sorted[sorted.Length / 2]) / 2;
                return Selection.Median([.. values]) == (float)expected;
            }).QuickCheckThrowOnFailure();

    private static void Check(int n, int block, int seed)
    {
        Random random = new(seed);
        float[][] rows = [.. Enumerable.Range(0, 2).Select(r => Enumerable.Range(0, n).Select(_ => (float)((random.NextDouble() * (r + 1)) + (1000 * r))).ToArray())];
        SeriesStatistics statistics = new(2, [.. All.Select(s => (0, s)), .. All.Select(s => (1, s)), (2, Statistic.Mean)]);
        for (int start = 0; start < n; start += block)
        {
            int count = Math.Min(block, n - start);
            float[] values = new float[2 * block];
            rows[0].AsSpan(start, count).CopyTo(values);
            rows[1].AsSpan(start, count).CopyTo(values.AsSpan(block));
            statistics.Add(values, block, count);
        }

        statistics.End();
        float[,] all = new float[2, n];
        Buffer.BlockCopy(rows[0], 0, all, 0, 4 * n);
        Buffer.BlockCopy(rows[1], 0, all, 4 * n, 4 * n);
        foreach (int delta in new[] { 0, 1 })
        {
            float[,] values = delta == 0 ? all : FrameDescriptors.Delta(all);
            float[] second = [.. Enumerable.Range(0, n).Select(t => values[1, t])];
            foreach (Statistic statistic in All)
            {
                double scale = delta == 0 && statistic is Statistic.Variance ? 1e-3 : 1;
                Assert.That(
                    statistics.Get(1, delta, statistic), Is.EqualTo(Define(second, statistic)).Within(1e-6 * scale * Math.Max(1, Math.Abs(Define(second, statistic)))),
                    $"n {n} block {block} delta {delta} {statistic}");
                double pooled = Define([.. values.Cast<float>()], statistic);
                Assert.That(statistics.Get(null, delta, statistic), Is.EqualTo(pooled).Within(1e-6 * Math.Max(1, Math.Abs(pooled))), $"pooled {statistic}");
            }
        }
    }

    private static double Define(float[] x, Statistic statistic)
    {
        double mean = x.Average(v => (double)v);
        double Moment(int order) => x.Average(v => Math.Pow(v - mean, order));
        float[] sorted = [.. x.Order()];
        return statistic switch
        {
            Statistic.Mean => mean,
            Statistic.Variance => Moment(2),
            Statistic.StandardDeviation => Math.Sqrt(Moment(2)),
            Statistic.Minimum => sorted[0],
            Statistic.Maximum => sorted[^1],
            Statistic.Median => sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + (double)sorted[sorted.Length / 2]) / 2,
            Statistic.Skewness => Moment(3) / Math.Pow(Moment(2), 1.5),
            _ => (Moment(4) / Math.Pow(Moment(2), 2)) - 3,
        };
    }
}
