using System.Text.RegularExpressions;
using MusicGenre.Features;

namespace MusicGenre.ML.Data;

/// <summary>Which columns belong together, as <see cref="FeatureSet.Families"/> says; without a set, what their names say.</summary>
internal static partial class FeatureFamilies
{
    private const string Statistics = "statistics";

    /// <summary>The family of each column of a set.</summary>
    public static string[] Of(FeatureSet set)
    {
        string[] families = new string[set.Count];
        HashSet<string> used = new(StringComparer.Ordinal);
        foreach (FeatureFamily family in set.Families)
        {
            string name = family.Name;
            for (int next = 2; !used.Add(name); next++)
            {
                name = FormattableString.Invariant($"{family.Name} {next}");
            }

            foreach (int column in family.Columns)
            {
                families[column] = name;
            }
        }

        return families;
    }

    /// <summary>The family that a column's name tells: <c>lbp4f2_17</c> and <c>lbp4f2_17_mean</c> are of <c>lbp4f2</c>, all that have no number behind an underscore are statistics.</summary>
    public static string Of(string column) => Indexed().Match(column) is { Success: true } match ? match.Groups[1].Value : Statistics;

    /// <summary>What each column of a table measures: its family, or of a statistic the descriptor.</summary>
    public static string[] Descriptors(FeatureTable table) =>
        [.. table.Families.Select((family, c) => family != Statistics ? family : table.FeatureSet is { } set ? set.Features[c].Descriptor.Name : Statistic().Replace(table.FeatureNames[c], ""))];

    /// <summary>The families of columns that preprocessing made of others: a column that kept its name keeps its family.</summary>
    public static string[] OfTransformed(IReadOnlyList<string> names, FeatureTable source)
    {
        if (ReferenceEquals(names, source.FeatureNames))
        {
            return [.. source.Families];
        }

        Dictionary<string, string> known = source.FeatureNames.Zip(source.Families).ToDictionary(static p => p.First, static p => p.Second, StringComparer.Ordinal);
        return [.. names.Select(name => known.TryGetValue(name, out string? family) ? family : Of(name))];
    }

    // mfcc1_mean and mfcc13_delta_var are of mfcc.
    [GeneratedRegex(@"(?<=.)[0-9]*(?:_delta2?)?_(?:mean|var|std|min|max|median|skewness|kurtosis)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Statistic();

    [GeneratedRegex(@"\A(.+)_[0-9]+(?:_(?:mean|var|std|min|max|median|skewness|kurtosis))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Indexed();
}
