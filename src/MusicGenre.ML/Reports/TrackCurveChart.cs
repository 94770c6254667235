using System.Text;

namespace MusicGenre.ML.Reports;

/// <summary>Accuracy and macro-F1 against the tracks of each genre, whose axis is logarithmic: each doubling is a step.</summary>
internal static class TrackCurveChart
{
    private const double Width = 560, Height = 330;
    private const double Left = 44, Right = 92, Top = 12, Bottom = 48;
    private const double LabelDistance = 16;

    public static void Write(HtmlWriter html, LearningCurve curve)
    {
        IReadOnlyList<LearningCurvePoint> points = curve.Points;
        double[] all = [.. points.SelectMany(static p => (double[])[p.Accuracy.Mean - Half(p.Accuracy), p.Accuracy.Mean + Half(p.Accuracy), p.MacroF1.Mean])];
        Axis vertical = new(Math.Max(0, all.Min()), Math.Min(1, all.Max()), Height - Bottom, Top, 5);
        double first = Math.Log(points[0].TracksPerGenre);
        double last = Math.Log(points[^1].TracksPerGenre);
        double X(LearningCurvePoint point) => last > first ? Left + 16 + ((Math.Log(point.TracksPerGenre) - first) / (last - first) * (Width - Right - Left - 16)) : (Left + Width - Right) / 2;

        html.OpenChart(Width, Height, $"Learning curve of {curve.TrainerName}: accuracy and macro-F1 against the tracks of each genre that it learnt from, {Format.Plural(points.Count, "point")}");
        foreach (double tick in vertical.Ticks)
        {
            html.Line(Left, vertical[tick], Width - Right, vertical[tick], "grid");
            html.Label(Left - 8, vertical[tick] + 4, vertical.Label(tick), "tick end");
        }

        StringBuilder accuracy = new();
        StringBuilder macroF1 = new();
        foreach (LearningCurvePoint point in points)
        {
            double x = X(point);
            html.Line(x, Height - Bottom, x, Height - Bottom + 4, "whisker");
            html.Label(x, Height - Bottom + 18, Format.Count(point.TracksPerGenre), "tick mid");
            html.Line(x, vertical[Math.Max(vertical.Low, point.Accuracy.Mean - Half(point.Accuracy))], x, vertical[Math.Min(vertical.High, point.Accuracy.Mean + Half(point.Accuracy))], "whisker");
            accuracy.Append(accuracy.Length == 0 ? 'M' : 'L').Append(Format.Pixel(x)).Append(' ').Append(Format.Pixel(vertical[point.Accuracy.Mean]));
            macroF1.Append(macroF1.Length == 0 ? 'M' : 'L').Append(Format.Pixel(x)).Append(' ').Append(Format.Pixel(vertical[point.MacroF1.Mean]));
        }

        html.Empty("path", ("d", macroF1.ToString()), ("class", "thick valid"));
        html.Empty("path", ("d", accuracy.ToString()), ("class", "thick train"));
        foreach (LearningCurvePoint point in points)
        {
            string of = $"{Format.Plural(point.TracksPerGenre, "track")} of each genre";
            html.Titled("rect", $"{of}: macro-F1 {Format.Share(point.MacroF1.Mean)}", ("x", Format.Pixel(X(point) - 4)), ("y", Format.Pixel(vertical[point.MacroF1.Mean] - 4)), ("width", "8"), ("height", "8"), ("class", "end-valid"));
            html.Titled("circle", $"{of}: accuracy {Format.Share(point.Accuracy.Mean)}", ("cx", Format.Pixel(X(point))), ("cy", Format.Pixel(vertical[point.Accuracy.Mean])), ("r", "4"), ("class", "end-train"));
        }

        double end = X(points[^1]) + 12;
        double upper = vertical[points[^1].Accuracy.Mean];
        double lower = vertical[points[^1].MacroF1.Mean];
        if (Math.Abs(upper - lower) < LabelDistance)
        {
            (upper, lower) = upper <= lower ? (((upper + lower) / 2) - (LabelDistance / 2), ((upper + lower) / 2) + (LabelDistance / 2)) : (((upper + lower) / 2) + (LabelDistance / 2), ((upper + lower) / 2) - (LabelDistance / 2));
        }

        html.Label(end, upper + 4, "accuracy", "name train-name");
        html.Label(end, lower + 4, "macro-F1", "name valid-name");
        html.Label((Left + Width - Right) / 2, Height - 8, "tracks of each genre in training (of a genre that has fewer, all)", "tick mid");
        html.Close();
    }

    private static double Half(FoldStatistic statistic) => double.IsFinite(statistic.Interval95) ? statistic.Interval95 : 0;
}
