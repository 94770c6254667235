using System.Diagnostics;
using System.Globalization;
using MusicGenre.ML;

namespace MusicGenre.Benchmarks;

/// <summary>
/// <c>rival [PYTHON] [--trainers a,b] [--rows 1000,10000] [--threads 1]</c>: every trainer of the catalogue that has a counterpart in scikit-learn (the dense net: in PyTorch) beside it, on the rows of
/// <see cref="RivalTables"/>: fit, prediction, peak memory, accuracy. Each figure is of a process of its own; the sides take turns. Writes a Markdown table.
/// </summary>
internal static class RivalTrainers
{
    private const int MiddleTable = 5_000;
    private const int LargeTable = 50_000;
    private const int Rounds = 3;
    private const int LargestRounds = 20;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private static readonly (string Alias, string Name, int LargestRows)[] Trainers =
    [
        ("logistic", "logistic regression", int.MaxValue),
        ("lda", "linear discriminant", int.MaxValue),
        ("knn", "5 nearest neighbours", int.MaxValue),
        ("svm", "support vector machine, probabilities", 20_000),
        ("krr", "kernel ridge, probabilities", 2_000),
        ("forest", "random forest", int.MaxValue),
        ("extratrees", "extra trees", int.MaxValue),
        ("boosting", "gradient boosting", int.MaxValue),
        ("dense", "dense net", int.MaxValue),
        ("voting", "soft voting", 20_000),
    ];

    private sealed record Figures(double Fit, double Predict, double Peak, int[] Predicted);

    public static void Run(string[] args)
    {
        string[] names = [.. Trainers.Select(static t => t.Alias)];
        int[] sizes = [1_000, 10_000, 100_000];
        string python = Environment.GetEnvironmentVariable("PYTHON") is { Length: > 0 } named ? named : "python3";
        int threads = 1;
        for (int a = 0; a < args.Length; a++)
        {
            switch (args[a])
            {
                case "--trainers":
                    names = args[++a].Split(',');
                    break;
                case "--rows":
                    sizes = [.. args[++a].Split(',').Select(static n => int.Parse(n, CultureInfo.InvariantCulture))];
                    break;
                case "--threads":
                    threads = int.Parse(args[++a], CultureInfo.InvariantCulture);
                    break;
                default:
                    python = args[a];
                    break;
            }
        }

        string script = Path.Combine(AppContext.BaseDirectory, "trainers_rival.py");
        string[]? versions = Lines(python, [script], threads);
        string folder = Directory.CreateTempSubdirectory("rival").FullName;
        try
        {
            int heldTracks = RivalTables.Write(folder, sizes.Max());
            int[] labels = [.. RivalTables.Read(Path.Combine(folder, "test.f32"), RivalTables.TestRows).GenreIndices];
            Console.WriteLine($"{versions?[0] ?? $"{python} has no scikit-learn: ours alone"}; {threads} {(threads == 1 ? "thread" : "threads")} each.");
            Console.WriteLine();
            Console.WriteLine("| trainer | rows | fit, here | scikit-learn | here / there | prediction, here | scikit-learn | here / there | peak memory, here | scikit-learn | accuracy, here | scikit-learn |");
            Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            foreach ((string alias, string name, int largest) in Trainers.Where(t => names.Contains(t.Alias)))
            {
                foreach (int rows in sizes)
                {
                    string size = rows.ToString("N0", CultureInfo.InvariantCulture);
                    if (rows > largest)
                    {
                        Console.WriteLine($"| {name} | {size} | left out |  |  |  |  |  |  |  |  |  |");
                        continue;
                    }

                    // The work per tree and per epoch is what is compared: fewer of them where there are many rows.
                    int trees = rows > LargeTable ? 100 : 500;
                    int epochs = rows > LargeTable ? 5 : rows > MiddleTable ? 20 : 100;
                    string[] cell = [alias, Text(rows), folder, Text(threads), Text(trees), Text(epochs)];
                    Figures here = Parse(Lines(Environment.ProcessPath!, [.. Self(), "rival-cell", .. cell], threads) ?? throw new InvalidOperationException($"The fit of {alias} on {rows} rows failed."));
                    Figures? there = versions is null || Lines(python, [script, .. cell], threads) is not { } lines ? null : Parse(lines);
                    string detail = alias switch { "forest" or "extratrees" => $", {trees} trees", "dense" or "voting" => $", {epochs} epochs", _ => "" };
                    Console.WriteLine(
                        $"| {name}{detail} | {size} | {Seconds(here.Fit)} | {Seconds(there?.Fit)} | {Ratio(here.Fit, there?.Fit)} | {Seconds(here.Predict)} | {Seconds(there?.Predict)} | {Ratio(here.Predict, there?.Predict)} "
                        + $"| {Megabytes(here.Peak)} | {Megabytes(there?.Peak)} | {Accuracy(here, labels, heldTracks)} | {(there is null ? "" : Accuracy(there, labels, heldTracks))} |");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One figure of ours, in a process of its own: what <c>trainers_rival.py</c> does.</summary>
    public static void RunCell(string[] args)
    {
        (string alias, int rows, string folder, int threads) = (args[0], Number(args[1]), args[2], Number(args[3]));
        (int trees, int epochs) = (Number(args[4]), Number(args[5]));
        FeatureTable train = RivalTables.Read(Path.Combine(folder, "train.f32"), rows);
        FeatureTable test = RivalTables.Read(Path.Combine(folder, "test.f32"), RivalTables.TestRows);

        // Until the JIT compiler has done its last on what is measured.
        FeatureTable few = test.SelectRows([.. Enumerable.Range(0, 500)]);
        for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < WarmUp;)
        {
            Fit(500, 10, 1).Predict(few);
        }

        (double fit, GenreModel model) = Fastest(() => Fit(rows, trees, epochs));
        (double predict, IReadOnlyList<GenrePrediction> predictions) = Fastest(() => model.Predict(test));
        Console.WriteLine(FormattableString.Invariant($"fit {fit}"));
        Console.WriteLine(FormattableString.Invariant($"predict {predict}"));
        Console.WriteLine($"peak {Process.GetCurrentProcess().PeakWorkingSet64}");
        Console.WriteLine("predicted " + string.Join(' ', predictions.Select(p => IndexOf(test.Genres, p.Genre))));

        GenreModel Fit(int count, int ofTrees, int ofEpochs) =>
            Trainer(ofTrees, ofEpochs).Fit(count == rows ? train : train.SelectRows([.. Enumerable.Range(0, count)]), new FitOptions { MaxDegreeOfParallelism = threads });

        Trainer Trainer(int ofTrees, int ofEpochs) => TrainerCatalog.Create(alias, 1) is SoftVotingTrainer vote
            ? vote with { Members = [.. vote.Members.Select(m => Sized((Trainer)m, ofTrees, ofEpochs))] }
            : Sized(TrainerCatalog.Create(alias, 1), ofTrees, ofEpochs);

        static Trainer Sized(Trainer trainer, int ofTrees, int ofEpochs) => trainer switch
        {
            ForestTrainer forest => forest with { NumberOfTrees = ofTrees },
            NeuralNetworkTrainer net => net with { Epochs = ofEpochs },
            Trainer other => other,
        };
    }

    private static int IndexOf(IReadOnlyList<string> genres, string genre) => genres.TakeWhile(g => g != genre).Count();

    private static (double Seconds, T Result) Fastest<T>(Func<T> action)
    {
        double fastest = double.PositiveInfinity;
        T result = default!;
        long begin = Stopwatch.GetTimestamp();
        for (int round = 0; round < (Stopwatch.GetElapsedTime(begin) < Short ? LargestRounds : Rounds); round++)
        {
            long start = Stopwatch.GetTimestamp();
            result = action();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (Stopwatch.GetElapsedTime(begin).TotalSeconds + fastest > Budget.TotalSeconds)
            {
                break;
            }
        }

        return (fastest, result);
    }

    /// <summary>The arguments with which this program starts itself: none as an executable, its assembly under <c>dotnet</c>.</summary>
    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(RivalTrainers).Assembly.Location] : [];

    /// <summary>What a program prints; null if it can't be started or fails.</summary>
    private static string[]? Lines(string program, string[] arguments, int threads)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        foreach (string variable in (ReadOnlySpan<string>)["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
        {
            start.Environment[variable] = Text(threads);
        }

        try
        {
            using Process process = Process.Start(start)!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static Figures Parse(string[] lines)
    {
        string[][] words = [.. lines.Select(static l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        return new Figures(Of("fit"), Of("predict"), Of("peak"), [.. words.Single(static w => w[0] == "predicted").Skip(1).Select(Number)]);

        double Of(string name) => double.Parse(words.Single(w => w[0] == name)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Accuracy and its standard error: copies of a track are right or wrong together.</summary>
    private static string Accuracy(Figures figures, int[] labels, int tracks)
    {
        double[] right = [.. labels.Select((label, i) => figures.Predicted[i] == label ? 1.0 : 0)];
        double mean = right.Average();
        double squares = Enumerable.Range(0, tracks).Sum(t =>
        {
            double sum = 0;
            for (int i = t; i < right.Length; i += tracks)
            {
                sum += right[i] - mean;
            }

            return sum * sum;
        });
        double error = Math.Sqrt((double)tracks / (tracks - 1) * squares) / right.Length;
        return string.Create(CultureInfo.InvariantCulture, $"{mean:0.000} ± {error:0.000}");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double? seconds) => seconds switch
    {
        null => "",
        < 0.01 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.00} ms"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
    };

    private static string Ratio(double here, double? there) => there is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{here / there:0.00}");

    private static string Megabytes(double? bytes) => bytes is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");
}
