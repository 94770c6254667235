using System.CommandLine;
using MusicGenre.Features;
using MusicGenre.ML;
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
    private const string PerTrackNote = "Figures count tracks: the log-probabilities of a track's rows are averaged.";

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
    private readonly Option<GenreSource> _genre = new Option<GenreSource>("--genre") { Description = "Where genres come from: the folder, the beginning of the file name (blues.00000.wav), the file's tags, or nowhere. Auto takes the folder, then the name, then the tag.", HelpName = "auto|folder|filename|tag|none", DefaultValueFactory = static _ => GenreSource.Auto }.ByName();
    private readonly Option<FileInfo?> _genreNames = new("--genres") { Description = "What to call genres: a CSV file with the columns from and to; a blank to leaves the tracks out.", HelpName = "FILE" };
    private readonly NumberOption<int> _minTracks = new("--min-tracks", "Leave genres with fewer tracks out.", 1, 1_000_000, 1);
    private readonly Option<bool> _noTags = new("--no-tags") { Description = "Do not read the files' tags: no artists, so that every track is its own group." };
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
        command.Add(_genreNames);
        command.Add(_minTracks);
        command.Add(_noTags);
        command.Add(_threads);
        command.AddRule(result => new Option[] { _parts, _window, _kaggle }.Count(result.IsGiven) > 1 ? "--segments, --window and --kaggle-segments each say how tracks are split; give one of them." : null);
        command.AddRule(result => result.GetValue(_noTags) && result.GetValue(_genre) == GenreSource.Tag ? "--genre tag takes genres from tags, which --no-tags does not read." : null);
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

    // The track of each row of the table that was extracted, by its name.
    private readonly Dictionary<string, string> _trackOf = new(StringComparer.Ordinal);

    /// <summary>Whether one of the options was given: they apply only if audio is read.</summary>
    public bool IsGiven(ParseResult parsed) =>
        new Option[] { _set, _padding, _parts, _window, _windowHop, _kaggle, _genre, _genreNames, _minTracks, _noTags, _threads }.Any(o => parsed.GetResult(o) is { Implicit: false });

    /// <summary>Refuses what needs all tracks, where a command works on a part of them.</summary>
    public void AddPartRule(Command command, Option part) =>
        command.AddRule(result => result.IsGiven(part) && result.IsGiven(_minTracks) ? $"{_minTracks.Name} counts the tracks of all shards: give it to merge." : null);

    public GenreSource Genres(ParseResult parsed) => parsed.GetValue(_genre);

    /// <summary>Whether the tags of the files are read.</summary>
    public bool ReadsTags(ParseResult parsed) => !parsed.GetValue(_noTags);

    /// <summary>The audio files of a folder, with their artists and genres; what a reader should know of it goes to the error stream.</summary>
    public MusicLibrary List(ParseResult parsed, string folder, ICollection<BadFile> bad, CancellationToken cancellation) =>
        Describe(parsed, AudioFolder.List(folder, Genres(parsed), bad), cancellation);

    /// <summary>The same of tracks that were found otherwise.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="tracks">The tracks.</param>
    /// <param name="cancellation">Cancels the work.</param>
    /// <param name="isPart">Whether there are others, which decide with them on the spelling of genres.</param>
    public MusicLibrary Describe(ParseResult parsed, IReadOnlyList<AudioTrack> tracks, CancellationToken cancellation, bool isPart = false)
    {
        MusicLibraryOptions options = new()
        {
            Genres = Genres(parsed),
            GenreNames = parsed.GetValue(_genreNames) is { } names ? GenreFile.Read(names.ToString()) : null,
            MinimumTrackCountPerGenre = parsed.GetValue(_minTracks),
            UnifySpellings = !isPart,
            ReadTags = ReadsTags(parsed),
            MaxDegreeOfParallelism = parsed.GetValue(_threads) ?? Environment.ProcessorCount,
        };
        MusicLibrary library = MusicLibrary.Describe(tracks, options, new TagProgress(tracks.Count), cancellation);
        foreach (string note in library.Notes)
        {
            Terminal.Error(note);
        }

        return library;
    }

    /// <summary>The tracks of a folder that have a genre, of at least two genres: what can be learnt from.</summary>
    public IReadOnlyList<AudioTrack> ListLabelled(ParseResult parsed, string folder, List<BadFile> bad, CancellationToken cancellation)
    {
        MusicLibrary library = List(parsed, folder, bad, cancellation);

        // Without tags it has no genre: because it is damaged, and it counts as such.
        Dictionary<string, BadFile> damaged = library.Tracks.Where(static t => t.Genre.Length == 0).Join(library.Unreadable, static t => t.Path, static b => b.Path, static (_, b) => b).ToDictionary(static b => b.Path, StringComparer.Ordinal);
        bad.AddRange(damaged.Values);
        IReadOnlyList<AudioTrack> tracks = [.. library.Tracks.Where(t => !damaged.ContainsKey(t.Path))];
        string[] nameless = [.. tracks.Where(static t => t.Genre.Length == 0).Select(static t => t.Name)];
        if (nameless.Length > 0 && (Genres(parsed) is not (GenreSource.Auto or GenreSource.Tag) || nameless.Length == tracks.Count))
        {
            throw new WrongUseException(
                $"{nameless.Length} of {tracks.Count} files have no genre, {nameless[0]} for one: put each genre into a folder of its own, call the files blues.00000.wav, or give them tags (--genre tag).");
        }

        if (nameless.Length > 0)
        {
            Terminal.Error($"{nameless.Length} of {tracks.Count} tracks have no genre and are left out, {nameless[0]} for one.");
        }

        AudioTrack[] labelled = [.. tracks.Where(static t => t.Genre.Length > 0)];
        return labelled.Select(static t => t.Genre).Distinct(StringComparer.Ordinal).Count() >= 2
            ? labelled
            : throw new WrongUseException($"{folder} has {Plural.Of(labelled.Length, "audio file")} of {(labelled.Length == 0 ? "no genre" : "one genre")}; at least two genres are needed to learn from.");
    }

    /// <summary>Figures of a folder's table count tracks, not their windows.</summary>
    public CrossValidationResult PerTrack(CrossValidationResult result, List<string> notes)
    {
        CrossValidationResult ofTracks = result.PerTrack([.. result.Table.FileNames.Select(name => _trackOf.GetValueOrDefault(name, name))]);
        if (ofTracks != result && !notes.Contains(PerTrackNote))
        {
            notes.Add(PerTrackNote);
        }

        return ofTracks;
    }

    /// <summary>The table of a folder, to learn from.</summary>
    public FeatureTable Extract(ParseResult parsed, string folder, List<BadFile> bad, CancellationToken cancellation) => Extract(parsed, folder, bad, out _, cancellation);

    /// <summary>The same, and the number of tracks in it.</summary>
    public FeatureTable Extract(ParseResult parsed, string folder, List<BadFile> bad, out int trackCount, CancellationToken cancellation)
    {
        FeatureSet set = FeatureSet(parsed);
        BatchOptions options = Options(parsed);
        IReadOnlyList<AudioTrack> tracks = ListLabelled(parsed, folder, bad, cancellation);
        List<TrackFeatures> gathered = [];
        ExtractionProgress.Run(tracks, tracks.Count, set, options, bad, gathered.Add, cancellationToken: cancellation);
        trackCount = gathered.Count(static t => t.Rows.Count > 0);
        foreach (TrackFeatures track in gathered)
        {
            foreach (FeatureRow row in track.Rows)
            {
                _trackOf[row.Name] = track.Track.Name;
            }
        }

        FeatureTable table = FeatureTable.FromTracks(gathered, set);
        if (table.Genres.Count < 2)
        {
            BadFiles.Report(bad, file: null);
            throw new WrongUseException($"{Plural.Of(table.RowCount, "row")} of {(table.Genres.Count == 0 ? "no genre" : $"one genre, {table.Genres[0]},")} {(table.RowCount == 1 ? "is" : "are")} left; at least two genres are needed to learn from.");
        }

        return table;
    }

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
