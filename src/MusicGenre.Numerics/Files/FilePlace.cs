namespace MusicGenre.Numerics.Files;

/// <summary>Names a place in a text file at the beginning of a message.</summary>
internal static class FilePlace
{
    /// <summary><c>path, line 3, column x: problem</c>, as far as the place is known.</summary>
    public static string Describe(string problem, string? path, long? line, string? column)
    {
        string[] place = [.. new[] { path, line is null ? null : FormattableString.Invariant($"line {line}"), column is null ? null : $"column {column}" }.OfType<string>()];
        return place.Length == 0 ? problem : $"{string.Join(", ", place)}: {problem}";
    }
}
