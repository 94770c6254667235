using System.Globalization;
using MusicGenre.Audio;
using MusicGenre.Features.Textures;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests.Textures;

/// <summary>Every family against the values of the recipe.</summary>
public sealed class TextureReferenceTests
{
    private static readonly Dictionary<string, string> RecipeNames = new()
    {
        ["region_cov"] = "rcc", ["modulation"] = "stm", ["lbp"] = "lbp", ["region_cov_lags"] = "rccXs", ["region_cov_intervals"] = "harm", ["region_cov_mel"] = "rcc_mel",
        ["region_cov_half_rate"] = "rcc_h2", ["lbp_t2"] = "lbp2", ["lbp_t8"] = "lbp8", ["lbp_t4_f2"] = "lbp4f2", ["lbp_mel_t4"] = "lbpm4", ["lbp_mel_t2_f2"] = "lbpm2f2",
        ["mfcc_delta1_cov"] = "dm13_lc1", ["mfcc_delta4_cov"] = "dm13_lc4", ["mfcc_delta16_cov"] = "dm13_lc16", ["mfcc_cov"] = "mlc", ["mel_delta4_cov"] = "dl16", ["tonal"] = "tonal",
        ["rhythm"] = "rhythm", ["mfcc_modulation"] = "modm",
    };

    [Test]
    public void Of_music([Values(0, 16)] int lanes)
        => Compare("gtzan.csv", name => AudioFile.Read(SharedData.Require("gtzan", "audio", name.Split('.')[0], name)), lanes);

    [Test]
    public void Of_signals([Values(0, 16)] int lanes)
        => Compare("signals.csv", name => AudioFile.Read(SharedData.Require("librosa", "audio", name)), lanes);

    private static void Compare(string table, Func<string, AudioClip> read, int lanes)
    {
        (string[] columns, Dictionary<string, string[]> rows) = ReferenceCsv.ReadTable(SharedData.Require("descriptors", table));
        Dictionary<string, (double Scaled, double Relative, string Where)> worst = [];
        foreach ((string file, string[] cells) in rows)
        {
            ClipImages images = TextureValues.Images(read(file), lanes);
            foreach ((string name, ImageDescriptor descriptor) in TextureFamilies.All)
            {
                int first = Array.IndexOf(columns, $"{RecipeNames[name]}_0");
                if (cells[first].Length == 0)
                {
                    continue;
                }

                float[] actual = TextureValues.Measure(descriptor, images);
                double[] expected = [.. cells.Skip(first).Take(descriptor.Rows).Select(c => double.Parse(c, CultureInfo.InvariantCulture))];
                double scale = expected.Max(Math.Abs);
                for (int i = 0; i < actual.Length; i++)
                {
                    double d = Math.Abs(actual[i] - expected[i]);
                    (double s, double r, string w) = worst.GetValueOrDefault(name, (0, 0, ""));
                    worst[name] = (Math.Max(s, d / scale), Math.Max(r, d / Math.Max(Math.Abs(expected[i]), 1e-9)), d / scale > s ? $"{file} {i} {actual[i]} {expected[i]}" : w);
                }
            }
        }

        foreach ((string name, (double s, double r, string w)) in worst)
        {
            TestContext.Out.WriteLine($"{name,-22} of the largest {s:0.0e0}  relative {r:0.0e0}  {w}");
        }
    }
}
