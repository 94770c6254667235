using System.CommandLine;
using MusicGenre.Features;
using MusicGenre.ML;

namespace MusicGenre.Tool.Commands;

/// <summary>The options that choose the table.</summary>
internal sealed class TableSource
{
    private readonly Argument<string?> _path = new("TABLE|FOLDER") { Description = "A CSV table of features with a label column, or a folder of audio. Default: the shipped GTZAN table.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<FileInfo?> _features = new("--features", "-f") { Description = "The table, as an option.", HelpName = "FILE" };
    private readonly Option<bool> _published = new("--published") { Description = "Fetch the published GTZAN table of 26 means (1000 tracks) over HTTPS, verified and cached." };
    private readonly Option<string?> _label = new("--label") { Description = "The label column, if it has no usual name.", HelpName = "COLUMN" };
    private readonly Option<string[]> _ignore = new("--ignore") { Description = "Columns that are no features, separated by commas.", HelpName = "COLUMNS", CustomParser = static r => SplitList(r.Tokens[0].Value) };

    public void AddTo(Command command)
    {
        command.Add(_path);
        command.Add(_features);
        command.Add(_published);
        command.Add(_label);
        command.Add(_ignore);
        command.AddRule(result => result.GetValue(_published) && result.IsGiven(_features) ? "--features and --published name two tables; give one of them." : null);
        command.AddRule(result => result.GetValue(_path) is not null && new Option[] { _features, _published }.FirstOrDefault(result.IsGiven) is { } option
            ? $"{option.Name} names a table, and {result.GetValue(_path)} another one; give one of them." : null);
        command.AddRule(result => result.GetValue(_path) is null && !result.IsGiven(_features) && new Option[] { _label, _ignore }.FirstOrDefault(result.IsGiven) is { } option
            ? $"{option.Name} names a column of the table that --features names; the GTZAN tables need none." : null);
    }

    /// <summary>Loads the table.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="groupColumn">The column of groups, if one was named.</param>
    /// <param name="extraction">How a folder becomes a table; null where only a table will do.</param>
    /// <param name="bad">Takes the files of a folder that can't be used.</param>
    /// <param name="cancellation">Stops a download or an extraction.</param>
    /// <returns>The table, what to call it, and whether it is the shipped one.</returns>
    public async Task<(FeatureTable Table, string Name, bool IsShipped)> LoadAsync(ParseResult parsed, string? groupColumn, ExtractionSource? extraction, List<BadFile> bad, CancellationToken cancellation)
    {
        string? path = parsed.GetValue(_path);
        if (Directory.Exists(path))
        {
            if (extraction is null)
            {
                throw new WrongUseException($"{path} is a folder; a table of features was expected.");
            }

            if (new Option[] { _label, _ignore }.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } column)
            {
                throw new WrongUseException($"{column.Name} names a column of a table; {path} is a folder of audio.");
            }

            if (groupColumn is not null && !IsTag(groupColumn))
            {
                throw new WrongUseException($"--groups {groupColumn}: there is no such file; for a folder of audio name a file, artist, album or none.");
            }

            return (extraction.Extract(parsed, path, bad, cancellation), path, false);
        }

        if (extraction?.IsGiven(parsed) == true)
        {
            throw new WrongUseException($"--set and what belongs to it are for a folder of audio; {path ?? "a table"} is none.");
        }

        FeatureCsvOptions options = new() { LabelColumn = parsed.GetValue(_label), GroupColumn = groupColumn, IgnoredColumns = parsed.GetValue(_ignore) ?? [] };
        if (path is not null)
        {
            return (FeatureCsv.Read(path, options), path, false);
        }

        if (parsed.GetValue(_features) is { } file)
        {
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

    /// <summary>Whether a group is one that tags tell, which a table of a folder knows without a column.</summary>
    public static bool IsTag(string groups) => groups.ToLowerInvariant() is "artist" or "album";

    public static string[] SplitList(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
