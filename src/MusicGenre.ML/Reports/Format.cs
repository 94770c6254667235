using System.Globalization;

namespace MusicGenre.ML.Reports;

/// <summary>How the report writes numbers: the same everywhere, a dash for what is not a number.</summary>
internal static class Format
{
    public const string NoNumber = "–";

    /// <summary>Three decimals.</summary>
    public static string Share(double value) => Number(value, "0.000");

    /// <summary>Coordinates of a chart: a hundredth of a pixel is enough.</summary>
    public static string Pixel(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Seconds, three digits or so.</summary>
    public static string Seconds(double value) => value switch
    {
        < 0.001 => "<0.001",
        < 1 => Number(value, "0.000"),
        < 10 => Number(value, "0.00"),
        < 100 => Number(value, "0.0"),
        _ => Number(value, "0"),
    };

    public static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : NoNumber;

    /// <summary>The 95 % interval of the mean of fractions, within [0, 1].</summary>
    public static string Interval(FoldStatistic statistic) => double.IsFinite(statistic.Mean) && double.IsFinite(statistic.Interval95)
        ? $"{Share(Math.Max(0, statistic.Mean - statistic.Interval95))}–{Share(Math.Min(1, statistic.Mean + statistic.Interval95))}"
        : NoNumber;

    /// <summary>"1 row", "2 rows".</summary>
    public static string Plural(int count, string one) => count == 1 ? $"1 {one}" : $"{Count(count)} {one}s";
}
