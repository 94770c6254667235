using System.Globalization;
using System.Text;

namespace MusicGenre.Tool.Drawing;

/// <summary>A spectrogram with axes and a colour bar in dB.</summary>
internal sealed class SpectrogramPlot
{
    public static readonly (byte Red, byte Green, byte Blue) Ink = (0x30, 0x30, 0x30);

    public const int Left = 96;
    public const int Top = 24;
    private const int Bottom = 68;
    private const int Right = 132;
    private const int Tick = 6;
    private const int Gap = 6;
    private const int BarWidth = 18;
    private const int BarGap = 22;
    private const int LeastTickDistance = 110;

    private static readonly double[] LogTicks = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];
    private static readonly double[] MelTicks = [0, 500, 1000, 2000, 4000, 8000, 16000, 32000];

    private readonly Spectrogram _spectrogram;
    private readonly double _offset;
    private readonly double _duration;
    private readonly int _width;
    private readonly int _height;

    /// <param name="spectrogram">The levels.</param>
    /// <param name="offset">The time at the left edge, s.</param>
    /// <param name="duration">From the left to the right edge, s.</param>
    public SpectrogramPlot(Spectrogram spectrogram, double offset, double duration)
    {
        _spectrogram = spectrogram;
        _offset = offset;
        _duration = duration;
        _height = spectrogram.Levels.GetLength(0);
        _width = spectrogram.Levels.GetLength(1);
    }

    private int BarLeft => Left + _width + BarGap;

    private string FrequencyTitle => _spectrogram.Scale == FrequencyScale.Log ? "frequency (Hz), log scale" : "frequency (Hz), mel scale";

    public void WritePng(Stream stream)
    {
        Canvas canvas = new(Left + _width + Right, Top + _height + Bottom);
        Frame(canvas, Left, _width);
        _spectrogram.Draw(canvas, Left, Top);
        Frame(canvas, BarLeft, BarWidth);
        DrawBar(canvas, BarLeft, Top);
        foreach ((int x, string label) in TimeTicks())
        {
            canvas.Fill(x, Top + _height + 1, 1, Tick, Ink);
            canvas.Text(x - (Canvas.TextWidth(label) / 2), Top + _height + Tick + Gap, label);
        }

        foreach ((int y, string label) in FrequencyTicks())
        {
            canvas.Fill(Left - 1 - Tick, y, Tick, 1, Ink);
            canvas.Text(Left - Tick - Gap - Canvas.TextWidth(label), y - (Canvas.TextHeight / 2), label);
        }

        foreach ((int y, string label) in LevelTicks())
        {
            canvas.Fill(BarLeft + BarWidth + 1, y, Tick, 1, Ink);
            canvas.Text(BarLeft + BarWidth + Tick + Gap, y - (Canvas.TextHeight / 2), label);
        }

        string time = TimeTitle();
        canvas.Text(Left + ((_width - Canvas.TextWidth(time)) / 2), Top + _height + Bottom - 30, time);
        canvas.Text(2, Top + ((_height + Canvas.TextWidth(FrequencyTitle)) / 2), FrequencyTitle, upwards: true);
        canvas.Text(Left + _width + Right - 26, Top + ((_height + Canvas.TextWidth("level (dB)")) / 2), "level (dB)", upwards: true);
        PngFile.Write(stream, canvas.Pixels, canvas.Width);
    }

    /// <summary>The levels alone, without axes, in 256 colours.</summary>
    public void WriteLevels(Stream stream)
    {
        byte[] palette = [.. Enumerable.Range(0, 256).Select(static i => ColorMap.At(i / 255.0)).SelectMany(static c => new[] { c.Red, c.Green, c.Blue })];
        byte[] pixels = new byte[_width * _height];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Round(255 * (1 - (_spectrogram.Levels[i / _width, i % _width] / Spectrogram.Floor)));
        }

        PngFile.WriteIndexed(stream, pixels, _width, palette);
    }

    public void WriteSvg(Stream stream)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        StringBuilder svg = new();
        int width = Left + _width + Right;
        int height = Top + _height + Bottom;
        svg.Append(invariant, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"14\" fill=\"#303030\">\n");
        svg.Append(invariant, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n");
        Canvas levels = new(_width, _height);
        _spectrogram.Draw(levels, 0, 0);
        Image(svg, levels, Left);
        Canvas bar = new(BarWidth, _height);
        DrawBar(bar, 0, 0);
        Image(svg, bar, BarLeft);
        foreach ((int x, string label) in TimeTicks())
        {
            svg.Append(invariant, $"<path d=\"M{x}.5 {Top + _height}v{Tick}\" stroke=\"#303030\"/><text x=\"{x}\" y=\"{Top + _height + Tick + Gap + 12}\" text-anchor=\"middle\">{label}</text>\n");
        }

        foreach ((int y, string label) in FrequencyTicks())
        {
            svg.Append(invariant, $"<path d=\"M{Left} {y}.5h-{Tick}\" stroke=\"#303030\"/><text x=\"{Left - Tick - Gap}\" y=\"{y + 5}\" text-anchor=\"end\">{label}</text>\n");
        }

        foreach ((int y, string label) in LevelTicks())
        {
            svg.Append(invariant, $"<path d=\"M{BarLeft + BarWidth} {y}.5h{Tick}\" stroke=\"#303030\"/><text x=\"{BarLeft + BarWidth + Tick + Gap}\" y=\"{y + 5}\">{label}</text>\n");
        }

        int middle = Top + (_height / 2);
        svg.Append(invariant, $"<text x=\"{Left + (_width / 2)}\" y=\"{height - 14}\" text-anchor=\"middle\">{TimeTitle()}</text>\n");
        svg.Append(invariant, $"<text transform=\"translate(18 {middle}) rotate(-90)\" text-anchor=\"middle\">{FrequencyTitle}</text>\n");
        svg.Append(invariant, $"<text transform=\"translate({width - 12} {middle}) rotate(-90)\" text-anchor=\"middle\">level (dB)</text>\n</svg>\n");
        stream.Write(Encoding.UTF8.GetBytes(svg.ToString()));
    }

    private static void Image(StringBuilder svg, Canvas canvas, int x)
    {
        using MemoryStream png = new();
        PngFile.Write(png, canvas.Pixels, canvas.Width);
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<image x=\"{x}\" y=\"{Top}\" width=\"{canvas.Width}\" height=\"{canvas.Height}\" href=\"data:image/png;base64,{Convert.ToBase64String(png.ToArray())}\"/>\n");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{x}\" y=\"{Top}\" width=\"{canvas.Width}\" height=\"{canvas.Height}\" fill=\"none\" stroke=\"#303030\"/>\n");
    }

    private void Frame(Canvas canvas, int x, int width) => canvas.Fill(x - 1, Top - 1, width + 2, _height + 2, Ink);

    private void DrawBar(Canvas canvas, int left, int top)
    {
        for (int y = 0; y < _height; y++)
        {
            canvas.Fill(left, top + y, BarWidth, 1, ColorMap.At(1 - ((y + 0.5) / _height)));
        }
    }

    private IEnumerable<(int X, string Label)> TimeTicks()
    {
        double step = NiceStep(_duration * LeastTickDistance / _width);
        for (long i = (long)Math.Ceiling((_offset / step) - 1e-9); i * step <= _offset + _duration + 1e-9; i++)
        {
            double time = i * step;
            yield return (Left + (int)Math.Min(_width - 1, (time - _offset) / _duration * _width), TimeLabel(time, step));
        }
    }

    private IEnumerable<(int Y, string Label)> FrequencyTicks()
    {
        foreach (double frequency in _spectrogram.Scale == FrequencyScale.Log ? LogTicks : MelTicks)
        {
            if (frequency >= _spectrogram.Lowest && frequency <= _spectrogram.Highest)
            {
                int y = Top + _height - 1 - (int)(_spectrogram.Place(frequency) * (_height - 1));
                yield return (y, frequency.ToString("0", CultureInfo.InvariantCulture));
            }
        }
    }

    private IEnumerable<(int Y, string Label)> LevelTicks()
    {
        for (double level = 0; level >= Spectrogram.Floor; level -= 20)
        {
            yield return (Top + (int)(level / Spectrogram.Floor * (_height - 1)), level.ToString("0", CultureInfo.InvariantCulture));
        }
    }

    private string TimeTitle() => _offset + _duration > 120 ? "time (min:s)" : "time (s)";

    private string TimeLabel(double time, double step)
    {
        if (_offset + _duration <= 120)
        {
            return time.ToString(step >= 1 ? "0" : step >= 0.0999 ? "0.0" : step >= 0.00999 ? "0.00" : "0.000", CultureInfo.InvariantCulture);
        }

        int seconds = (int)Math.Round(time);
        return FormattableString.Invariant($"{seconds / 60}:{seconds % 60:00}");
    }

    /// <summary>The least round step that is no shorter: 1, 2, 5 times a power of ten, and above ten seconds the steps of a clock.</summary>
    private static double NiceStep(double least)
    {
        foreach (double step in (double[])[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200])
        {
            if (step >= least)
            {
                return step;
            }
        }

        return 3600 * Math.Ceiling(least / 3600);
    }
}
