using MusicGenre.Audio;
using MusicGenre.Features;

namespace MusicGenre.ML;

/// <summary>
/// Audits a library or table before anything is learnt: recordings that are there twice, artists under two genres, files with nothing in them, genres too small to judge. Wrong labels are looked for
/// separately (<see cref="LabelAudit"/>), as that needs features.
/// </summary>
public static class LibraryAudit
{
    /// <summary>Audits files that were inspected.</summary>
    /// <param name="tracks">The tracks, by <see cref="TrackInspector"/>.</param>
    /// <param name="groups">The group of each; where it is blank or null the artist (<see cref="AudioTrack.Artist"/>), else the track alone.</param>
    /// <param name="options">What is taken offence at; null for the defaults.</param>
    /// <param name="progress">Takes the share of the search that is done, 0 to 1, on the threads that work.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">There are more or fewer groups than tracks.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static AuditResult Run(
        IReadOnlyList<TrackInspection> tracks, IReadOnlyList<string>? groups = null, AuditOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        options ??= new AuditOptions();
        if (groups is not null && groups.Count != tracks.Count)
        {
            throw new ArgumentException($"{groups.Count} groups were given for {tracks.Count} tracks.", nameof(groups));
        }

        string[] names = [.. tracks.Select(static t => t.Track.Name)];
        string[] genres = [.. tracks.Select(static t => t.Track.Genre)];
        string[] known = [.. tracks.Select((t, i) => groups is not null && !string.IsNullOrWhiteSpace(groups[i]) ? groups[i] : t.Track.Artist.Length > 0 ? FeatureTable.ArtistGroup(t.Track.Artist) : "track " + t.Track.Name)];
        GenreSize[] sizes = Sizes(genres, known, names);
        return new AuditResult(names, genres, known)
        {
            Tracks = [.. tracks],
            Duplicates = DuplicateSearch.Find(tracks, options.Duplicates, progress, cancellationToken),
            TrackIssues = [.. tracks.SelectMany((t, i) => Issues(t, options).Select(issue => new TrackIssue(i, t.Track.Name, issue.Kind, issue.Detail)))],
            GenreConflicts =
            [
                .. groups is null ? [] : Conflicts("group", groups, genres, names),
                .. OfTags([.. tracks.Select(static t => t.Track.Artist)], [.. tracks.Select(static t => t.Track.Album)], genres, names),
            ],
            GenreSizes = sizes,
            SmallGenres = [.. sizes.Where(s => s.Groups < options.SmallestGenre)],
        };
    }

    /// <summary>Audits a table: rows with equal features, groups of several genres, small genres.</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">What is taken offence at; null for the defaults.</param>
    public static AuditResult Run(FeatureTable table, AuditOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new AuditOptions();
        string[] tracks = [.. table.FileNames.Select(TrackName.Track)];
        GenreSize[] sizes = Sizes(table.Labels, table.Groups, tracks);
        return new AuditResult(table.FileNames, table.Labels, table.Groups)
        {
            Duplicates = DuplicateSearch.Find(table),
            GenreConflicts =
            [
                .. table.HasOwnGroups ? [] : Conflicts("group", table.Groups, table.Labels, tracks),
                .. table.Artists is { } artists ? OfTags(artists, table.Albums ?? new string[artists.Count], table.Labels, tracks) : [],
            ],
            GenreSizes = sizes,
            SmallGenres = [.. sizes.Where(s => s.Groups < options.SmallestGenre)],
        };
    }

    /// <summary>The names (artists, albums) whose tracks are of several genres, in ordinal order; blank names and unknown genres do not count.</summary>
    /// <param name="what">What the names are of: "artist".</param>
    /// <param name="names">A name for each row.</param>
    /// <param name="genres">The genre of each row.</param>
    /// <param name="tracks">The track of each row: several rows of one count once.</param>
    /// <exception cref="ArgumentException">The lists are not of one length.</exception>
    public static IReadOnlyList<GenreConflict> Conflicts(string what, IReadOnlyList<string> names, IReadOnlyList<string> genres, IReadOnlyList<string> tracks)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(genres);
        ArgumentNullException.ThrowIfNull(tracks);
        if (names.Count != genres.Count || names.Count != tracks.Count)
        {
            throw new ArgumentException($"{names.Count} names, {genres.Count} genres and {tracks.Count} tracks are not one of each a row.", nameof(names));
        }

        return
        [
            .. Enumerable.Range(0, names.Count).Where(i => names[i].Length > 0 && genres[i].Length > 0)
                .GroupBy(i => names[i], StringComparer.Ordinal)
                .Select(group => (group.Key, Genres: group.Select(i => (Genre: genres[i], Track: tracks[i])).Distinct().CountBy(static t => t.Genre).OrderByDescending(static g => g.Value).ThenBy(static g => g.Key, StringComparer.Ordinal).ToArray()))
                .Where(static group => group.Genres.Length > 1)
                .OrderBy(static group => group.Key, StringComparer.Ordinal)
                .Select(group => new GenreConflict(what, group.Key, group.Genres)),
        ];
    }

    /// <summary>The artists, and their albums, of several genres: each by all spellings of its name, and called by the first of them.</summary>
    private static GenreConflict[] OfTags(IReadOnlyList<string> artists, IReadOnlyList<string?> albums, IReadOnlyList<string> genres, IReadOnlyList<string> tracks)
    {
        return [.. Named("artist", static (artist, _) => artist), .. Named("album", static (artist, album) => string.IsNullOrEmpty(album) ? "" : $"{artist}: {album}")];

        IEnumerable<GenreConflict> Named(string what, Func<string, string?, string> name)
        {
            Dictionary<string, string> spelling = new(StringComparer.Ordinal);
            string[] names = [.. artists.Select((artist, i) => artist.Length == 0 || name(artist, albums[i]) is not { Length: > 0 } full ? "" : spelling.TryAdd(AudioTags.ArtistKey(full), full) ? full : spelling[AudioTags.ArtistKey(full)])];
            return Conflicts(what, names, genres, tracks);
        }
    }

    private static GenreSize[] Sizes(IReadOnlyList<string> genres, IReadOnlyList<string> groups, string[] tracks) =>
    [
        .. Enumerable.Range(0, genres.Count).Where(i => genres[i].Length > 0).GroupBy(i => genres[i], StringComparer.Ordinal).OrderBy(static g => g.Key, StringComparer.Ordinal)
            .Select(g => new GenreSize(g.Key, g.Select(i => tracks[i]).Distinct(StringComparer.Ordinal).Count(), g.Select(i => groups[i]).Distinct(StringComparer.Ordinal).Count())),
    ];

    private static IEnumerable<(TrackIssueKind Kind, string Detail)> Issues(TrackInspection track, AuditOptions options)
    {
        foreach (AudioWarning warning in track.Warnings)
        {
            yield return (TrackIssueKind.Damaged, warning.Message);
        }

        if (track.Problem is { } problem)
        {
            yield return (TrackIssueKind.Unreadable, problem.Reason);
        }

        if (track.Quality is not { } quality)
        {
            yield break;
        }

        if (quality.SilentShare > options.MostSilence)
        {
            yield return (TrackIssueKind.Silent, FormattableString.Invariant($"{100 * quality.SilentShare:0.#} % of it lies below -60 dB"));
        }

        if (quality.ClippedShare > options.MostClipping)
        {
            yield return (TrackIssueKind.Clipped, FormattableString.Invariant($"{100 * quality.ClippedShare:0.##} % of its samples lie at full scale in runs"));
        }

        if (quality.EmptyChannels is { Count: > 0 } empty)
        {
            yield return (TrackIssueKind.EmptyChannel, FormattableString.Invariant($"channel {string.Join(", ", empty.Select(static c => c + 1))} of {quality.Channels} has nothing"));
        }

        if (quality.Seconds < options.ShortestSeconds)
        {
            yield return (TrackIssueKind.TooShort, FormattableString.Invariant($"{quality.Seconds:0.0} s; {options.ShortestSeconds:0.#} s are needed"));
        }
    }
}
