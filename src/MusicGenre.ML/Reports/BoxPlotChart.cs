using MathNet.Numerics.Statistics;

namespace MusicGenre.ML.Reports;

/// <summary>The accuracies of the folds, trainer by trainer: Tukey's box plot (J. W. Tukey, "Exploratory Data Analysis", 1977) with every fold's point over it.</summary>
internal static class BoxPlotChart
{
    /// <summary>The number of folds from which a box is drawn; fewer are shown as points alone.</summary>
    public const int MinimumForBox = 5;

    // Pixels, as in all charts.
    private const double Width = 952, RowHeight = 38, Top = 8, NumbersWidth = 118, BoxHeight = 18;

    /// <summary>How far below the others a trainer may be and still be drawn on their axis.</summary>
    private const double MinimumReach = 0.2;

    public static void Write(HtmlWriter html, IReadOnlyList<CrossValidationResult> ranked)
    {
        double[][] values = [.. ranked.Select(static r => r.Results.Select(static f => f.Metrics.Accuracy).ToArray())];
        double left = Math.Min(230, ranked.Max(static r => Svg.TextWidth(r.TrainerName)) + 24);
        double bottom = Top + (RowHeight * ranked.Count);
        bool[] isShown = WithinReach(values);
        IEnumerable<double> shown = values.Where((_, i) => isShown[i]).SelectMany(static v => v);
        Axis axis = new(shown.Min(), shown.Max(), left, Width - NumbersWidth - 16, 8);

        html.OpenChart(Width, bottom + 44, $"Box plots of the accuracy on each fold, for {Format.Plural(ranked.Count, "trainer")}, best first");
        foreach (double tick in axis.Ticks)
        {
            html.Line(axis[tick], Top, axis[tick], bottom, "grid");
            html.Label(axis[tick], bottom + 18, axis.Label(tick), "tick mid");
        }

        html.Label((axis.From + axis.To) / 2, bottom + 38, "accuracy on the fold’s test rows", "tick mid");
        html.Label(Width, bottom + 18, "mean ± sd", "tick end");
        for (int i = 0; i < ranked.Count; i++)
        {
            double middle = Top + (RowHeight * (i + 0.5));
            html.Label(left - 16, middle + 4, Svg.Fit(ranked[i].TrainerName, left - 16), "name end");
            FoldStatistic accuracy = ranked[i].Accuracy;
            html.Open("text", ("x", Format.Pixel(Width)), ("y", Format.Pixel(middle + 4)), ("class", "number end")).Text(Format.Share(accuracy.Mean));
            if (accuracy.Count > 1)
            {
                html.Element("tspan", $" ± {Format.Share(accuracy.StandardDeviation)}", ("class", "soft"));
            }

            html.Close().Raw("\n");
            if (isShown[i])
            {
                WriteRow(html, ranked[i], values[i], axis, middle);
            }
            else
            {
                double x = axis.From + 6;
                html.Empty("path", ("d", $"M{Format.Pixel(x + 9)} {Format.Pixel(middle - 5)}L{Format.Pixel(x)} {Format.Pixel(middle)}L{Format.Pixel(x + 9)} {Format.Pixel(middle + 5)}"), ("class", "arrow"));
                html.Label(x + 18, middle + 4, $"off the scale: folds from {Format.Share(values[i].Min())} to {Format.Share(values[i].Max())}", "tick");
            }
        }

        html.Close();
    }

    /// <summary>Which trainers are drawn on the axis: one far below all better ones (such as the majority class) would compress the others.</summary>
    internal static bool[] WithinReach(double[][] values)
    {
        bool[] isShown = new bool[values.Length];
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        for (int i = 0; i < values.Length; i++)
        {
            isShown[i] = i == 0 || values[i].Max() >= low - Math.Max(high - low, MinimumReach);
            if (isShown[i])
            {
                low = Math.Min(low, values[i].Min());
                high = Math.Max(high, values[i].Max());
            }
        }

        return isShown;
    }

    private static void WriteRow(HtmlWriter html, CrossValidationResult result, double[] values, Axis axis, double middle)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length >= MinimumForBox)
        {
            // Type 7 of Hyndman and Fan (The American Statistician, 1996): NumPy's default.
            double first = SortedArrayStatistics.QuantileCustom(sorted, 0.25, QuantileDefinition.R7);
            double median = SortedArrayStatistics.Median(sorted);
            double third = SortedArrayStatistics.QuantileCustom(sorted, 0.75, QuantileDefinition.R7);
            double reach = 1.5 * (third - first);
            double low = sorted.First(v => v >= first - reach);
            double high = sorted.Last(v => v <= third + reach);
            html.Line(axis[low], middle, axis[first], middle, "whisker");
            html.Line(axis[third], middle, axis[high], middle, "whisker");
            html.Line(axis[low], middle - 5, axis[low], middle + 5, "whisker");
            html.Line(axis[high], middle - 5, axis[high], middle + 5, "whisker");
            html.Titled(
                "rect",
                $"{result.TrainerName}: median {Format.Share(median)}, middle half {Format.Share(first)} to {Format.Share(third)}",
                ("x", Format.Pixel(axis[first])),
                ("y", Format.Pixel(middle - (BoxHeight / 2))),
                ("width", Format.Pixel(Math.Max(axis[third] - axis[first], 1))),
                ("height", Format.Pixel(BoxHeight)),
                ("rx", "2"),
                ("class", "box"));
            html.Line(axis[median], middle - (BoxHeight / 2), axis[median], middle + (BoxHeight / 2), "median");
        }

        double mean = axis[result.Accuracy.Mean];
        html.Empty(
            "path",
            ("d", $"M{Format.Pixel(mean)} {Format.Pixel(middle - 6)}l5 6l-5 6l-5 -6z"),
            ("class", "mean"));

        // Folds of equal accuracy are one above the other, so that none hides another.
        Dictionary<double, int> seen = [];
        foreach (FoldResult fold in result.Results)
        {
            double accuracy = fold.Metrics.Accuracy;
            int before = seen.GetValueOrDefault(accuracy);
            seen[accuracy] = before + 1;
            int equals = values.Count(v => v == accuracy);
            double step = Math.Min(6, (RowHeight - 8) / equals);
            html.Titled(
                "circle",
                $"{result.TrainerName}, {fold.Fold.Name}: {Format.Share(accuracy)}",
                ("cx", Format.Pixel(axis[accuracy])),
                ("cy", Format.Pixel(middle + ((before - ((equals - 1) / 2.0)) * step))),
                ("r", "3.2"),
                ("class", "point"));
        }
    }
}
