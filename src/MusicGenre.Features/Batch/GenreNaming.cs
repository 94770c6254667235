using MusicGenre.Audio;

namespace MusicGenre.Features.Batch;

/// <summary>From the genres as they are written to those of a library: renamed, one spelling each, none too small.</summary>
internal sealed class GenreNaming
{
    // A genre that is left out by name; no tag is this text.
    private const string LeftOut = "\0";
    private const int MostNamed = 10;

    private readonly MusicLibraryOptions _options;
    private readonly List<string> _notes;
    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _dropped = new(StringComparer.Ordinal);
    private int _several;
    private string _example = "";

    public GenreNaming(MusicLibraryOptions options, List<string> notes)
    {
        _options = options;
        _notes = notes;
        _names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string from, string to) in options.GenreNames ?? new Dictionary<string, string>())
        {
            _names[AudioTags.GenreKey(from)] = to;
            if (to.Length > 0)
            {
                _given[AudioTags.GenreKey(to)] = to;
            }
        }
    }

    /// <summary>The genre of a tag: of several the first.</summary>
    public string OfTag(AudioTags tags)
    {
        IReadOnlyList<string> genres = tags.Genres;
        if (genres.Count == 0)
        {
            return "";
        }

        // A name given to the whole tag comes before that of its first genre.
        if (Renamed(tags.Genre) is { } whole)
        {
            return Take(whole, tags.Genre);
        }

        if (genres.Count > 1)
        {
            _several++;
            _example = _example.Length > 0 ? _example : $"'{tags.Genre}' is {genres[0]}";
        }

        return OfName(genres[0]);
    }

    /// <summary>The genre of that name.</summary>
    public string OfName(string genre) => genre.Length == 0 ? "" : Renamed(genre) is { } name ? Take(name, genre) : genre;

    /// <summary>One spelling for each genre, and none that is left out.</summary>
    public IReadOnlyList<AudioTrack> Apply(IReadOnlyList<AudioTrack> tracks)
    {
        if (_several > 0)
        {
            _notes.Add($"{(_several == 1 ? "1 track has" : $"{_several} tracks have")} several genres in {(_several == 1 ? "its" : "their")} tag; the first counts ({_example}).");
        }

        AudioTrack[] kept = [.. tracks.Where(static t => t.Genre != LeftOut)];
        tracks = _options.UnifySpellings ? OneSpelling(kept) : [.. kept.Select(t => t with { Genre = _given.GetValueOrDefault(AudioTags.GenreKey(t.Genre), t.Genre) })];
        Note(_dropped, "left out by name");
        if (_options is { UnifySpellings: true, MinimumTrackCountPerGenre: > 1 })
        {
            Dictionary<string, int> small = tracks.Where(static t => t.Genre.Length > 0).CountBy(static t => t.Genre, StringComparer.Ordinal)
                .Where(c => c.Value < _options.MinimumTrackCountPerGenre).ToDictionary(StringComparer.Ordinal);
            tracks = [.. tracks.Where(t => !small.ContainsKey(t.Genre))];
            Note(small, $"left out, as their genres have fewer than {_options.MinimumTrackCountPerGenre}");
        }

        return tracks;
    }

    private string? Renamed(string genre) => _names.GetValueOrDefault(AudioTags.GenreKey(genre));

    private string Take(string name, string written)
    {
        if (name.Length > 0)
        {
            return name;
        }

        _dropped[written] = _dropped.GetValueOrDefault(written) + 1;
        return LeftOut;
    }

    private AudioTrack[] OneSpelling(AudioTrack[] tracks)
    {
        Dictionary<string, string> chosen = new(StringComparer.Ordinal);
        List<string> merged = [];
        foreach (IGrouping<string, AudioTrack> genre in tracks.Where(static t => t.Genre.Length > 0).GroupBy(static t => AudioTags.GenreKey(t.Genre), StringComparer.Ordinal))
        {
            string[] spellings = [.. genre.CountBy(static t => t.Genre, StringComparer.Ordinal)
                .OrderByDescending(s => _given.GetValueOrDefault(genre.Key) == s.Key).ThenByDescending(static s => s.Value).ThenBy(static s => s.Key, StringComparer.Ordinal).Select(static s => s.Key)];
            chosen.Add(genre.Key, spellings[0]);
            if (spellings.Length > 1)
            {
                merged.Add($"{spellings[0]} (also {string.Join(", ", spellings[1..])})");
            }
        }

        if (merged.Count > 0)
        {
            _notes.Add($"Spellings taken for one genre: {Few(merged)}.");
        }

        return [.. tracks.Select(t => t.Genre.Length == 0 ? t : t with { Genre = chosen[AudioTags.GenreKey(t.Genre)] })];
    }

    private void Note(Dictionary<string, int> counts, string why)
    {
        if (counts.Count > 0)
        {
            _notes.Add($"{(counts.Values.Sum() is var tracks && tracks == 1 ? "1 track is" : $"{tracks} tracks are")} {why}: {Few([.. counts.OrderBy(static c => c.Key, StringComparer.Ordinal).Select(static c => $"{c.Key} {c.Value}")])}.");
        }
    }

    private static string Few(List<string> names) => names.Count <= MostNamed ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed} more";
}
