namespace MusicGenre.Tool.Drawing;

/// <summary>A picture in memory: lines, areas and small letters on white.</summary>
internal sealed class Canvas
{
    private const int Zoom = 2;
    private readonly byte[] _pixels;

    public Canvas(int width, int height)
    {
        Width = width;
        Height = height;
        _pixels = new byte[width * height * 3];
        Array.Fill(_pixels, byte.MaxValue);
    }

    public int Width { get; }

    public int Height { get; }

    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>How wide a text is.</summary>
    public static int TextWidth(string text) => text.Length * Glyphs.Advance * Zoom;

    /// <summary>The height of a letter, without descenders.</summary>
    public static int TextHeight => Glyphs.Ascent * Zoom;

    public void Set(int x, int y, (byte Red, byte Green, byte Blue) color)
    {
        if (x >= 0 && x < Width && y >= 0 && y < Height)
        {
            int at = ((y * Width) + x) * 3;
            (_pixels[at], _pixels[at + 1], _pixels[at + 2]) = color;
        }
    }

    public void Fill(int x, int y, int width, int height, (byte Red, byte Green, byte Blue) color)
    {
        for (int dy = 0; dy < height; dy++)
        {
            for (int dx = 0; dx < width; dx++)
            {
                Set(x + dx, y + dy, color);
            }
        }
    }

    /// <summary>Writes a text.</summary>
    /// <param name="x">Its left end, or its lower end if it is rotated.</param>
    /// <param name="y">The top of its letters, or their left side if it is rotated.</param>
    /// <param name="text">The text.</param>
    /// <param name="upwards">Whether it runs upwards.</param>
    public void Text(int x, int y, string text, bool upwards = false)
    {
        for (int i = 0; i < text.Length; i++)
        {
            string[] glyph = Glyphs.Of(text[i]);
            for (int row = 0; row < glyph.Length; row++)
            {
                for (int column = 0; column < glyph[row].Length; column++)
                {
                    if (glyph[row][column] != '#')
                    {
                        continue;
                    }

                    int along = ((i * Glyphs.Advance) + column) * Zoom;
                    if (upwards)
                    {
                        Fill(x + (row * Zoom), y - along - Zoom, Zoom, Zoom, SpectrogramPlot.Ink);
                    }
                    else
                    {
                        Fill(x + along, y + (row * Zoom), Zoom, Zoom, SpectrogramPlot.Ink);
                    }
                }
            }
        }
    }
}
