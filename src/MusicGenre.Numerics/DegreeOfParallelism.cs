using System.Runtime.CompilerServices;

namespace MusicGenre.Numerics;

/// <summary>The one check of every <c>MaxDegreeOfParallelism</c>.</summary>
internal static class DegreeOfParallelism
{
    /// <summary>Gives the value back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static int Check(int value, [CallerMemberName] string? name = null) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1.");
}
