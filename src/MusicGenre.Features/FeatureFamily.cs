namespace MusicGenre.Features;

/// <summary>Columns of a feature set that belong together: those of one descriptor of many values, or all statistics over frames and samples.</summary>
/// <param name="Name">The common beginning of the columns' names, e.g. <c>region_cov</c>; <c>statistics</c> for statistics.</param>
/// <param name="Columns">The places of its columns in the set, ascending.</param>
public sealed record FeatureFamily(string Name, IReadOnlyList<int> Columns)
{
    /// <summary>The name and the number of columns.</summary>
    public override string ToString() => $"{Name} ({Columns.Count})";
}
