using System.Diagnostics;
using System.Globalization;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.ML;

namespace MusicGenre.Benchmarks;

/// <summary>
/// <c>compare [PYTHON]</c>: the README's table. Features next to FFTW (which only transforms the same frames), fits next to scikit-learn, in one run and in turns, one thread each;
/// a figure is the fastest of all rounds. A rival that is not installed leaves its cells empty. librosa's times come from <c>librosa.csv</c>, measured elsewhere.
/// </summary>
internal static class SpeedComparison
{
    private const int Rounds = 5;
    private const double WarmUp = 3;
    private const double Round = 0.5;
    private const int Rows = 900;

    private static readonly (string Alias, string Name)[] Fits =
        [("logistic", "logistic regression"), ("lda", "linear discriminant"), ("svm", "support vector machine, calibrated"), ("forest", "random forest"), ("extratrees", "extra trees")];

    public static void Run(string python)
    {
        Console.WriteLine("| features of a 30-s clip | here | FFTW: the frames' FFT and power alone | here / FFTW | librosa (measured elsewhere) |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        AudioClip clip = new(FeaturesSignal.Create(661_500), 22050);
        Dictionary<string, string> librosa = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "librosa.csv")).Skip(1).Select(static l => l.Split(',')).ToDictionary(static c => c[0], static c => c[1]);
        FeatureSet means = FeatureSets.Means26;
        FeatureSet fixedChroma = new("fixed chroma", [.. means.Features.Select(static f => f.Name == "chroma_stft" ? new Feature(f.Name, DescriptorCatalog.Chroma(tuning: 0), f.Statistic) : f)]);
        (string Name, FeatureSet Set)[] sets =
        [
            ("`Means26`, chroma of a given tuning", fixedChroma), ("`Means26`", means), ("`MeanVariance`", FeatureSets.MeanVariance), ("`Gtzan57`", FeatureSets.Gtzan57),
            ("`Genre` (604 columns)", FeatureSets.Genre), ("`GenreFull` (3,656 columns)", FeatureSets.GenreFull),
        ];
        FeaturesFloor? floor = Floor(FrameOptions.Default);
        foreach ((string name, FeatureSet set) in sets)
        {
            (double here, double rival) = OfFeatures(set, clip, floor);
            string elsewhere = librosa.TryGetValue($"{(name == "`Means26`" || set.Count == 57 ? set.Count : 0)}", out string? milliseconds) ? milliseconds + " ms" : "";
            Console.WriteLine($"| {name} | {Milliseconds(here)} | {Milliseconds(rival)} | {Ratio(here, rival)} | {elsewhere} |");
        }

        Console.WriteLine();
        Console.WriteLine("| here / FFTW, by frame and hop | `Means26`, chroma of a given tuning | `Means26` | `MeanVariance` |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach ((int size, int hop) in (ReadOnlySpan<(int, int)>)[(512, 128), (1024, 256), (2048, 512), (4096, 1024), (8192, 2048)])
        {
            FrameOptions frames = new() { FftSize = size, HopLength = hop };
            FeaturesFloor? ofSize = Floor(frames);
            Console.Write($"| {size} / {hop} |");
            foreach (FeatureSet set in (FeatureSet[])[fixedChroma, means, FeatureSets.MeanVariance])
            {
                (double here, double rival) = OfFeatures(new FeatureSet(set.Name, set.Features, frames: frames), clip, ofSize);
                Console.Write($" {Ratio(here, rival)} |");
            }

            Console.WriteLine();
        }

        FeatureTable table = BenchmarkTables.LikeGtzan(Rows);
        string csv = Path.Combine(Path.GetTempPath(), $"compare-{Environment.ProcessId}.csv");
        FeatureCsv.Write(csv, table);
        try
        {
            using Process? scikit = Start(python, csv, out string version);
            Console.WriteLine();
            Console.WriteLine($"| fit on {Rows} rows of {table.ColumnCount} columns | here | {version} | here / scikit-learn |");
            Console.WriteLine("|---|---:|---:|---:|");
            foreach ((string alias, string name) in Fits)
            {
                (double here, double rival) = InTurns(() => TrainerCatalog.Create(alias, 1).Fit(table, new FitOptions { MaxDegreeOfParallelism = 1 }), scikit is null ? null : () => Ask(scikit, alias));
                Console.WriteLine($"| {name} | {Milliseconds(here)} | {Milliseconds(rival)} | {Ratio(here, rival)} |");
            }

            scikit?.StandardInput.Close();
        }
        finally
        {
            File.Delete(csv);
            File.Delete(Path.ChangeExtension(csv, ".featureset.json"));
        }
    }

    private static (double Here, double Rival) OfFeatures(FeatureSet set, AudioClip clip, FeaturesFloor? floor)
    {
        (int size, int hop) = (set.Frames.FftSize, set.Frames.HopLength);
        int frames = 1 + (clip.Samples.Length / hop);
        float[] padded = new float[((frames - 1) * hop) + size];
        clip.Samples.Span.CopyTo(padded.AsSpan(size / 2));
        FeatureExtractor extractor = new(set);
        return InTurns(() => extractor.Extract(clip), floor is null ? null : () => Seconds(() => floor.Run(padded, frames), Round));
    }

    private static FeaturesFloor? Floor(FrameOptions frames)
    {
        try
        {
            return new FeaturesFloor(frames.FftSize, frames.HopLength);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static (double Here, double Rival) InTurns(Action here, Func<double>? rival)
    {
        // Until the JIT compiler has done its last on what is measured.
        Seconds(here, WarmUp);
        double fastest = double.PositiveInfinity;
        double fastestRival = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            fastest = Math.Min(fastest, Seconds(here, Round));
            fastestRival = Math.Min(fastestRival, rival?.Invoke() ?? double.PositiveInfinity);
        }

        return (fastest, fastestRival);
    }

    /// <summary>The fastest of as many repeats as some seconds hold.</summary>
    private static double Seconds(Action action, double atLeast)
    {
        double fastest = double.PositiveInfinity;
        long begin = Stopwatch.GetTimestamp();
        do
        {
            long start = Stopwatch.GetTimestamp();
            action();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < atLeast);
        return fastest;
    }

    private static Process? Start(string python, string csv, out string version)
    {
        version = "scikit-learn";
        try
        {
            ProcessStartInfo start = new(python, [Path.Combine(AppContext.BaseDirectory, "scikit_learn_rival.py"), csv]) { RedirectStandardInput = true, RedirectStandardOutput = true };
            Process process = Process.Start(start)!;
            if (process.StandardOutput.ReadLine() is { } line)
            {
                version = line;
                return process;
            }

            process.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
        }

        return null;
    }

    private static double Ask(Process scikit, string alias)
    {
        scikit.StandardInput.WriteLine(alias);
        return double.Parse(scikit.StandardOutput.ReadLine() ?? throw new InvalidOperationException("scikit-learn's process ended before its answer."), CultureInfo.InvariantCulture);
    }

    private static string Milliseconds(double seconds) => double.IsFinite(seconds) ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.0} ms") : "";

    private static string Ratio(double here, double rival) => double.IsFinite(rival) ? string.Create(CultureInfo.InvariantCulture, $"{here / rival:0.00}") : "";
}
