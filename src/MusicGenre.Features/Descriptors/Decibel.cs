namespace MusicGenre.Features.Descriptors;

/// <summary>Powers in decibel (<c>librosa.power_to_db</c>), reference 1.</summary>
internal static class Decibel
{
    /// <summary>The smallest power: anything below is -100 dB.</summary>
    public const float SmallestPower = 1e-10f;

    /// <summary>The distance of the floor below the loudest value of the clip, in dB.</summary>
    public const float Range = 80f;

    public static double FromPower(double power) => 10.0 * Math.Log10(Math.Max(power, SmallestPower));

    public static void FromPowers(ReadOnlySpan<float> powers, Span<float> decibels)
    {
        for (int i = 0; i < powers.Length; i++)
        {
            decibels[i] = (float)FromPower(powers[i]);
        }
    }
}
