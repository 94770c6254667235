using System.CommandLine;
using MusicGenre.ML;

namespace MusicGenre.Tool.Commands;

/// <summary>The options that choose the table.</summary>
internal sealed class TableSource
{
    private readonly Option<FileInfo?> _features = new("--features", "-f") { Description = "A CSV table of features with a label column. Default: the shipped GTZAN table.", HelpName = "FILE" };
    private readonly Option<bool> _published = new("--published") { Description = "Fetch the published GTZAN table of 26 means (1000 tracks) over HTTPS, verified and cached." };
    private readonly Option<string?> _label = new("--label") { Description = "The label column, if it has no usual name.", HelpName = "COLUMN" };
    private readonly Option<string[]> _ignore = new("--ignore") { Description = "Columns that are no features, separated by commas.", HelpName = "COLUMNS", CustomParser = static r => SplitList(r.Tokens[0].Value) };

    public void AddTo(Command command)
    {
        command.Add(_features);
        command.Add(_published);
        command.Add(_label);
        command.Add(_ignore);
        command.AddRule(result => result.GetValue(_published) && result.IsGiven(_features) ? "--features and --published name two tables; give one of them." : null);
        command.AddRule(result => !result.IsGiven(_features) && new Option[] { _label, _ignore }.FirstOrDefault(result.IsGiven) is { } option
            ? $"{option.Name} names a column of the table that --features names; the GTZAN tables need none." : null);
    }

    /// <summary>Loads the table.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="groupColumn">The column of groups, if one was named.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <returns>The table, what to call it, and whether it is the shipped one.</returns>
    public async Task<(FeatureTable Table, string Name, bool IsShipped)> LoadAsync(ParseResult parsed, string? groupColumn, CancellationToken cancellation)
    {
        if (parsed.GetValue(_features) is { } file)
        {
            FeatureCsvOptions options = new() { LabelColumn = parsed.GetValue(_label), GroupColumn = groupColumn, IgnoredColumns = parsed.GetValue(_ignore) ?? [] };
            return (FeatureCsv.Read(file.ToString(), options), file.ToString(), false);
        }

        if (groupColumn is not null)
        {
            throw new WrongUseException($"--groups {groupColumn}: there is no such file, and the GTZAN tables have no such column; name a file, or a column of a table given with --features.");
        }

        return parsed.GetValue(_published)
            ? (await Gtzan.DownloadPublishedFeaturesAsync(cancellation).ConfigureAwait(false), "published GTZAN table, 26 means", false)
            : (Gtzan.LoadFeatures(), "shipped GTZAN table (features/gtzan.csv)", true);
    }

    public static string[] SplitList(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
