using System.Globalization;

namespace MusicGenre.Tool.Output;

/// <summary>Numbers of things in words.</summary>
internal static class Plural
{
    /// <summary>1 track, 2 tracks.</summary>
    public static string Of(long count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count} {Noun(count, one)}");

    /// <summary>The noun alone.</summary>
    public static string Noun(long count, string one) => count == 1 ? one : one + "s";
}
