namespace MusicGenre.ML.Reports;

/// <summary>The importance of the families, the most important first: a bar each, with the 95 % interval of its mean.</summary>
internal static class ImportanceChart
{
    private const double Width = 620, RowHeight = 26, Top = 8, NumbersWidth = 92, BarHeight = 14;

    public static void Write(HtmlWriter html, PermutationImportance importance)
    {
        IReadOnlyList<FamilyImportance> families = importance.Families;
        string[] names = [.. families.Select(static f => f.Name)];
        double left = Math.Min(210, names.Max(Svg.TextWidth) + 24);
        double bottom = Top + (RowHeight * families.Count);
        (double Low, double High)[] intervals = [.. families.Select(static f => Interval(f.AccuracyDrop))];
        Axis axis = new(Math.Min(0, intervals.Min(static i => i.Low)), Math.Max(0.01, intervals.Max(static i => i.High)), left, Width - NumbersWidth - 8, 5);
        html.OpenChart(Width, bottom + 44, $"Permutation importance of {Format.Plural(families.Count, "family").Replace("familys", "families", StringComparison.Ordinal)} for {importance.TrainerName}, the most important first");
        foreach (double tick in axis.Ticks)
        {
            html.Line(axis[tick], Top, axis[tick], bottom, "grid");
            html.Label(axis[tick], bottom + 18, axis.Label(tick), "tick mid");
        }

        html.Label((axis.From + axis.To) / 2, bottom + 38, "accuracy lost when the family is permuted", "tick mid");
        html.Label(Width, bottom + 38, "mean (columns)", "tick end");
        for (int i = 0; i < families.Count; i++)
        {
            double middle = Top + (RowHeight * (i + 0.5));
            double mean = families[i].AccuracyDrop.Mean;
            html.Label(left - 12, middle + 4, Svg.Fit(names[i], left - 12), "name end");
            html.Titled(
                "rect",
                $"{names[i]}: accuracy {Format.Share(-mean)}, log-loss {Format.Share(families[i].LogLossIncrease.Mean)} more",
                ("x", Format.Pixel(Math.Min(axis[0], axis[mean]))),
                ("y", Format.Pixel(middle - (BarHeight / 2))),
                ("width", Format.Pixel(Math.Max(Math.Abs(axis[mean] - axis[0]), 1))),
                ("height", Format.Pixel(BarHeight)),
                ("class", "bar"));
            html.Line(axis[intervals[i].Low], middle, axis[intervals[i].High], middle, "whisker");
            html.Open("text", ("x", Format.Pixel(Width)), ("y", Format.Pixel(middle + 4)), ("class", "number end")).Text(Format.Share(mean));
            html.Element("tspan", $" ({Format.Count(families[i].ColumnCount)})", ("class", "soft")).Close().Raw("\n");
        }

        html.Line(axis[0], Top, axis[0], bottom, "whisker");
        html.Close();
    }

    private static (double Low, double High) Interval(FoldStatistic statistic)
    {
        double half = double.IsFinite(statistic.Interval95) ? statistic.Interval95 : 0;
        return (statistic.Mean - half, statistic.Mean + half);
    }
}
