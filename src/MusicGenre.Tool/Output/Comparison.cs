using System.Globalization;
using MusicGenre.ML;
using Spectre.Console;

namespace MusicGenre.Tool.Output;

/// <summary>The one table over all trainers, best first.</summary>
internal static class Comparison
{
    private const string ClusterLegend = "s.e.: the standard error of the accuracy over all tested rows, clustered by group.";
    private static readonly string[] OtherHeaders = ["log-loss", "top-3", "ECE", "fit s", "predict s"];

    public static void Print(IReadOnlyList<CrossValidationResult> results)
    {
        Ranking ranking = Ranking.Of(results);
        FeatureTable table = results[0].Table;
        bool isGrouped = table.Groups.Distinct(StringComparer.Ordinal).Count() < table.RowCount;
        string[] headers = ["trainer", .. ranking.IsByMacroF1 ? (string[])["macro F1", "95 %", "accuracy"] : ["accuracy", "95 %", "macro F1"], .. isGrouped ? (string[])["s.e."] : [], .. OtherHeaders];
        string[][] rows = [.. ranking.Results.Select((r, place) => Cells(ranking, r, place, isGrouped))];
        int[] widths = [.. headers.Select((h, c) => rows.Max(r => Math.Max(h.Length, r[c].Length)))];

        // A bordered table that is wider than the terminal would be truncated; plain lines wrap and keep every figure.
        bool fits = widths.Sum(static w => w + 3) + 1 <= AnsiConsole.Profile.Width;
        if (Terminal.IsInteractive && fits)
        {
            PrintBordered(headers, rows);
        }
        else
        {
            PrintPlain(headers, rows, widths);
        }

        if (results.Count > 1)
        {
            Terminal.Line(ranking.Description);
        }

        if (results[0].Accuracy.Count > 1)
        {
            Terminal.Line(FoldStatistic.Legend);
        }

        if (isGrouped)
        {
            Terminal.Line(ClusterLegend);
        }

        foreach (CrossValidationResult result in ranking.Results)
        {
            PrintWarnings(result);
        }
    }

    public static void PrintWarnings(CrossValidationResult result)
    {
        foreach (string warning in result.Warnings)
        {
            Terminal.Line($"warning: {result.TrainerName}: {warning}");
        }
    }

    private static string[] Cells(Ranking ranking, CrossValidationResult result, int place, bool isGrouped) =>
    [
        result.TrainerName,
        ranking.Figure(result).ToString(),
        result.Accuracy.Count > 1 ? Number("± {0:0.000}", ranking.Figure(result).Interval95) + (ranking.IsTied(place) ? " *" : "  ") : "",
        (ranking.IsByMacroF1 ? result.Accuracy : result.MacroF1).ToString(),
        .. isGrouped ? (string[])[Number("{0:0.000}", result.ClusteredStandardError)] : [],
        result.LogLoss.ToString(),
        Number("{0:0.000}", result.Top3Accuracy.Mean),
        Number("{0:0.000}", result.ExpectedCalibrationError.Mean),
        Number("{0:0.000}", result.FitSeconds),
        Number("{0:0.0000}", result.PredictSeconds),
    ];

    private static void PrintBordered(string[] headers, string[][] rows)
    {
        Table table = new() { Border = TableBorder.Rounded };
        for (int c = 0; c < headers.Length; c++)
        {
            table.AddColumn(new TableColumn(headers[c]) { Alignment = c == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
    }

    private static void PrintPlain(string[] headers, string[][] rows, int[] widths)
    {
        foreach (string[] row in rows.Prepend(headers))
        {
            Terminal.Line(string.Join("  ", row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
        }
    }

    // A model without probabilities has no log-loss: a dash, as in the report.
    private static string Number(string format, double value) => double.IsNaN(value) ? "–" : string.Format(CultureInfo.InvariantCulture, format, value);
}
