using System.Text.Json;
using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Frames;

namespace MusicGenre.Features.Tests;

/// <summary>Frame values against librosa 0.11 (zero padding) and 0.8 (reflect), signal by signal.</summary>
public sealed class LibrosaFrameTests
{
    /// <summary>
    /// What cannot be met: the spectrum of an impulse is flat, so that its peaks, and with them the tuning, chroma and what is made of it, and the contrast (1e-6 dB or 0), are the
    /// rounding errors of librosa's own FFT.
    /// </summary>
    private static readonly string[] UndefinedOfTheImpulse = ["chroma_stft", "tonnetz_from_chroma_stft", "spectral_contrast"];

    private static readonly string[] SignalsWithPeaks = [.. TestData.Signals.Where(s => s != "impulse")];

    private static readonly string[] Configurations =
        ["8000_512_160_zero", "16000_1024_256_reflect", "44100_4096_1024_zero", "48000_1024_2000_zero", "22050_256_100_reflect", "44100_1103_441_zero", "22050_8192_2048_reflect", "16000_400_160_reflect"];

    // librosa sums the bins in float32: here more than 1,025 of them.
    private const double SummedInFloat = 3e-6;

    [Test, Combinatorial]
    public void Every_row_is_librosas([ValueSource(typeof(TestData), nameof(TestData.Signals))] string signal, [Values] Padding padding, [Values] bool exact)
    {
        AudioClip clip = TestData.Clip(signal);
        FrameOptions options = new() { Padding = padding };
        int compared = Compare(
            TestData.Values(signal, padding),
            feature => Compute(feature, clip, options, exact),
            feature => signal == "impulse" && UndefinedOfTheImpulse.Contains(feature) ? double.PositiveInfinity : Allowed(feature, exact));

        // Of 0.8.0 there are the frames of fewer features; deltas need nine frames.
        Assert.That(compared, Is.AtLeast(padding == Padding.Reflect ? 7 : options.FrameCount(clip.Length) < 9 ? 10 : 12), "features compared");
    }

    /// <summary>Against librosa 0.11, and against the published formulas in float64, at sample rates, frame lengths and hops that are not librosa's defaults.</summary>
    [Test, Combinatorial]
    public void So_is_every_row_of_other_frames([ValueSource(nameof(Configurations))] string configuration, [Values("v0.11.0/frames", "formula")] string source, [Values] bool exact)
    {
        string[] parts = configuration.Split('_');
        int[] numbers = [.. parts.Take(3).Select(int.Parse)];
        AudioClip clip = new(TestData.Clip("mixture").Samples.ToArray(), numbers[0]);
        FrameOptions options = new() { FftSize = numbers[1], HopLength = numbers[2], Padding = parts[3] == "zero" ? Padding.Zero : Padding.Reflect };
        string path = TestData.Path(source, $"{configuration}.csv.gz");
        int octaves = ReferenceCsv.ReadFrames(path).Keys.Count(k => k.Feature == "spectral_contrast") - 1;
        int bands = ReferenceCsv.ReadFrames(path).Keys.Count(k => k.Feature == "melspectrogram");
        int compared = Compare(
            path,
            feature => feature switch
            {
                "mfcc" => Compute(DescriptorCatalog.Mfcc(13, bands), clip, options, exact),
                "melspectrogram" => Compute(DescriptorCatalog.MelSpectrogram(bands), clip, options, exact),
                "spectral_contrast" => Compute(DescriptorCatalog.SpectralContrast(octaves), clip, options, exact),
                "onset_strength" => Compute(DescriptorCatalog.OnsetStrength(), clip, options, exact),
                _ => Compute(feature, clip, options, exact),
            },
            feature => exact && source == "v0.11.0/frames" && options.FftSize > 2048 && feature == "chroma_stft_tuning0" ? SummedInFloat : Allowed(feature, exact));
        Assert.That(compared, Is.EqualTo(11));
    }

    [Test, Combinatorial]
    public void The_tuning_is_the_same([ValueSource(nameof(SignalsWithPeaks))] string signal, [Values] Padding padding)
    {
        AudioClip clip = TestData.Clip(signal);
        FrameOptions options = new() { Padding = padding };
        JsonElement expected = TestData.Scalars(signal, padding);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                FrameDescriptors.EstimateTuning(clip, fromPower: true, options),
                Is.EqualTo(expected.GetProperty("estimate_tuning_power_S_as_chroma_stft").GetDouble()).Within(1e-9), "power");
            Assert.That(
                FrameDescriptors.EstimateTuning(clip, fromPower: false, options), Is.EqualTo(expected.GetProperty("estimate_tuning_y").GetDouble()).Within(1e-9), "magnitude");
        }
    }

    /// <summary>
    /// One peak each, whose deviation in the precision in which numpy computes it for librosa lies a millionth of a semitone on the other side of a step's edge than with the
    /// logarithm in float64 (the first three) or the place in float32 (the last two).
    /// </summary>
    [TestCase(38, 10, -0.24)]
    [TestCase(133, 2, 0.43)]
    [TestCase(272, 17, -0.19)]
    [TestCase(152, 43.5f, -0.24)]
    [TestCase(315, 16, 0.35)]
    public void A_pitch_at_the_edge_of_a_step_falls_where_librosas_does(int bin, float above, double expected)
    {
        TuningEstimator estimator = new(new MeasureContext(22050, 2048, 0));
        estimator.AddPeak(bin, 0, 64, above);
        Assert.That(estimator.EndPass(), Is.True);
        Assert.That(estimator.Tuning, Is.EqualTo(expected).Within(1e-9));
    }

    /// <summary>How far a value may lie from the reference, relative to the scale.</summary>
    private static double Allowed(string feature, bool exact) => feature switch
    {
        "spectral_contrast" when !exact => 1e-3,
        _ when !exact => 1e-4,
        "chroma_stft" or "chroma_stft_tuning0" => 2e-6,
        "spectral_flatness" => 3e-6,
        _ => 1e-6,
    };

    /// <summary>Compares a file's rows; gives the number of features.</summary>
    private static int Compare(string path, Func<string, float[,]?> compute, Func<string, double> allowed)
    {
        Dictionary<(string Feature, int Row), float[]> expected = ReferenceCsv.ReadFrames(path);
        List<string> tooFar = [];
        int compared = 0;
        foreach (IGrouping<string, (string Feature, int Row)> group in expected.Keys.GroupBy(k => k.Feature))
        {
            if (compute(group.Key) is not float[,] actual)
            {
                continue;
            }

            compared++;
            double largest = 0;
            string where = "";

            // An error of one band is one of all coefficients and their deltas, however small one of them may be: their scale is the largest coefficient. So it is with tonal coordinates,
            // within ±1. Other rows have scales of their own.
            bool common = group.Key.StartsWith("mfcc", StringComparison.Ordinal) || group.Key.StartsWith("tonnetz", StringComparison.Ordinal);
            double descriptorScale = group.Key.StartsWith("tonnetz", StringComparison.Ordinal) ? 1
                : expected.Where(e => e.Key.Feature == (common ? "mfcc" : group.Key)).Max(e => e.Value.Max(Math.Abs));
            foreach ((string feature, int row) in group)
            {
                float[] values = expected[(feature, row)];
                Assert.That(actual.GetLength(1), Is.EqualTo(values.Length), $"{feature} frames");

                // A row of a thousandth of the others is a difference of theirs: it has no scale of its own. 1e-9 is nothing in any unit.
                double scale = common ? descriptorScale : Math.Max(values.Max(Math.Abs), 1e-3 * descriptorScale);
                for (int t = 0; t < values.Length; t++)
                {
                    double difference = Math.Abs(actual[row, t] - values[t]);
                    double error = difference <= 1e-9 ? 0 : difference / scale;
                    if (!(error <= largest))
                    {
                        largest = error;
                        where = $"[{row},{t}] {actual[row, t]} for {values[t]}";
                    }
                }
            }

            TestContext.Out.WriteLine($"{group.Key} {largest:E1} {where}");
            if (!(largest <= allowed(group.Key)))
            {
                tooFar.Add($"{group.Key} {largest:E1} {where}");
            }
        }

        Assert.That(tooFar, Is.Empty);
        return compared;
    }

    private static float[,] Compute(Descriptor descriptor, AudioClip clip, FrameOptions options, bool exact)
        => FrameDescriptors.Compute(descriptor, clip, options, new FeatureExtractorOptions { Exact = exact });

    private static float[,]? Compute(string feature, AudioClip clip, FrameOptions options, bool exact) => feature switch
    {
        "chroma_stft_tuning0" => Compute(DescriptorCatalog.Chroma(0), clip, options, exact),
        "mfcc_delta" => FrameDescriptors.Delta(Compute(DescriptorCatalog.Mfcc(), clip, options, exact)),
        "mfcc_delta2" => FrameDescriptors.Delta(Compute(DescriptorCatalog.Mfcc(), clip, options, exact), order: 2),
        "tonnetz_from_chroma_stft" => Compute(DescriptorCatalog.Tonnetz(), clip, options, exact),

        // librosa's own tonnetz starts from another chroma; onset strengths have their own test.
        "tonnetz" or "onset_strength" => null,
        _ => DescriptorCatalog.Names.Contains(feature) ? Compute(DescriptorCatalog.Create(feature), clip, options, exact) : null,
    };
}
