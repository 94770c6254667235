using MusicGenre.ML;

namespace MusicGenre.Tool.Output;

/// <summary>What an audit found, in the words of text, JSON and page.</summary>
/// <param name="Source">The folder or table.</param>
/// <param name="Audit">What was found.</param>
/// <param name="Notes">What could not be judged.</param>
internal sealed record AuditFindings(string Source, AuditResult Audit, IReadOnlyList<string> Notes)
{
    /// <summary>The length of all tracks in seconds; 0 for a table.</summary>
    public double Seconds => Audit.Tracks.Sum(static t => t.Quality?.Seconds ?? 0);

    /// <summary>What was looked at, in one line.</summary>
    public string Size
    {
        get
        {
            string what = Audit.Tracks.Count > 0 ? "tracks" : "rows";
            string hours = Audit.Tracks.Count > 0 ? FormattableString.Invariant($", {TimeSpan.FromSeconds(Math.Round(Seconds)):g}") : "";
            return FormattableString.Invariant($"{Audit.FileNames.Count} {what} of {Audit.GenreSizes.Count} genres{hours}");
        }
    }

    public string NameOf(int track) => Audit.FileNames[track];

    /// <summary>A pair in words, without its names.</summary>
    public string Words(DuplicatePair pair)
    {
        string genres = Audit.Genres[pair.First] == Audit.Genres[pair.Second] ? "" : $"; under two genres, {Name(pair.First)} and {Name(pair.Second)}";
        return pair.Kind switch
        {
            DuplicateKind.SameSamples => "every sample is equal",
            DuplicateKind.SameFeatures => "every feature is equal",
            _ => FormattableString.Invariant($"{pair.Seconds:0.0} s from {pair.Start:0.0} s are the same, the second {Shift(pair.Offset)}; {100 * pair.BitErrorRate:0.0} % of the bits differ"),
        } + genres;

        string Name(int track) => Audit.Genres[track].Length == 0 ? "none" : Audit.Genres[track];
    }

    public static string Words(GenreConflict conflict) => string.Join(", ", conflict.Genres.Select(static g => $"{g.Key} {g.Value}"));

    public static string Words(GenreSize size) => $"{Plural.Of(size.Tracks, "track")} of {Plural.Of(size.Groups, "group")}";

    public static string Words(LabelIssue issue) =>
        FormattableString.Invariant($"{issue.Given} has {issue.GivenProbability:0.000}, {issue.Suggested} {issue.SuggestedProbability:0.00}");

    public static string Summary(LabelAuditResult labels)
    {
        string trainer = labels.Evaluation.TrainerName;
        return FormattableString.Invariant($"{labels.Issues.Count} of {labels.JudgedCount} by {trainer}, {labels.Evaluation.Folds.Description}; accuracy {labels.Evaluation.Accuracy.Mean:0.000}");
    }

    private static string Shift(double offset) => Math.Abs(offset) < 0.02 ? "beginning with it"
        : offset > 0 ? FormattableString.Invariant($"beginning {offset:0.00} s later")
        : FormattableString.Invariant($"beginning {-offset:0.00} s earlier");
}
