using MusicGenre.ML;
using MusicGenre.Numerics;

namespace MusicGenre.Benchmarks;

/// <summary>Tables of any size that look like GTZAN's.</summary>
internal static class BenchmarkTables
{
    /// <summary>Rows of the shipped table again and again, each value moved by up to 5 %, so that none occurs twice.</summary>
    public static FeatureTable LikeGtzan(int rows)
    {
        FeatureTable source = Gtzan.LoadFeatures();
        SeededRandom random = new(1);
        FeatureTable picked = source.SelectRows([.. Enumerable.Range(0, rows).Select(_ => random.Next(source.RowCount))]);
        float[] values = picked.Values.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= 0.95f + (0.1f * random.NextSingle());
        }

        return new FeatureTable(picked.FeatureNames, values, picked.Labels, [.. Enumerable.Range(0, rows).Select(i => $"{picked.Labels[i]}.{i:00000}.wav")], lengths: picked.Lengths);
    }
}
