using System.Globalization;
using System.IO.Compression;

namespace MusicGenre.Features.Tests;

/// <summary>Reads the reference files.</summary>
internal static class ReferenceCsv
{
    /// <summary>The rows with values of a feature file: (feature, dim) to values; error rows have no values.</summary>
    public static Dictionary<(string Feature, int Row), float[]> ReadFrames(string path)
    {
        Dictionary<(string, int), float[]> result = [];
        foreach (string line in ReadLines(path).Skip(1))
        {
            string[] cells = line.Split(',');
            if (cells[1] != "ERROR" && cells.Length > 8 && cells[8].Length > 0)
            {
                result[(cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture))] = [.. cells.Skip(8).Select(Number)];
            }
        }

        return result;
    }

    /// <summary>A table with names in the first column.</summary>
    public static (string[] Columns, Dictionary<string, string[]> Rows) ReadTable(string path)
    {
        string[] lines = File.ReadAllLines(path);
        return (lines[0].Split(',')[1..], lines.Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')).ToDictionary(c => c[0], c => c[1..]));
    }

    /// <summary>The lines of a file, packed or not.</summary>
    public static IEnumerable<string> ReadLines(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream unpacked = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(unpacked);
        while (reader.ReadLine() is string line)
        {
            yield return line;
        }
    }

    public static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A matrix without a header.</summary>
    public static double[][] ReadMatrix(string path)
        => [.. ReadLines(path).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray())];
}
