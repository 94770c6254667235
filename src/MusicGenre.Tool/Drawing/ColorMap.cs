namespace MusicGenre.Tool.Drawing;

/// <summary>
/// Colours from dark violet through blue and green to light yellow. The lightness rises evenly, so that equal steps look equal and print in grey as they should;
/// hue goes one way, so that readers who see few hues lose nothing.
/// </summary>
/// <remarks>Computed in Oklab (B. Ottosson, "A perceptual color space for image processing", 2020): lightness and hue on a straight line, chroma between a few anchors.</remarks>
internal static class ColorMap
{
    private const double DarkLightness = 0.22;
    private const double LightLightness = 0.93;
    private const double FirstHue = 305;
    private const double LastHue = 103;
    private static readonly double[] Chromas = [0.105, 0.125, 0.105, 0.14, 0.175];

    /// <summary>The colour of a value from 0, dark, to 1, light.</summary>
    public static (byte Red, byte Green, byte Blue) At(double value)
    {
        value = Math.Clamp(value, 0, 1);
        double lightness = DarkLightness + (value * (LightLightness - DarkLightness));
        double hue = (FirstHue + (value * (LastHue - FirstHue))) * Math.PI / 180;
        double place = value * (Chromas.Length - 1);
        int below = Math.Min((int)place, Chromas.Length - 2);
        double chroma = Chromas[below] + ((place - below) * (Chromas[below + 1] - Chromas[below]));
        double a = chroma * Math.Cos(hue);
        double b = chroma * Math.Sin(hue);
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return (
            Encode((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Encode((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Encode((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    private static double Cube(double x) => x * x * x;

    private static byte Encode(double linear)
    {
        double x = Math.Clamp(linear, 0, 1);
        return (byte)Math.Round(255 * (x <= 0.0031308 ? 12.92 * x : (1.055 * Math.Pow(x, 1 / 2.4)) - 0.055));
    }
}
