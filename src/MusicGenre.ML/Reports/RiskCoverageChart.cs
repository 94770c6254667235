using System.Text;

namespace MusicGenre.ML.Reports;

/// <summary>Risk against coverage, with some bounds marked.</summary>
internal static class RiskCoverageChart
{
    /// <summary>The bounds that are marked, and told in words.</summary>
    public static readonly double[] Bounds = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

    private const double Width = 468, Height = 330;
    private const double Left = 44, Right = 16, Top = 12, Bottom = 62;
    private const double LabelDistance = 30;

    // The first few rows make a curve that leaps between 0 and 1 and tells nothing.
    private const double LeastCoverage = 0.02;

    public static void Write(HtmlWriter html, string trainer, RiskCoverageCurve curve)
    {
        RiskCoveragePoint[] points = [.. curve.Points.Where(static p => p.Coverage >= LeastCoverage)];
        Axis horizontal = new(0, 1, Left, Width - Right, 5);
        Axis vertical = new(0, Math.Max(0.05, points.Max(static p => p.Risk)), Height - Bottom, Top, 5);
        html.OpenChart(Width, Height, $"Risk against coverage of {trainer}: the fraction wrong among the rows that it answers, against the fraction that it answers");
        html.GridOf(horizontal, vertical);
        StringBuilder path = new();
        foreach (RiskCoveragePoint point in points)
        {
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Format.Pixel(horizontal[point.Coverage])).Append(' ').Append(Format.Pixel(vertical[point.Risk]));
        }

        html.Empty("path", ("d", path.ToString()), ("class", "thick train"));
        double last = double.PositiveInfinity;
        foreach (double bound in Bounds)
        {
            RiskCoveragePoint point = curve.At(bound);
            if (point.Coverage < LeastCoverage)
            {
                continue;
            }

            double x = horizontal[point.Coverage];
            double y = vertical[point.Risk];
            html.Titled(
                "circle", $"surer than {Format.Number(bound, "0.##")}: {Format.Share(point.Coverage)} answered, {Format.Share(point.Risk)} wrong", ("cx", Format.Pixel(x)), ("cy", Format.Pixel(y)), ("r", "4"), ("class", "end-valid"));

            // The curve comes from the lower left: its upper left is free.
            if (last - x >= LabelDistance)
            {
                html.Label(x - 7, y - 5, Format.Number(bound, "0.##"), "name end valid-name");
                last = x;
            }
        }

        html.Label((Left + Width - Right) / 2, Height - 24, "fraction of the rows that is answered (coverage)", "tick mid");
        html.Label((Left + Width - Right) / 2, Height - 6, "marks: the least probability of an answer", "tick mid");
        html.Close();
    }

    /// <summary>The lines of a unit square, or of a part of it.</summary>
    public static void GridOf(this HtmlWriter html, Axis horizontal, Axis vertical)
    {
        foreach (double tick in vertical.Ticks)
        {
            html.Line(horizontal.From, vertical[tick], horizontal.To, vertical[tick], "grid");
            html.Label(horizontal.From - 8, vertical[tick] + 4, vertical.Label(tick), "tick end");
        }

        foreach (double tick in horizontal.Ticks)
        {
            html.Line(horizontal[tick], vertical.From, horizontal[tick], vertical.From + 4, "whisker");
            html.Label(horizontal[tick], vertical.From + 18, horizontal.Label(tick), "tick mid");
        }
    }
}
