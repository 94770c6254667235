using MusicGenre.Audio;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests;

/// <summary>The published GTZAN tables, from the audio.</summary>
public sealed class GtzanTableTests
{
    [TestCase("kaggle_features_30_sec.csv", "Gtzan57", false)]
    [TestCase("kaggle_features_30_sec.csv", "Gtzan57", true)]
    [TestCase("means_26.csv", "Means26", false)]
    [TestCase("means_26.csv", "Means26", true)]
    public void Every_column_of_every_track(string file, string setName, bool exact)
    {
        (string[] columns, Dictionary<string, string[]> rows) = ReferenceCsv.ReadTable(SharedData.Require("gtzan", file));
        string audio = SharedData.Require("gtzan", "audio");
        FeatureSet set = FeatureSets.Get(setName);
        FeatureExtractor extractor = new(set, new FeatureExtractorOptions { Padding = Padding.Reflect, Exact = exact });
        string[] paths = [.. Directory.GetFiles(audio, "*.wav", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.That(paths, Has.Length.EqualTo(100));

        // The reference implementation takes ten times as long: a track of each genre.
        paths = exact ? [.. paths.Where(static (_, i) => i % 10 == 3)] : paths;
        (double Error, string Where)[][] errors = new (double, string)[paths.Length][];
        Parallel.For(0, paths.Length, i =>
        {
            string name = Path.GetFileName(paths[i]);
            FeatureVector actual = extractor.Extract(AudioFile.Read(paths[i]));
            errors[i] = new (double, string)[set.Count];
            for (int c = 0; c < set.Count; c++)
            {
                float expected = ReferenceCsv.Number(rows[name][Array.IndexOf(columns, set.Names[c])]);
                double error = Math.Abs(actual[c] - expected);

                // The means of the separated signals are zero but for rounding: 1e-6 is allowed them, and the tempo, one of a list, nothing.
                error = set.Names[c] switch
                {
                    "harmony_mean" or "perceptr_mean" => error <= 1e-6 ? 0 : 1,
                    "tempo" => actual[c] == expected ? 0 : 1,
                    _ => error / Math.Abs(expected),
                };
                errors[i][c] = (error, $"{name} {set.Names[c]} {actual[c]} for {expected}");
            }
        });

        (double Error, string Where)[] sorted = [.. errors.SelectMany(e => e).OrderBy(e => e.Error)];
        TestContext.Out.WriteLine($"median {sorted[sorted.Length / 2].Error:E2}");
        foreach ((double error, string where) in sorted.TakeLast(10))
        {
            TestContext.Out.WriteLine($"{error:E2} {where}");
        }

        Assert.That(sorted[sorted.Length / 2].Error, Is.LessThan(1e-6));
        Assert.That(sorted[^1].Error, Is.LessThan(1e-4), sorted[^1].Where);
    }
}
