using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Tests;

/// <summary>The 57 columns of synthetic signals against librosa, with files that are part of the tests.</summary>
public sealed class RecipeTests
{
    private static readonly string[] Signals = [.. TestData.Signals.Where(s => !s.StartsWith("music", StringComparison.Ordinal))];

    [Test, Combinatorial]
    public void Every_column([ValueSource(nameof(Signals))] string signal, [Values] Padding padding, [Values] bool exact)
    {
        (string[] columns, Dictionary<string, string[]> rows) = ReferenceCsv.ReadTable(TestData.Path(TestData.Version(padding), "recipe57.csv"));
        FeatureSet set = FeatureSets.Gtzan57;
        if (signal == "short1000")
        {
            // librosa's own separation of two frames is undefined.
            set = new FeatureSet(set.Name, set.Features.Where(f => f.Descriptor is not SignalDescriptor));
        }

        AudioClip clip = TestData.Clip(signal);
        FeatureVector actual = new FeatureExtractor(set, new FeatureExtractorOptions { Padding = padding, Exact = exact }).Extract(clip);
        List<string> tooFar = [];
        for (int c = 0; c < set.Count; c++)
        {
            double expected = ReferenceCsv.Number(rows[signal][Array.IndexOf(columns, set.Names[c])]);
            double error = Math.Abs(actual[c] - expected);
            if (signal == "impulse" && set.Features[c].Descriptor.Name == "chroma_stft")
            {
                // Its spectrum is flat: the tuning is that of librosa's rounding errors.
                continue;
            }

            // The reference implementation is nearer.
            double allowed = (exact ? 0.2 : 1) * Allowed(set.Names[c], expected);
            if (error > allowed)
            {
                tooFar.Add($"{set.Names[c]}: {actual[c]} for {expected}");
            }
        }

        Assert.That(tooFar, Is.Empty);
    }

    /// <summary>1e-4 of the value; a mean or variance of coefficients or of a separated signal may be next to nothing, where its scale is that of the frames.</summary>
    private static double Allowed(string name, double expected) => name switch
    {
        "tempo" => 0,
        "harmony_mean" or "perceptr_mean" => 1e-6,
        _ when name.StartsWith("mfcc", StringComparison.Ordinal) => 1e-4 * Math.Max(1, Math.Abs(expected)),
        _ => 1e-4 * Math.Max(1e-6, Math.Abs(expected)),
    };
}
