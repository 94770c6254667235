namespace MusicGenre.Neural.Layers;

/// <summary>Checks of arguments that several layers share.</summary>
internal static class Ranges
{
    /// <summary>The largest kernel and stride.</summary>
    public const int MaximumWindow = 1024;

    public static void CheckL2(double l2, string parameter)
    {
        if (!(l2 >= 0 && l2 <= float.MaxValue))
        {
            throw new ArgumentOutOfRangeException(parameter, l2, $"L2 is a finite number of at least 0, not {l2}.");
        }
    }
}
