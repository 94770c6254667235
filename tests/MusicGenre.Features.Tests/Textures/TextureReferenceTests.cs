using System.Globalization;
using MusicGenre.Audio;
using MusicGenre.Features.Textures;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests.Textures;

/// <summary>
/// Every family against the values of formulas in NumPy: within 1e-4 of a value, near zero of a tenth of the family's largest. A local binary pattern asks which of two pixels is
/// larger, which float32 decides otherwise than float64 where they are all but equal: two codes of 1000 may differ.
/// </summary>
public sealed class TextureReferenceTests
{
    private const double Tolerance = 1e-4;
    private const double MovedCodes = 2e-3;

    // The names of the published recipe.
    private static readonly Dictionary<string, string> RecipeNames = new()
    {
        ["region_cov"] = "rcc",
        ["modulation"] = "stm",
        ["lbp"] = "lbp",
        ["region_cov_lags"] = "rccXs",
        ["region_cov_intervals"] = "harm",
        ["region_cov_mel"] = "rcc_mel",
        ["region_cov_half_rate"] = "rcc_h2",
        ["lbp_t2"] = "lbp2",
        ["lbp_t8"] = "lbp8",
        ["lbp_t4_f2"] = "lbp4f2",
        ["lbp_mel_t4"] = "lbpm4",
        ["lbp_mel_t2_f2"] = "lbpm2f2",
        ["mfcc_delta1_cov"] = "dm13_lc1",
        ["mfcc_delta4_cov"] = "dm13_lc4",
        ["mfcc_delta16_cov"] = "dm13_lc16",
        ["mfcc_cov"] = "mlc",
        ["mel_delta4_cov"] = "dl16",
        ["tonal"] = "tonal",
        ["rhythm"] = "rhythm",
        ["mfcc_modulation"] = "modm",
    };

    [Test, Combinatorial]
    public void Our_own_signals([Values("pattern", "chord", "clicks120", "noise", "silence", "chirp", "harmonics")] string signal, [Values] bool exact)
    {
        Dictionary<string, double[]> families = ReferenceCsv.ReadLines(TestData.Path("textures", $"{signal}.csv.gz"))
            .Select(l => l.Split(',')).ToDictionary(c => c[0], c => Numbers(c.Skip(1)));
        AudioClip clip = signal switch
        {
            "pattern" => TextureValues.Pattern(300_000),
            "chord" => TextureValues.Chord(300_000),
            _ => TestData.Clip(signal),
        };
        Dictionary<string, float[]> actual = TextureValues.Extract(clip, new FeatureExtractorOptions { Exact = exact });
        Assert.That(actual.Keys, Is.EquivalentTo(families.Keys));
        foreach ((string family, float[] values) in actual)
        {
            // The chirp's last frame, cut and mirrored, is within a thousandth of a dB of the floor: scaled to length 1, its chroma is of what float32 transforms leave.
            double tolerance = !exact && signal == "chirp" && family == "tonal" ? 5e-3 : Tolerance;
            Compare(signal, family, families[family], values, [], tolerance);
        }
    }

    [Test, Combinatorial]
    public void Published_values([Values("gtzan", "signals")] string table, [Values] bool exact)
    {
        (string[] columns, Dictionary<string, string[]> rows) = ReferenceCsv.ReadTable(SharedData.Require("descriptors", $"{table}.csv"));
        Dictionary<string, double> worst = [];
        foreach ((string file, string[] cells) in rows)
        {
            Dictionary<string, float[]> actual = TextureValues.Extract(
                AudioFile.Read(table == "gtzan" ? SharedData.Require("gtzan", "audio", file.Split('.')[0], file) : SharedData.Require("librosa", "audio", file)),
                new FeatureExtractorOptions { Exact = exact });
            foreach ((string family, string name) in RecipeNames)
            {
                int first = Array.IndexOf(columns, $"{name}_0");
                Assert.That(cells[first].Length > 0, Is.EqualTo(actual.TryGetValue(family, out float[]? values)), $"{file} {family}");
                if (values is not null)
                {
                    Compare(file, family, Numbers(cells.Skip(first).Take(values.Length)), values, worst);
                }
            }
        }

        Assert.That(worst, Has.Count.EqualTo(TextureFamilies.All.Count));
        foreach ((string family, double deviation) in worst)
        {
            TestContext.Out.WriteLine(FormattableString.Invariant($"{family,-22} {deviation:0.0e0}"));
        }
    }

    private static double[] Numbers(IEnumerable<string> cells) => [.. cells.Select(c => double.Parse(c, CultureInfo.InvariantCulture))];

    private static void Compare(string what, string family, double[] expected, float[] actual, Dictionary<string, double> worst, double tolerance = Tolerance)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), $"{what} {family}");
        double deviation;
        if (family.StartsWith("lbp", StringComparison.Ordinal))
        {
            // Four zones of squared portions; a code that moves leaves one bin and enters another.
            deviation = Enumerable.Range(0, 4).Max(z => Enumerable.Range(z * 59, 59).Sum(i => Math.Abs((actual[i] * actual[i]) - (expected[i] * expected[i]))) / 2);
            Assert.That(deviation, Is.AtMost(MovedCodes), $"{what} {family}");
        }
        else
        {
            double scale = expected.Max(Math.Abs);
            double[] deviations = [.. expected.Select((e, i) => Math.Abs(actual[i] - e) / Math.Max(Math.Abs(e), 0.1 * scale))];
            deviation = deviations.Max();
            int index = Array.IndexOf(deviations, deviation);
            Assert.That(deviation, Is.AtMost(tolerance), $"{what} {family}: value {index} is {actual[index]}, not {expected[index]}");
        }

        worst[family] = Math.Max(worst.GetValueOrDefault(family), deviation);
    }
}
