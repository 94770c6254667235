using System.CommandLine;
using MusicGenre.Features;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary>The options of the extraction from audio.</summary>
/// <param name="defaultSet">The feature set where none is named.</param>
/// <param name="cutsSongs">Whether songs are cut into windows where no option says how they are cut.</param>
internal sealed class ExtractionSource(FeatureSet defaultSet, bool cutsSongs = false)
{
    // The length of the clips that the sets and trainers were measured on; ten of them tell a song well, and a long mix weighs no more.
    private const double SongWindow = 30;
    private const int MostWindows = 10;

    private readonly Option<string> _set = new("--set")
    {
        Description = "The feature set: " + string.Join(", ", FeatureSets.All.Select(static s => s.Name)) + ", or a JSON file of one.",
        HelpName = "SET",
        DefaultValueFactory = _ => defaultSet.Name,
    };

    private readonly Option<Padding?> _padding = new Option<Padding?>("--padding") { Description = "How a clip goes on beyond its ends: zero (librosa 0.9 and later) or reflect (librosa 0.8; the published GTZAN tables). Default: the set's own.", HelpName = "zero|reflect" }.ByName();
    private readonly OptionalNumberOption<int> _parts = new("--segments", $"Cut each track into N equal parts, one row each.{(cutsSongs ? FormattableString.Invariant($" Default: tracks longer than {SongWindow} s are cut into windows of that length, at most {MostWindows} spread evenly; 1 takes whole tracks.") : "")}", 1, 1_000_000);
    private readonly OptionalNumberOption<double> _window = new("--window", "Cut each track into windows of N seconds, one row each; what is left at the end is not used.", 0.001, 1e9);
    private readonly OptionalNumberOption<double> _windowHop = new("--window-hop", "From the start of one window to that of the next, in seconds. Default: the window's length.", 0.001, 1e9);
    private readonly Option<bool> _kaggle = new("--kaggle-segments") { Description = "Cut as Kaggle's features_3_sec.csv: rows of 66,149 samples, one every 66,150." };
    private readonly Option<GenreSource> _genre = new Option<GenreSource>("--genre") { Description = "Where genres come from: the folder, the beginning of the file name (blues.00000.wav), or nowhere. Auto takes the folder, then the name.", HelpName = "auto|folder|filename|none", DefaultValueFactory = static _ => GenreSource.Auto }.ByName();
    private readonly OptionalNumberOption<int> _threads = CommonOptions.Threads("How many tracks are worked on at once. Default: one a core. The output is the same.");

    public void AddTo(Command command)
    {
        command.Add(_set);
        command.Add(_padding);
        command.Add(_parts);
        command.Add(_window);
        command.Add(_windowHop);
        command.Add(_kaggle);
        command.Add(_genre);
        command.Add(_threads);
        command.AddRule(result => new Option[] { _parts, _window, _kaggle }.Count(result.IsGiven) > 1 ? "--segments, --window and --kaggle-segments each say how tracks are split; give one of them." : null);
        command.AddRule(result => result.IsGiven(_windowHop) && !result.IsGiven(_window) ? "--window-hop goes with --window." : null);
    }

    /// <summary>The set, with its padding.</summary>
    public FeatureSet FeatureSet(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(_set);
        Features.FeatureSet set;
        try
        {
            set = File.Exists(name) ? Features.FeatureSet.Load(name) : FeatureSets.Get(name);
        }
        catch (ArgumentException unknown)
        {
            throw new WrongUseException($"{_set.Name}: {CommandHost.Words(unknown)}");
        }

        return parsed.GetValue(_padding) is { } padding ? set.WithPadding(padding) : set;
    }

    /// <summary>Whether one of the options was given: they apply only if audio is read.</summary>
    public bool IsGiven(ParseResult parsed) =>
        new Option[] { _set, _padding, _parts, _window, _windowHop, _kaggle, _genre, _threads }.Any(o => parsed.GetResult(o) is { Implicit: false });

    public GenreSource Genres(ParseResult parsed) => parsed.GetValue(_genre);

    public BatchOptions Options(ParseResult parsed)
    {
        Segmentation? cut = parsed.GetValue(_parts) is { } parts ? Segmentation.Parts(parts)
            : parsed.GetValue(_window) is { } window ? Segmentation.OfSeconds(window, parsed.GetValue(_windowHop))
            : parsed.GetValue(_kaggle) ? Segmentation.Kaggle3Seconds
            : cutsSongs ? Segmentation.Windows(SongWindow, MostWindows)
            : null;
        return new BatchOptions { Segmentation = cut, MaxDegreeOfParallelism = parsed.GetValue(_threads) ?? Environment.ProcessorCount, Warnings = new AudioWarnings() };
    }
}
