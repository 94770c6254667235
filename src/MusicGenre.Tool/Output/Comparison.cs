using System.Globalization;
using MusicGenre.ML;
using Spectre.Console;

namespace MusicGenre.Tool.Output;

/// <summary>The one table over all trainers, best first.</summary>
internal static class Comparison
{
    private static readonly string[] Headers = ["trainer", "accuracy", "95 %", "macro F1", "log-loss", "top-3", "ECE", "fit s", "predict s"];

    public static void Print(IReadOnlyList<CrossValidationResult> results)
    {
        CrossValidationResult[] ranked = [.. results.OrderByDescending(static r => r.Accuracy.Mean).ThenBy(static r => r.TrainerName, StringComparer.Ordinal)];
        string[][] rows = [.. ranked.Select(r => Cells(r, r != ranked[0] && r.AccuracyDifference(ranked[0]).IsInsignificant))];
        int[] widths = [.. Headers.Select((h, c) => rows.Max(r => Math.Max(h.Length, r[c].Length)))];

        // A bordered table that is wider than the terminal would be truncated; plain lines wrap and keep every figure.
        bool fits = widths.Sum(static w => w + 3) + 1 <= AnsiConsole.Profile.Width;
        if (Terminal.IsInteractive && fits)
        {
            PrintBordered(rows);
        }
        else
        {
            PrintPlain(rows, widths);
        }

        if (ranked[0].Accuracy.Count > 1)
        {
            Terminal.Line(FoldStatistic.Legend);
        }
    }

    private static string[] Cells(CrossValidationResult result, bool isTied) =>
    [
        result.TrainerName,
        result.Accuracy.ToString(),
        result.Accuracy.Count > 1 ? Number("± {0:0.000}", result.Accuracy.Interval95) + (isTied ? " *" : "  ") : "",
        result.MacroF1.ToString(),
        result.LogLoss.ToString(),
        Number("{0:0.000}", result.Top3Accuracy.Mean),
        Number("{0:0.000}", result.ExpectedCalibrationError.Mean),
        Number("{0:0.000}", result.FitSeconds),
        Number("{0:0.0000}", result.PredictSeconds),
    ];

    private static void PrintBordered(string[][] rows)
    {
        Table table = new() { Border = TableBorder.Rounded };
        for (int c = 0; c < Headers.Length; c++)
        {
            table.AddColumn(new TableColumn(Headers[c]) { Alignment = c == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
    }

    private static void PrintPlain(string[][] rows, int[] widths)
    {
        foreach (string[] row in rows.Prepend(Headers))
        {
            Terminal.Line(string.Join("  ", row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
        }
    }

    // A model without probabilities has no log-loss: a dash, as in the report.
    private static string Number(string format, double value) => double.IsNaN(value) ? "–" : string.Format(CultureInfo.InvariantCulture, format, value);
}
