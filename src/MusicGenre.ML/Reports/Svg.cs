namespace MusicGenre.ML.Reports;

/// <summary>Elements common to the charts: a drawing with an accessible name, lines, texts.</summary>
internal static class Svg
{
    /// <summary>The approximate width of one letter of a chart's text, in pixels; there is no font to measure with.</summary>
    private const double LetterWidth = 6.7;

    public static void OpenChart(this HtmlWriter html, double width, double height, string label, params (string Name, string Value)[] further)
    {
        html.Open(
            "svg",
            [.. further,
            ("viewBox", $"0 0 {Format.Pixel(width)} {Format.Pixel(height)}"),
            ("width", Format.Pixel(width)),
            ("height", Format.Pixel(height)),
            ("role", "img"),
            ("aria-label", label)]);
    }

    public static void Line(this HtmlWriter html, double x1, double y1, double x2, double y2, string style) =>
        html.Empty("line", ("x1", Format.Pixel(x1)), ("y1", Format.Pixel(y1)), ("x2", Format.Pixel(x2)), ("y2", Format.Pixel(y2)), ("class", style));

    public static void Label(this HtmlWriter html, double x, double y, string text, string style) =>
        html.Element("text", text, ("x", Format.Pixel(x)), ("y", Format.Pixel(y)), ("class", style)).Raw("\n");

    /// <summary>A shape with a text that shows when the pointer rests on it.</summary>
    public static void Titled(this HtmlWriter html, string shape, string title, params ReadOnlySpan<(string Name, string Value)> attributes) =>
        html.Open(shape, attributes).Element("title", title).Close();

    public static double TextWidth(string text) => text.Length * LetterWidth;

    /// <summary>The text, or as much of it as has room.</summary>
    public static string Fit(string text, double width)
    {
        int letters = Math.Max(2, (int)(width / LetterWidth));
        if (text.Length <= letters)
        {
            return text;
        }

        int end = letters - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
