using System.Diagnostics;
using System.Globalization;
using MusicGenre.Numerics;

namespace MusicGenre.Benchmarks;

/// <summary>
/// <c>rival-steps [PYTHON]</c>: the training steps and the matrix product next to PyTorch in one run, in turns, so that both meet the same machine in the same state.
/// Each figure is the best of all rounds. Without PyTorch only ours are shown.
/// </summary>
internal static class NeuralRival
{
    private const int Rounds = 3;
    private const string Product = "product";

    private static readonly string[] Names = [Product, "dense-csv", "lstm-mfcc", "cnn-spectrogram"];

    public static void Run(string python)
    {
        using Process? rival = Start(python, out string title);
        string[] columns = ["", "ours, 1 thread", "PyTorch, 1 thread", "ours / PyTorch", "ours, 2 threads", "speed-up"];
        List<string[]> rows = [];
        foreach (string name in Names)
        {
            double ours = double.PositiveInfinity;
            double theirs = double.PositiveInfinity;
            double two = double.PositiveInfinity;
            for (int round = 0; round < Rounds; round++)
            {
                ours = Math.Min(ours, name == Product ? MeasureProduct() : MeasureStep(name, 1));
                if (rival is not null)
                {
                    rival.StandardInput.WriteLine(name);
                    theirs = Math.Min(theirs, double.Parse(Answer(rival), CultureInfo.InvariantCulture));
                }

                if (name != Product)
                {
                    two = Math.Min(two, MeasureStep(name, 2));
                }
            }

            rows.Add([name == Product ? "product 512 x 512 x 512" : $"{name}, step", Milliseconds(ours), Milliseconds(theirs), Ratio(ours / theirs), Milliseconds(two), Ratio(ours / two)]);
            if (name == Product)
            {
                const double Operations = 2.0 * NeuralProduct.Size * NeuralProduct.Size * NeuralProduct.Size;
                string share = rival is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; PyTorch's BLAS {Operations / theirs / 1e9:0.0}: {theirs / ours:0 %} of it");
                title += string.Create(CultureInfo.InvariantCulture, $"\nproduct: ours {Operations / ours / 1e9:0.0} GFLOP/s{share}");
            }
        }

        rival?.StandardInput.Close();
        rival?.WaitForExit();
        Console.WriteLine(title);
        Console.WriteLine();
        string[][] table = [columns, .. rows];
        int[] widths = [.. columns.Select((_, c) => table.Max(r => r[c].Length))];
        foreach (string[] row in table)
        {
            Console.WriteLine("| " + string.Join(" | ", row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))) + " |");
            if (ReferenceEquals(row, columns))
            {
                Console.WriteLine("|" + string.Join("|", widths.Select(static (w, c) => new string('-', w + 1) + (c == 0 ? "-" : ":"))) + "|");
            }
        }
    }

    private static Process? Start(string python, out string title)
    {
        ProcessStartInfo start = new(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "pytorch_rival.py"));
        start.ArgumentList.Add("1");
        start.ArgumentList.Add("--serve");
        try
        {
            Process process = Process.Start(start)!;
            if (process.StandardOutput.ReadLine() is { } line)
            {
                title = line;
                return process;
            }

            process.Dispose();
            title = $"{python} has no PyTorch: ours alone. Name another: rival-steps PYTHON.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            title = $"{python} can't be started: ours alone. Name another: rival-steps PYTHON.";
        }

        return null;
    }

    private static string Answer(Process rival) => rival.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PyTorch's process ended before its answer.");

    private static double MeasureStep(string name, int threads)
    {
        NeuralStep step = new() { Net = name, Threads = threads };
        step.Setup();
        try
        {
            (int repeats, int inner) = name switch { "dense-csv" => (20, 50), "lstm-mfcc" => (15, 1), _ => (2, 1) };
            return Best(() => step.Step(), repeats, inner);
        }
        finally
        {
            step.Cleanup();
        }
    }

    private static double MeasureProduct()
    {
        NeuralProduct product = new() { Lanes = SimdWidth.Best };
        product.Setup();
        return Best(product.Multiply, 30, 5);
    }

    /// <summary>Seconds of the fastest of several repeats, after one that is not counted: as the script measures.</summary>
    private static double Best(Action action, int repeats, int inner)
    {
        action();
        double fastest = double.PositiveInfinity;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < inner; i++)
            {
                action();
            }

            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds / inner);
        }

        return fastest;
    }

    private static string Milliseconds(double seconds) => double.IsFinite(seconds) ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.00} ms") : "";

    private static string Ratio(double value) => double.IsFinite(value) && value > 0 ? string.Create(CultureInfo.InvariantCulture, $"{value:0.00}") : "";
}
