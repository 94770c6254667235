namespace MusicGenre.Numerics;

/// <summary>
/// Golden-section search (Kiefer, Proceedings of the AMS, 1953). MathNet's GoldenSectionMinimizer needs a bracketed minimum and throws if the minimum is at a bound, as that of a
/// power or of a temperature may be.
/// </summary>
internal static class GoldenSection
{
    private static readonly double Ratio = (Math.Sqrt(5) - 1) / 2;

    /// <summary>The position of the minimum of a unimodal function in an interval, within <paramref name="tolerance"/>.</summary>
    public static double Minimize(Func<double, double> function, double low, double high, double tolerance)
    {
        double left = high - (Ratio * (high - low));
        double right = low + (Ratio * (high - low));
        double atLeft = function(left);
        double atRight = function(right);
        while (high - low > tolerance)
        {
            if (atLeft < atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Ratio * (high - low));
                atLeft = function(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Ratio * (high - low));
                atRight = function(right);
            }
        }

        return (low + high) / 2;
    }
}
