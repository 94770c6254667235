namespace MusicGenre.ML.Models;

/// <summary>The length of audio that a model knows the features of.</summary>
internal static class TrainingWindow
{
    // A hostile model must not cut a song into millions of windows.
    private const double Shortest = 0.1;
    private const double Longest = 1e9;
    private const double Tolerance = 0.1;
    private const double ShareWithin = 0.9;

    /// <summary>The range, in words.</summary>
    public static string Range { get; } = FormattableString.Invariant($"A window has {Shortest} to {Longest} seconds.");

    /// <summary>Whether a model may have the window.</summary>
    public static bool IsValid(double seconds) => seconds is >= Shortest and <= Longest;

    /// <summary>The length, in seconds, of the clips that a table's rows are of: their median, if most of them are about as long; null if they are not, or nothing is known of them.</summary>
    public static double? Of(FeatureTable table)
    {
        if (table.FeatureSet is not { } set)
        {
            return null;
        }

        double? window = table.Lengths is { Count: > 0 } lengths ? Common([.. lengths.Select(n => Math.Min((double)n / set.SampleRate, set.Duration ?? double.PositiveInfinity))]) : set.Duration;
        return window is { } seconds && IsValid(seconds) ? seconds : null;
    }

    // The lower median: the length of a row that there is.
    private static double? Common(double[] seconds)
    {
        Array.Sort(seconds);
        double median = seconds[(seconds.Length - 1) / 2];
        return seconds.Count(s => Math.Abs(s - median) <= Tolerance * median) >= ShareWithin * seconds.Length ? median : null;
    }
}
