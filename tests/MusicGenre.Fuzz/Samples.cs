using MusicGenre.ML;
using MusicGenre.Numerics;

namespace MusicGenre.Fuzz;

/// <summary>What the cases are made of.</summary>
internal static class Samples
{
    /// <summary>A small table of random numbers, with GTZAN's file names.</summary>
    public static FeatureTable Table(int genres, int rows)
    {
        SeededRandom random = new(5);
        const int Columns = 4;
        float[] values = [.. Enumerable.Range(0, genres * rows * Columns).Select(i => (float)(random.NextNormal() + (i / (rows * Columns))))];
        string[] labels = [.. Enumerable.Range(0, genres * rows).Select(i => $"genre{i / rows}")];
        return new FeatureTable([.. Enumerable.Range(1, Columns).Select(static c => $"f{c}")], values, labels, [.. labels.Select((l, i) => $"{l}.{i % rows:00000}.wav")]);
    }
}
