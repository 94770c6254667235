namespace MusicGenre.ML.Reports;

/// <summary>The reliability diagram: for each bin of stated probability the fraction that is right, beside the diagonal of a calibrated model, and the number of rows.</summary>
internal static class ReliabilityChart
{
    private const double Width = 468, Height = 330;
    private const double Left = 44, Right = 16, Top = 12, Bottom = 62;

    public static void Write(HtmlWriter html, string trainer, ReliabilityDiagram diagram)
    {
        Axis horizontal = new(0, 1, Left, Width - Right, 5);
        Axis vertical = new(0, 1, Height - Bottom, Top, 5);
        html.OpenChart(Width, Height, $"Reliability diagram of {trainer}: fraction right against stated probability, {Format.Plural(diagram.RowCount, "row")}");
        html.GridOf(horizontal, vertical);
        html.Line(horizontal[0], vertical[0], horizontal[1], vertical[1], "diagonal");
        html.Label(horizontal.From - 8, Height - Bottom + 36, "rows", "tick end");
        foreach (ReliabilityBin bin in diagram.Bins.Where(static b => b.Count > 0))
        {
            double x = horizontal[bin.Confidence];
            string title = $"stated {Format.Share(bin.Confidence)}, right {Format.Share(bin.Accuracy)}, {Format.Plural(bin.Count, "row")}";

            // The distance to the diagonal is the error; its end is where the model should be.
            html.Titled("line", title, ("x1", Format.Pixel(x)), ("y1", Format.Pixel(vertical[bin.Confidence])), ("x2", Format.Pixel(x)), ("y2", Format.Pixel(vertical[bin.Accuracy])), ("class", "gap"));
            html.Titled("circle", title, ("cx", Format.Pixel(x)), ("cy", Format.Pixel(vertical[bin.Accuracy])), ("r", "5"), ("class", "end-train"));
            html.Label(horizontal[(bin.From + bin.To) / 2], Height - Bottom + 36, Format.Count(bin.Count), "tick mid");
        }

        html.Label((Left + Width - Right) / 2, Height - 6, "stated probability of the predicted genre", "tick mid");
        html.Close();
    }
}
