using System.Runtime.InteropServices;
using MusicGenre.ML;
using MusicGenre.Numerics;

namespace MusicGenre.Benchmarks;

/// <summary>
/// The rows of <c>rival</c>, written once and read by both sides. Recipe: a fifth of the shipped table's tracks of each genre, drawn with seed 1, is held out. Row i is a copy of track i mod T of its part (T
/// tracks, shuffled), each value moved by normal noise of a quarter of its column's standard deviation; row by row, so that a table of fewer rows is the beginning of a larger one.
/// </summary>
/// <remarks>A file: rows of 57 features and the number of the genre, all float32, little-endian.</remarks>
internal static class RivalTables
{
    /// <summary>Rows that are predicted: copies of held-out tracks.</summary>
    public const int TestRows = 2000;

    private const double Held = 0.2;
    private const float Noise = 0.25f;

    /// <summary>Writes <c>train.f32</c> and <c>test.f32</c>.</summary>
    /// <returns>The number of held-out tracks: row i of the test file is of track i modulo this.</returns>
    public static int Write(string folder, int rows)
    {
        FeatureTable source = Gtzan.LoadFeatures();
        SeededRandom random = new(1);
        List<int> train = [];
        List<int> test = [];
        for (int genre = 0; genre < source.Genres.Count; genre++)
        {
            int[] tracks = [.. Enumerable.Range(0, source.RowCount).Where(i => source.GenreIndices[i] == genre)];
            random.Shuffle(tracks);
            int held = (int)Math.Round(Held * tracks.Length);
            test.AddRange(tracks[..held]);
            train.AddRange(tracks[held..]);
        }

        float[] noise = new float[source.ColumnCount];
        for (int c = 0; c < noise.Length; c++)
        {
            double[] column = [.. Enumerable.Range(0, source.RowCount).Select(i => (double)source[i, c])];
            double mean = column.Average();
            noise[c] = Noise * (float)Math.Sqrt(column.Average(x => (x - mean) * (x - mean)));
        }

        Write(Path.Combine(folder, "train.f32"), source, [.. train], noise, rows, new SeededRandom(1, 1));
        Write(Path.Combine(folder, "test.f32"), source, [.. test], noise, TestRows, new SeededRandom(1, 2));
        return test.Count;
    }

    /// <summary>The first rows of a file, and the numbers of their genres.</summary>
    public static FeatureTable Read(string path, int rows)
    {
        FeatureTable source = Gtzan.LoadFeatures();
        int columns = source.ColumnCount;
        float[] all = new float[rows * (columns + 1)];
        using (FileStream file = File.OpenRead(path))
        {
            file.ReadExactly(MemoryMarshal.AsBytes(all.AsSpan()));
        }

        float[] values = new float[rows * columns];
        string[] labels = new string[rows];
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = all.AsSpan(i * (columns + 1), columns + 1);
            row[..columns].CopyTo(values.AsSpan(i * columns));
            labels[i] = source.Genres[(int)row[columns]];
        }

        return new FeatureTable(source.FeatureNames, values, labels);
    }

    private static void Write(string path, FeatureTable source, int[] tracks, float[] noise, int rows, SeededRandom random)
    {
        random.Shuffle(tracks);
        using FileStream file = File.Create(path);
        float[] row = new float[noise.Length + 1];
        for (int i = 0; i < rows; i++)
        {
            int track = tracks[i % tracks.Length];
            for (int c = 0; c < noise.Length; c++)
            {
                row[c] = source[track, c] + (noise[c] * (float)random.NextNormal());
            }

            row[^1] = source.GenreIndices[track];
            file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }
}
