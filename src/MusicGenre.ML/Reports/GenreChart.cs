namespace MusicGenre.ML.Reports;

/// <summary>One trainer, genre by genre: the confusion matrix, and on the same lines F1, precision and recall.</summary>
internal static class GenreChart
{
    private const double Width = 952, MatrixWidth = 400, BarsWidth = 360, NumberWidth = 44, Gap = 32;
    private const int NumberColumns = 4;
    private const int Shades = 10;

    /// <summary>Writes the chart.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="result">The trainer.</param>
    /// <param name="order">The genres' indices, from top to bottom and from left to right.</param>
    public static void Write(HtmlWriter html, CrossValidationResult result, IReadOnlyList<int> order)
    {
        IReadOnlyList<GenreMetrics> genres = result.Pooled.PerGenre;
        int count = genres.Count;
        double cell = Math.Clamp(MatrixWidth / count, 26, 46);
        double row = Math.Clamp(MatrixWidth / count, 22, 32);
        double names = Math.Min(110, genres.Max(static g => Svg.TextWidth(g.Genre))) + 10;
        double left = names;
        double top = (names * 0.66) + 30;
        double bars = left + (cell * count) + Gap;
        double numbers = Math.Max(Width, bars + BarsWidth) - (NumberColumns * NumberWidth);
        double width = numbers + (NumberColumns * NumberWidth);
        double bottom = top + (row * count);
        Axis axis = new(0, 1, bars, numbers - 14, 4);

        html.OpenChart(
            width,
            bottom + 26,
            $"{result.TrainerName}: confusion matrix (rows are the true genres, columns the predicted ones), and F1, precision and recall of {Format.Plural(count, "genre")}");
        html.Label(left + (cell * count / 2), 14, "predicted genre", "tick mid");
        html.Label(left - 10, top - 8, "true", "tick end");
        foreach (double tick in axis.Ticks)
        {
            html.Line(axis[tick], top, axis[tick], bottom, "grid");
            html.Label(axis[tick], bottom + 18, Format.Number(tick, "0.##"), "tick mid");
        }

        string[] heads = ["F1", "prec.", "recall", "rows"];
        for (int h = 0; h < heads.Length; h++)
        {
            html.Label(numbers + (NumberWidth * (h + 1)), top - 8, heads[h], "tick end");
        }

        WriteLegend(html, bars, top - 12);
        for (int line = 0; line < count; line++)
        {
            double y = top + (row * line);
            double x = left + (cell * (line + 0.5));
            string name = Svg.Fit(genres[order[line]].Genre, names - 10);
            html.Label(left - 10, y + (row / 2) + 4, name, "name end");
            html.Element(
                "text",
                name,
                ("x", Format.Pixel(x)),
                ("y", Format.Pixel(top - 8)),
                ("class", "name"),
                ("transform", $"rotate(-42 {Format.Pixel(x)} {Format.Pixel(top - 8)})")).Raw("\n");
            WriteMatrixRow(html, result.Pooled, order, line, left, y, cell, row);
            WriteBars(html, genres[order[line]], axis, numbers, y + (row / 2), row);
        }

        html.Close();
    }

    private static void WriteMatrixRow(HtmlWriter html, Metrics metrics, IReadOnlyList<int> order, int line, double left, double y, double cell, double row)
    {
        int label = order[line];
        GenreMetrics genre = metrics.PerGenre[label];
        for (int column = 0; column < order.Count; column++)
        {
            int predicted = order[column];
            int rows = metrics.ConfusionMatrix[label][predicted];
            double share = genre.Support > 0 ? (double)rows / genre.Support : 0;

            // A cell that is not empty is never as pale as an empty one.
            int shade = rows == 0 ? 0 : Math.Max(1, (int)Math.Round(share * Shades, MidpointRounding.AwayFromZero));
            double x = left + (cell * column);
            html.Titled(
                "rect",
                $"{genre.Genre} taken for {metrics.PerGenre[predicted].Genre}: {Format.Count(rows)} of {Format.Count(genre.Support)}",
                ("x", Format.Pixel(x + 0.75)),
                ("y", Format.Pixel(y + 0.75)),
                ("width", Format.Pixel(cell - 1.5)),
                ("height", Format.Pixel(row - 1.5)),
                ("rx", "2"),
                ("class", label == predicted ? $"q{Format.Count(shade)} right" : $"q{Format.Count(shade)}"));
            string style = rows == 0 ? "zero" : label == predicted ? $"t{Format.Count(shade)} hit" : $"t{Format.Count(shade)}";
            html.Label(x + (cell / 2), y + (row / 2) + 4, rows == 0 ? "·" : Format.Count(rows), $"cell {style}");
        }
    }

    private static void WriteBars(HtmlWriter html, GenreMetrics genre, Axis axis, double numbers, double middle, double row)
    {
        double height = row * 0.5;
        html.Titled(
            "rect",
            $"{genre.Genre}: F1 {Format.Share(genre.F1)}, precision {Format.Share(genre.Precision)}, recall {Format.Share(genre.Recall)}, {Format.Plural(genre.Support, "row")}",
            ("x", Format.Pixel(axis.From)),
            ("y", Format.Pixel(middle - (height / 2))),
            ("width", Format.Pixel(axis[genre.F1] - axis.From)),
            ("height", Format.Pixel(height)),
            ("class", "bar"));
        WriteRecall(html, axis[genre.Recall], middle);
        WritePrecision(html, axis[genre.Precision], middle);
        string[] figures = [Format.Number(genre.F1, "0.00"), Format.Number(genre.Precision, "0.00"), Format.Number(genre.Recall, "0.00"), Format.Count(genre.Support)];
        for (int i = 0; i < figures.Length; i++)
        {
            html.Label(numbers + (NumberWidth * (i + 1)), middle + 4, figures[i], i == 0 ? "number end" : "number soft end");
        }
    }

    private static void WriteLegend(HtmlWriter html, double x, double y)
    {
        html.Empty("rect", ("x", Format.Pixel(x)), ("y", Format.Pixel(y - 6)), ("width", "18"), ("height", "12"), ("class", "bar"));
        html.Label(x + 23, y + 4, "F1", "tick");
        WritePrecision(html, x + 58, y);
        html.Label(x + 68, y + 4, "precision", "tick");
        WriteRecall(html, x + 142, y);
        html.Label(x + 152, y + 4, "recall", "tick");
    }

    private static void WritePrecision(HtmlWriter html, double x, double y) =>
        html.Empty("path", ("d", $"M{Format.Pixel(x)} {Format.Pixel(y - 5.5)}l5.5 10h-11z"), ("class", "precision"));

    private static void WriteRecall(HtmlWriter html, double x, double y) =>
        html.Empty("circle", ("cx", Format.Pixel(x)), ("cy", Format.Pixel(y)), ("r", "5"), ("class", "recall"));
}
