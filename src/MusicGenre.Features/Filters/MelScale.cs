namespace MusicGenre.Features;

/// <summary>Frequencies in Hz and in mel.</summary>
/// <remarks>
/// Slaney's scale (Auditory Toolbox, 1998) is linear below 1000 Hz, 200/3 Hz a mel, and logarithmic above, 27 mel for a factor of 6.4.
/// The HTK scale is 2595 log10(1 + f / 700).
/// </remarks>
public static class MelScale
{
    private const double HzPerMel = 200.0 / 3.0;
    private const double BreakHz = 1000.0;
    private const double BreakMel = BreakHz / HzPerMel;
    private static readonly double LogStep = Math.Log(6.4) / 27.0;

    /// <summary>Hz to mel.</summary>
    /// <param name="frequency">Hz, 0 or more.</param>
    /// <param name="htk">The HTK scale rather than Slaney's.</param>
    public static double FromHz(double frequency, bool htk = false)
    {
        if (htk)
        {
            return 2595.0 * Math.Log10(1.0 + (frequency / 700.0));
        }

        return frequency >= BreakHz ? BreakMel + (Math.Log(frequency / BreakHz) / LogStep) : frequency / HzPerMel;
    }

    /// <summary>mel to Hz.</summary>
    /// <param name="mel">mel, 0 or more.</param>
    /// <param name="htk">The HTK scale rather than Slaney's.</param>
    public static double ToHz(double mel, bool htk = false)
    {
        if (htk)
        {
            return 700.0 * (Math.Pow(10.0, mel / 2595.0) - 1.0);
        }

        return mel >= BreakMel ? BreakHz * Math.Exp(LogStep * (mel - BreakMel)) : HzPerMel * mel;
    }

    /// <summary>Frequencies evenly spaced in mel, both ends included.</summary>
    /// <param name="count">How many, at least 2.</param>
    /// <param name="minimum">The first, Hz.</param>
    /// <param name="maximum">The last, Hz.</param>
    /// <param name="htk">The HTK scale rather than Slaney's.</param>
    /// <returns>Hz, rising.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 2.</exception>
    public static double[] Frequencies(int count, double minimum, double maximum, bool htk = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        double low = FromHz(minimum, htk);
        double step = (FromHz(maximum, htk) - low) / (count - 1);
        double[] result = new double[count];
        for (int i = 0; i < count; i++)
        {
            result[i] = ToHz(i == count - 1 ? FromHz(maximum, htk) : low + (i * step), htk);
        }

        return result;
    }
}
