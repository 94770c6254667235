namespace MusicGenre.ML.Partitioning;

/// <summary>The names that a published partition gives its parts.</summary>
internal static class SplitNames
{
    public const string Train = "train";
    public const string Valid = "valid";
    public const string Test = "test";
}
