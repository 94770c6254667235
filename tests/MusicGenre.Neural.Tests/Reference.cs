using System.Text.Json;

namespace MusicGenre.Neural.Tests;

/// <summary>One file of the folder Reference: values that its make.py computed with PyTorch.</summary>
internal sealed class Reference
{
    private readonly JsonElement _root;

    private Reference(JsonElement root)
    {
        _root = root;
    }

    public static Reference Load(string name)
    {
        using Stream stream = typeof(Reference).Assembly.GetManifestResourceStream($"{name}.json")
            ?? throw new ArgumentException($"There is no Reference/{name}.json; make.py writes them.", nameof(name));
        return new(JsonDocument.Parse(stream).RootElement);
    }

    public float[] Values(string name) => [.. Element(name).EnumerateArray().Select(e => e.GetSingle())];

    public int[] Shape(string name) => [.. _root.GetProperty(name).GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];

    public int[] Integers(string name) => [.. Element(name).EnumerateArray().Select(e => e.GetInt32())];

    private JsonElement Element(string name)
    {
        JsonElement element = _root.GetProperty(name);
        return element.ValueKind == JsonValueKind.Array ? element : element.GetProperty("values");
    }

    /// <summary>rows x columns to columns x rows.</summary>
    public static float[] Transpose(float[] values, int rows, int columns)
    {
        float[] result = new float[values.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                result[(j * rows) + i] = values[(i * columns) + j];
            }
        }

        return result;
    }

    public static void AreClose(ReadOnlySpan<float> actual, float[] expected, double tolerance, string what)
    {
        Assert.That(actual.Length, Is.EqualTo(expected.Length), what);
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double scale = Math.Max(1, Math.Abs(expected[i]));
            double difference = Math.Abs(actual[i] - expected[i]) / scale;
            worst = Math.Max(worst, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        Assert.That(worst, Is.LessThan(tolerance), what);
    }
}
