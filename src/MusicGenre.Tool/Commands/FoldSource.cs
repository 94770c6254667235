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
    private readonly Option<string?> _groups = new("--groups") { Description = "Rows of one group stay on one side: a column of the table, or a CSV/TSV file of file names and groups. Default: an artist's tracks stay together where artists are known, else a track's segments; 'none' cuts them apart. With --split they count for the standard error and within trainers alone.", HelpName = "COLUMN|FILE" };
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

    /// <summary>The options.</summary>
    public IEnumerable<Option> Options => [_folds, _groups, _stratified, _split, _repeat];

    /// <summary>Gives the rows the groups that are asked for; adds notes for the reader.</summary>
    public FeatureTable Group(ParseResult parsed, FeatureTable table, List<string> notes)
    {
        string? groups = parsed.GetValue(_groups);
        if (groups is null || !File.Exists(groups))
        {
            // Spellings of one artist are one group.
            return groups?.ToLowerInvariant() switch
            {
                "artist" when table.Artists is not null => table.WithGroups([.. table.Artists.Select(static _ => "")]),
                "album" when table.Albums is not null => table.WithGroups([.. table.Albums.Select(static a => a.Length > 0 ? "album " + Audio.AudioTags.ArtistKey(a) : "")]),
                _ => table,
            };
        }

        table = GroupFile.Apply(table, groups, column: null, out int unknown);
        if (unknown > 0)
        {
            notes.Add($"{unknown} of {table.RowCount} rows have no group in {Path.GetFileName(groups)}; {(table.Artists is null ? "each of their tracks is a group of its own" : "their group is the artist that is known, else the track")}.");
        }

        return table;
    }

    /// <summary>The number of folds: with none given, no more than the table can have.</summary>
    private int Count(ParseResult parsed, FeatureTable table, bool mayHaveFewer) => !mayHaveFewer || parsed.GetResult(_folds) is { Implicit: false }
        ? parsed.GetValue(_folds)
        : Math.Max(2, Math.Min(parsed.GetValue(_folds), Math.Min(table.Groups.Distinct(StringComparer.Ordinal).Count(), table.GenreCounts().Max())));

    /// <summary>Groups and splits the table; adds notes for the reader.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="table">The table.</param>
    /// <param name="seed">The seed of the folds.</param>
    /// <param name="notes">Takes the notes.</param>
    public (FeatureTable Table, Folds Folds) Cut(ParseResult parsed, FeatureTable table, long seed, List<string> notes)
    {
        table = Group(parsed, table, notes);
        return (table, Split(parsed, table, seed, notes));
    }

    /// <summary>Splits a table whose groups are set; adds notes for the reader.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="table">The table.</param>
    /// <param name="seed">The seed of the folds.</param>
    /// <param name="notes">Takes the notes.</param>
    /// <param name="mayHaveFewer">Whether a small table has fewer folds than the default, rather than being an error.</param>
    public Folds Split(ParseResult parsed, FeatureTable table, long seed, List<string> notes, bool mayHaveFewer = false)
    {
        int count = Count(parsed, table, mayHaveFewer);
        int repeats = parsed.GetValue(_repeat);
        string? groups = parsed.GetValue(_groups);
        if (parsed.GetValue(_split) is { } split)
        {
            return Folds.FromFile(table, split);
        }

        bool hasGroups = table.Groups.Distinct(StringComparer.Ordinal).Count() < table.RowCount;
        if (!hasGroups || groups == NoGroups || parsed.GetValue(_stratified))
        {
            if (hasGroups)
            {
                notes.Add("Rows of one group (segments of a track, tracks of an artist) are on both sides of the folds: the figures are optimistically biased.");
            }

            return Named(_folds.Name, () => Folds.Stratified(table, count, seed, repeats));
        }

        return Named(_folds.Name, () => Folds.StratifiedGroups(table, count, seed, repeats));
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
