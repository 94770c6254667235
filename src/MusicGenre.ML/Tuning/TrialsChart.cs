using System.Globalization;
using System.Text;
using MathNet.Numerics.Statistics;
using MusicGenre.ML.Reports;

namespace MusicGenre.ML.Tuning;

/// <summary>The plot of a search: scores in order with the best so far, then the score over each setting.</summary>
internal static class TrialsChart
{
    private const double PanelWidth = 320, PanelHeight = 240;
    private const double Left = 52, Right = 14, Top = 28, Bottom = 44;
    private const int PanelsPerRow = 3;

    // Clear of the lowest score's label, which is on the axis.
    private const double BelowAxis = 20;

    private const string Style = """
        text { font: 12px system-ui, sans-serif; fill: #1b1f24; } .title { font-weight: 600; } .tick { fill: #57606a; } .mid { text-anchor: middle; } .end { text-anchor: end; }
        .grid { stroke: #d5dae0; } .point { fill: #0072b2; fill-opacity: 0.55; } .best { fill: none; stroke: #0072b2; stroke-width: 2; } .chosen { fill: none; stroke: #b34700; stroke-width: 2.2; }
        """;

    public static string Write(TuningResult result)
    {
        Trial[] trials = [.. result.Trials.Where(static t => !double.IsNaN(t.Score))];
        int panels = result.Space.Count + 1;
        double width = PanelWidth * Math.Min(panels, PanelsPerRow);
        double height = PanelHeight * ((panels + PanelsPerRow - 1) / PanelsPerRow);

        // One bad trial must not press the others into a line.
        double[] sorted = [.. trials.Select(static t => t.Score).Order()];
        double low = Math.Max(sorted[0], sorted[^1] - (3 * (sorted[^1] - SortedArrayStatistics.QuantileCustom(sorted, 0.25, QuantileDefinition.R7))));
        HtmlWriter svg = new();
        svg.OpenChart(width, height, $"{result.Trials.Count} trials of a search and their scores", ("xmlns", "http://www.w3.org/2000/svg"));
        svg.Open("style").Raw(Style.ReplaceLineEndings("\n")).Close();
        svg.Empty("rect", ("width", "100%"), ("height", "100%"), ("fill", "#ffffff"));
        WriteOrder(svg, result, trials, low, sorted[^1]);
        for (int i = 0; i < result.Space.Count; i++)
        {
            int panel = i + 1;
            WriteSetting(svg, result, trials, i, low, sorted[^1], panel % PanelsPerRow * PanelWidth, panel / PanelsPerRow * PanelHeight);
        }

        return svg.Close().ToString();
    }

    private static void WriteOrder(HtmlWriter svg, TuningResult result, Trial[] trials, double low, double high)
    {
        Axis vertical = Scores(svg, low, high, 0, 0, "score, and the best so far");
        Axis horizontal = new(0, Math.Max(result.Trials.Count, 1), Left, PanelWidth - Right, 5);
        foreach (double tick in horizontal.Ticks)
        {
            svg.Label(horizontal[tick], PanelHeight - Bottom + BelowAxis, horizontal.Label(tick), "tick mid");
        }

        svg.Label((Left + PanelWidth - Right) / 2, PanelHeight - 6, "trial", "tick mid");
        StringBuilder path = new();
        double best = double.NegativeInfinity;
        foreach (Trial trial in trials)
        {
            double x = horizontal[trial.Number];
            if (best > double.NegativeInfinity)
            {
                path.Append('L').Append(Format.Pixel(x)).Append(' ').Append(Format.Pixel(Place(vertical, best)));
            }

            best = Math.Max(best, trial.Score);
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Format.Pixel(x)).Append(' ').Append(Format.Pixel(Place(vertical, best)));
        }

        svg.Empty("path", ("d", path.ToString()), ("class", "best"));
        WritePoints(svg, result, trials, t => horizontal[t.Number], vertical, 0);
    }

    private static void WriteSetting(HtmlWriter svg, TuningResult result, Trial[] trials, int setting, double low, double high, double x, double y)
    {
        SearchRange range = result.Space[setting];
        Axis vertical = Scores(svg, low, high, x, y, range.Kind == SearchRangeKind.LogReal ? $"{range.Name} (logarithmic)" : range.Name);
        double from = x + Left + 8;
        double to = x + PanelWidth - Right - 8;
        int count = Math.Min(range.Count ?? 3, range.Kind == SearchRangeKind.Categorical ? 12 : 3);
        foreach (double tick in range.Levels(count))
        {
            string label = Svg.Fit(range.Short(tick, 3), (to - from) / count);
            svg.Label(from + (range.UnitOf(tick) * (to - from)), y + PanelHeight - Bottom + BelowAxis, label, "tick mid");
        }

        WritePoints(svg, result, trials, t => from + (range.UnitOf(t.Settings.Values[setting]) * (to - from)), vertical, y);
    }

    private static Axis Scores(HtmlWriter svg, double low, double high, double x, double y, string title)
    {
        Axis axis = new(low, high, y + PanelHeight - Bottom, y + Top, 5);
        svg.Label(x + Left, y + 16, title, "title");
        foreach (double tick in axis.Ticks)
        {
            svg.Line(x + Left, axis[tick], x + PanelWidth - Right, axis[tick], "grid");
            svg.Label(x + Left - 6, axis[tick] + 4, axis.Label(tick), "tick end");
        }

        return axis;
    }

    private static void WritePoints(HtmlWriter svg, TuningResult result, Trial[] trials, Func<Trial, double> x, Axis vertical, double y)
    {
        foreach (Trial trial in trials)
        {
            string title = string.Create(CultureInfo.InvariantCulture, $"trial {trial.Number}: {trial.Score:0.0000}; {trial.Settings}");
            svg.Titled("circle", title, ("cx", Format.Pixel(x(trial))), ("cy", Format.Pixel(Place(vertical, trial.Score))), ("r", "3.5"), ("class", "point"));
        }

        Trial chosen = result.Recommended;
        svg.Empty("circle", ("cx", Format.Pixel(x(chosen))), ("cy", Format.Pixel(Place(vertical, chosen.Score))), ("r", "7"), ("class", "chosen"));
    }

    /// <summary>Scores below the axis lie on its edge.</summary>
    private static double Place(Axis vertical, double score) => vertical[Math.Max(score, vertical.Low)];
}
