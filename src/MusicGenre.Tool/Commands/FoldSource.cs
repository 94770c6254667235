using System.CommandLine;
using MusicGenre.ML;

namespace MusicGenre.Tool.Commands;

/// <summary>The options that choose the folds.</summary>
internal sealed class FoldSource
{
    /// <summary>The maximum number of folds, over all repeats: each keeps its rows and their predictions.</summary>
    public const int MostFolds = 1_000;

    private const string NoGroups = "none";
    private readonly NumberOption<int> _folds = new("--folds", "The number of stratified folds.", 2, MostFolds, 10, "-k");
    private readonly NumberOption<int> _repeat = new("--repeat", $"How often the table is split again; --folds times --repeat is at most {MostFolds}.", 1, MostFolds / 2, 1);
    private readonly Option<string?> _groups = new("--groups") { Description = "Rows of one group stay on one side: a column of the table, or a CSV/TSV file of file names and groups. Default: a track's segments stay together; 'none' cuts them apart. With --split they count for the standard error and within trainers alone.", HelpName = "COLUMN|FILE" };
    private readonly Option<bool> _stratified = new("--stratified") { Description = "Cut the rows regardless of their groups, which then count for the standard error and within trainers alone." };
    private readonly Option<string?> _split = new("--split") { Description = "Use published folds: a folder of train/valid/test lists, one of those lists, or a table of file names and fold names.", HelpName = "DIR|FILE" };

    public void AddTo(Command command)
    {
        command.Add(_folds);
        command.Add(_groups);
        command.Add(_stratified);
        command.Add(_split);
        command.Add(_repeat);
        command.AddRule(result => result.GetValue(_folds) * result.GetValue(_repeat) > MostFolds
            ? $"--folds times --repeat is at most {MostFolds}; it is {result.GetValue(_folds)} x {result.GetValue(_repeat)}." : null);
        command.AddRule(result => result.IsGiven(_split) && new Option[] { _stratified, _folds, _repeat }.FirstOrDefault(result.IsGiven) is { } other
            ? $"--split says how the rows are split; it does not go with {other.Name}." : null);
    }

    /// <summary>The column that --groups names, if it is not a file.</summary>
    public string? GroupColumn(ParseResult parsed) => parsed.GetValue(_groups) is { } groups && groups != NoGroups && !File.Exists(groups) ? groups : null;

    /// <summary>Splits the table; adds notes for the reader.</summary>
    public (FeatureTable Table, Folds Folds) Cut(ParseResult parsed, FeatureTable table, long seed, List<string> notes)
    {
        int count = parsed.GetValue(_folds);
        int repeats = parsed.GetValue(_repeat);
        string? groups = parsed.GetValue(_groups);
        if (groups is not null && File.Exists(groups))
        {
            table = GroupFile.Apply(table, groups, column: null, out int unknown);
            if (unknown > 0)
            {
                notes.Add($"{unknown} of {table.RowCount} rows have no group in {Path.GetFileName(groups)}; each of their tracks is a group of its own.");
            }
        }

        if (parsed.GetValue(_split) is { } split)
        {
            return (table, Folds.FromFile(table, split));
        }

        bool hasGroups = table.Groups.Distinct(StringComparer.Ordinal).Count() < table.RowCount;
        if (!hasGroups || groups == NoGroups || parsed.GetValue(_stratified))
        {
            if (hasGroups)
            {
                notes.Add("Rows of one group (segments of a track, tracks of an artist) are on both sides of the folds: the figures are optimistically biased.");
            }

            return (table, Named(_folds.Name, () => Folds.Stratified(table, count, seed, repeats)));
        }

        return (table, Named(_folds.Name, () => Folds.StratifiedGroups(table, count, seed, repeats)));
    }

    /// <summary>Splits a table; too many folds for its size are reported as an error of the option.</summary>
    public static Folds Named(string option, Func<Folds> cut)
    {
        try
        {
            return cut();
        }
        catch (ArgumentException tooMany) when (tooMany.ParamName == "count")
        {
            throw new WrongUseException($"{option}: {CommandHost.Words(tooMany)}");
        }
    }
}
