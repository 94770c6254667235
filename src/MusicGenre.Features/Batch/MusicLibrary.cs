using MusicGenre.Audio;
using MusicGenre.Features.Batch;

namespace MusicGenre.Features;

/// <summary>
/// Audio files with what their tags say: artist and album of each track, and its genre where the folders do not tell. Spellings of one genre (<c>Hip-Hop</c>, <c>hip hop</c>, <c>HipHop</c>) are
/// one genre, called by its most frequent spelling.
/// </summary>
public sealed class MusicLibrary
{
    private MusicLibrary(IReadOnlyList<AudioTrack> tracks, IReadOnlyList<string> notes, IReadOnlyList<BadFile> unreadable)
    {
        Tracks = tracks;
        Notes = notes;
        Unreadable = unreadable;
    }

    /// <summary>The tracks, in the order of <see cref="AudioFolder.List"/>, without those left out. The genre of a track is empty where nothing says it.</summary>
    public IReadOnlyList<AudioTrack> Tracks { get; }

    /// <summary>What a reader should know, a sentence each: which spellings became one genre, how many tags name several, what was left out and why, why tags could not be read.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The files whose tags could not be read, and why: damaged ones as a rule. Their tracks are among <see cref="Tracks"/>.</summary>
    public IReadOnlyList<BadFile> Unreadable { get; }

    /// <summary>The audio files of a folder and the folders in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Where genres come from and what they are called; null for folder, else file name, else tag.</param>
    /// <param name="badFiles">Where folders within go that can't be read; null ends the work at the first of them.</param>
    /// <param name="progress">Takes the number of files whose tags were read.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="IOException">There is no such folder, or it can't be read.</exception>
    /// <exception cref="AudioFormatException">Genres come from tags, and there is no ffprobe to read them.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static MusicLibrary List(
        string folder, MusicLibraryOptions? options = null, ICollection<BadFile>? badFiles = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new MusicLibraryOptions();
        return Describe(AudioFolder.List(folder, options.Genres, badFiles), options, progress, cancellationToken);
    }

    /// <summary>The same of tracks that were found otherwise.</summary>
    /// <param name="tracks">The tracks, with the genre that their folders or names say.</param>
    /// <param name="options">Where genres come from and what they are called; null for the tracks' own, else the tag's.</param>
    /// <param name="progress">Takes the number of files whose tags were read.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="AudioFormatException">Genres come from tags, and there is no ffprobe to read them.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static MusicLibrary Describe(
        IReadOnlyList<AudioTrack> tracks, MusicLibraryOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        options ??= new MusicLibraryOptions();
        AudioReadOptions program = new() { FfmpegPath = options.FfmpegPath };
        if (options.Genres == GenreSource.Tag && tracks.Count > 0 && !AudioTags.CanRead(program))
        {
            // Says where it was looked for. (A WAV file without tags would need no ffprobe.)
            throw new AudioFormatException("genres are to come from tags, which are read with ffprobe; it comes with ffmpeg and was not found next to the one that is named, or on the PATH", tracks[0].Path);
        }

        List<string> notes = [];
        IReadOnlyList<TaggedFile> tags = options.ReadTags || options.Genres == GenreSource.Tag
            ? AudioTags.ReadAll([.. tracks.Select(static t => t.Path)], program, options.MaxDegreeOfParallelism, progress, cancellationToken)
            : [.. tracks.Select(static t => new TaggedFile(t.Path, new AudioTags(), null))];
        if (tags.Any(static t => t.Problem is not null) && !AudioTags.CanRead(program))
        {
            notes.Add($"The tags of {tags.Count(static t => t.Problem is not null)} of {tracks.Count} files were not read, so their artists are not known: there is no ffprobe, which comes with ffmpeg.");
        }

        GenreNaming naming = new(options, notes);
        AudioTrack[] described = [.. tracks.Select((track, i) =>
        {
            AudioTags tag = tags[i].Tags ?? new AudioTags();
            bool takesTag = options.Genres == GenreSource.Tag || (options.Genres == GenreSource.Auto && track.Genre.Length == 0);
            return track with { Genre = takesTag ? naming.OfTag(tag) : naming.OfName(track.Genre), Artist = tag.MainArtist, Album = tag.Album };
        })];
        NoteArtistFolders(tracks, described, options, notes);
        return new MusicLibrary(naming.Apply(described), notes, [.. tags.Where(static t => t.Problem is not null).Select(static t => new BadFile(t.Path, t.Problem!))]);
    }

    // A library of folders ARTIST/ALBUM/SONG would be learnt to tell artists from each other.
    private static void NoteArtistFolders(IReadOnlyList<AudioTrack> tracks, AudioTrack[] described, MusicLibraryOptions options, List<string> notes)
    {
        int artists = options.Genres != GenreSource.Auto ? 0
            : described.Where((t, i) => t.Artist.Length > 0 && tracks[i].Genre.Length > 0 && AudioTags.ArtistKey(t.Artist) == AudioTags.ArtistKey(tracks[i].Genre)).Count();
        if (2 * artists > described.Length)
        {
            notes.Add($"{artists} of {described.Length} tracks lie in a folder with the name of their artist, which is taken for their genre here; with genres from tags (--genre tag) it is not.");
        }
    }
}
