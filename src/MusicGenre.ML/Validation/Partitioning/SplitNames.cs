namespace MusicGenre.ML.Validation.Partitioning;

/// <summary>The names that a published partition gives its parts, in any case: train, valid and test, also training, validation, val and testing.</summary>
internal static class SplitNames
{
    public const string Train = "train";
    public const string Valid = "valid";
    public const string Test = "test";

    private static readonly Dictionary<string, string> Parts = new(StringComparer.OrdinalIgnoreCase)
    {
        [Train] = Train,
        ["training"] = Train,
        [Valid] = Valid,
        ["validation"] = Valid,
        ["val"] = Valid,
        [Test] = Test,
        ["testing"] = Test,
    };

    /// <summary>Every name of a part.</summary>
    public static IEnumerable<string> All => Parts.Keys;

    /// <summary>The part that a name refers to; null for any other name, which is that of a fold.</summary>
    public static string? PartOf(string name) => Parts.GetValueOrDefault(name);

    /// <summary>The normalised names: trimmed, parts by their canonical name, and each fold in its first spelling. Null for a blank name.</summary>
    public static string?[] Unify(IEnumerable<string?> names)
    {
        Dictionary<string, string> spelling = new(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name =>
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                return null;
            }

            name = name.Trim();
            spelling.TryAdd(name, PartOf(name) ?? name);
            return spelling[name];
        })];
    }

    /// <summary>Why normalised names are neither folds nor a partition; null if they are.</summary>
    public static string? Fault(IReadOnlyCollection<string> distinct)
    {
        string[] parts = [.. new[] { Train, Valid, Test }.Where(distinct.Contains)];
        if (parts.Length == 0)
        {
            return distinct.Count >= 2 ? null : $"at least two folds, or train and test, are needed; the names are: {string.Join(", ", distinct)}.";
        }

        string[] unknown = [.. distinct.Except(parts).Order(StringComparer.Ordinal)];
        string[] missing = [.. new[] { Train, Test }.Except(parts)];
        return (unknown.Length, missing.Length) switch
        {
            (0, 0) => null,
            (0, _) => $"{string.Join(" and ", missing)} is missing: train and test are needed, valid is optional; found {string.Join(", ", parts)}.",
            _ => $"train, valid and test can't be mixed with other names; found {string.Join(", ", unknown)} beside {string.Join(", ", parts)}.",
        };
    }
}
