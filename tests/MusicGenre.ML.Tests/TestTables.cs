using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

/// <summary>Small tables made from a seed.</summary>
internal static class TestTables
{
    /// <summary>Genres as overlapping Gaussian clouds; file names as GTZAN's.</summary>
    public static FeatureTable Clouds(int genres = 4, int rowsPerGenre = 30, int columns = 6, long seed = 1, int segments = 1)
    {
        SeededRandom random = new(seed);
        List<float> values = [];
        List<string> labels = [];
        List<string> files = [];
        for (int g = 0; g < genres; g++)
        {
            double[] centre = [.. Enumerable.Range(0, columns).Select(_ => 2 * random.NextNormal())];
            for (int i = 0; i < rowsPerGenre; i++)
            {
                for (int s = 0; s < segments; s++)
                {
                    values.AddRange(centre.Select(c => (float)(100 + (10 * (c + random.NextNormal())))));
                    labels.Add($"genre{g}");
                    files.Add(segments == 1 ? $"genre{g}.{i:00000}.wav" : $"genre{g}.{i:00000}.{s}.wav");
                }
            }
        }

        return new FeatureTable([.. Enumerable.Range(1, columns).Select(c => $"f{c}")], [.. values], labels, files);
    }

    /// <summary>Rows of three columns that lie anywhere near <see cref="Clouds"/>.</summary>
    public static FeatureTable Noise(int rows)
    {
        SeededRandom random = new(99);
        float[] values = [.. Enumerable.Range(0, 3 * rows).Select(_ => (float)(100 + (30 * random.NextNormal())))];
        return new FeatureTable(["f1", "f2", "f3"], values, [.. Enumerable.Repeat("genre0", rows)]);
    }

    /// <summary>The table of one of the published CSVs, or a skipped test.</summary>
    public static FeatureTable Published(string name) => FeatureCsv.Read(MusicGenre.Tests.SharedData.Require("gtzan", name));
}
