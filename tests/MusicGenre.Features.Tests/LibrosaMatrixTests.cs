using System.Globalization;
using System.Text.Json;
using MusicGenre.Features.Statistics;
using MusicGenre.Numerics;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests;

/// <summary>Filter banks and constants against librosa's and against independent ones (LabROSA's Matlab).</summary>
public sealed class LibrosaMatrixTests
{
    [TestCase("mel128_slaney_22050_2048.nonzero.csv", 128, false)]
    [TestCase("mel40_htk_22050_2048_nonorm.nonzero.csv", 40, true)]
    public void The_mel_bank(string file, int bands, bool htkWithoutNorm)
    {
        float[,] bank = MelFilterBank.Create(22050, 2048, bands, htk: htkWithoutNorm, normalize: !htkWithoutNorm);
        float[,] expected = new float[bands, 1025];
        foreach (string line in ReferenceCsv.ReadLines(TestData.Path("matrices", $"{file}.gz")).Where(l => char.IsDigit(l[0])))
        {
            string[] cells = line.Split(',');
            expected[int.Parse(cells[0], CultureInfo.InvariantCulture), int.Parse(cells[1], CultureInfo.InvariantCulture)] = ReferenceCsv.Number(cells[2]);
        }

        double largest = expected.Cast<float>().Max();
        Assert.That(Largest(bank, expected), Is.LessThan(1e-6 * largest));
    }

    [TestCase("chroma12_tuning0_22050_2048.csv", 0.0)]
    [TestCase("chroma12_tuning0.27_22050_2048.csv", 0.27)]
    public void The_chroma_bank(string file, double tuning)
    {
        double[][] expected = ReferenceCsv.ReadMatrix(TestData.Path("matrices", $"{file}.gz"));
        Assert.That(Largest(ChromaFilterBank.Create(22050, 2048, tuning: tuning), expected), Is.LessThan(1e-6));
    }

    [Test]
    public void The_cosines_and_the_window()
    {
        double[][] cosines = ReferenceCsv.ReadMatrix(TestData.Path("matrices", "dct2_ortho_20x128.csv.gz"));
        double[,] actual = DiscreteCosine.Create(20, 128);
        for (int k = 0; k < 20; k++)
        {
            for (int n = 0; n < 128; n++)
            {
                Assert.That(actual[k, n], Is.EqualTo(cosines[k][n]).Within(1e-15));
            }
        }

        double[] window = [.. ReferenceCsv.ReadMatrix(TestData.Path("matrices", "hann_periodic_2048.csv.gz")).SelectMany(r => r)];
        Assert.That(HannWindow.Create(2048), Is.EqualTo(window).Within(1e-15));
    }

    [Test]
    public void The_taps_of_the_deltas()
    {
        double[][] taps = ReferenceCsv.ReadMatrix(TestData.Path("matrices", "savgol_delta_w9.csv.gz"));
        Assert.That(DeltaFilter.Weights(1), Is.EqualTo(taps[0]).Within(1e-15));
        Assert.That(DeltaFilter.Weights(2), Is.EqualTo(taps[1]).Within(1e-15));
    }

    [Test]
    public void The_mel_scale()
    {
        using JsonDocument scales = JsonDocument.Parse(File.ReadAllText(TestData.Path("matrices", "scales.json")));
        double[] expected = [.. scales.RootElement.GetProperty("mel_frequencies_130").EnumerateArray().Select(e => e.GetDouble())];
        Assert.That(MelScale.Frequencies(130, 0, 11025), Is.EqualTo(expected).Within(1e-8));
        foreach (JsonProperty pair in scales.RootElement.GetProperty("hz_to_mel").EnumerateObject())
        {
            Assert.That(MelScale.FromHz(double.Parse(pair.Name, CultureInfo.InvariantCulture)), Is.EqualTo(pair.Value.GetDouble()).Within(1e-12));
        }
    }

    [Test]
    public void The_independent_banks_and_scales()
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllText(SharedData.Require("librosa", "independent", "index.json")));
        int checks = 0;
        foreach (JsonElement entry in index.RootElement.EnumerateArray())
        {
            double Value(string name) => entry.GetProperty(name).GetDouble();
            switch (entry.GetProperty("kind").GetString())
            {
                case "melfb":
                    float[,] mel = MelFilterBank.Create((int)Value("sr"), (int)Value("nfft"), (int)Value("nfilts"), Value("fmin"), Value("fmax"), Value("htk") != 0);
                    Assert.That(Largest(mel, Matrix(entry), bothHaveAllBins: false), Is.LessThan(1e-8), entry.GetProperty("file").GetString());
                    checks++;
                    break;
                case "chromafb":
                    double tuning = Value("nchroma") * Math.Log2(Value("a440") / 440);
                    double? width = Value("octwidth") == 0 ? null : Value("octwidth");
                    float[,] chroma = ChromaFilterBank.Create((int)Value("sr"), (int)Value("nfft"), (int)Value("nchroma"), tuning, Value("ctroct"), width, startAtC: false);
                    Assert.That(Largest(chroma, Matrix(entry), bothHaveAllBins: false), Is.LessThan(1e-7), entry.GetProperty("file").GetString());
                    checks++;
                    break;
                case "hz_to_mel" or "mel_to_hz":
                    bool toMel = entry.GetProperty("kind").GetString() == "hz_to_mel";
                    bool htk = entry.GetProperty("htk").GetBoolean();
                    double[] results = [.. entry.GetProperty("result").EnumerateArray().Select(e => e.GetDouble())];
                    double[] inputs = [.. entry.GetProperty("input").EnumerateArray().Select(e => e.GetDouble())];
                    for (int i = 0; i < inputs.Length; i++)
                    {
                        Assert.That(toMel ? MelScale.FromHz(inputs[i], htk) : MelScale.ToHz(inputs[i], htk), Is.EqualTo(results[i]).Within(1e-10).Percent);
                    }

                    checks++;
                    break;
                case "tonnetz":
                    float[,] actual = FrameDescriptors.Tonnetz(ToSingle(Matrix(entry, "chroma")));
                    Assert.That(Largest(actual, Matrix(entry, "tonnetz")), Is.LessThan(1e-6));
                    checks++;
                    break;
            }
        }

        Assert.That(checks, Is.EqualTo(33));
    }

    private static double[][] Matrix(JsonElement entry, string field = "file")
        => ReferenceCsv.ReadMatrix(SharedData.Require("librosa", "independent", entry.GetProperty(field).GetString()!));

    private static float[,] ToSingle(double[][] rows)
    {
        float[,] result = new float[rows.Length, rows[0].Length];
        for (int r = 0; r < rows.Length; r++)
        {
            for (int c = 0; c < rows[0].Length; c++)
            {
                result[r, c] = (float)rows[r][c];
            }
        }

        return result;
    }

    private static double Largest(float[,] actual, float[,] expected)
    {
        double largest = 0;
        for (int r = 0; r < expected.GetLength(0); r++)
        {
            for (int c = 0; c < expected.GetLength(1); c++)
            {
                largest = Math.Max(largest, Math.Abs(actual[r, c] - expected[r, c]));
            }
        }

        return largest;
    }

    private static double Largest(float[,] actual, double[][] expected, bool bothHaveAllBins = true)
    {
        Assert.That(actual.GetLength(0), Is.EqualTo(expected.Length));
        if (bothHaveAllBins)
        {
            Assert.That(actual.GetLength(1), Is.EqualTo(expected[0].Length));
        }

        double largest = 0;
        for (int r = 0; r < expected.Length; r++)
        {
            for (int c = 0; c < actual.GetLength(1); c++)
            {
                largest = Math.Max(largest, Math.Abs(actual[r, c] - expected[r][c]));
            }
        }

        return largest;
    }
}
