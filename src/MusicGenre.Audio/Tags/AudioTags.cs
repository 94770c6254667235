using MusicGenre.Audio.Tags;

namespace MusicGenre.Audio;

/// <summary>What an audio file says of itself: title, artist, album, genre. Texts are empty where it says nothing.</summary>
/// <remarks>
/// Tags are read with the program <c>ffprobe</c>, which comes with ffmpeg: ID3, Vorbis comments, MP4 and all others that it knows, whatever the case of their names. A WAV or AU file that has no
/// place for tags is not given to it. Control characters become spaces, and a text has at most 1000 characters.
/// </remarks>
public sealed record AudioTags
{
    private const int LongestText = 1000;

    /// <summary>The title.</summary>
    public string Title { get; init => field = Clean(value); } = "";

    /// <summary>The artist.</summary>
    public string Artist { get; init => field = Clean(value); } = "";

    /// <summary>The artist of the whole album.</summary>
    public string AlbumArtist { get; init => field = Clean(value); } = "";

    /// <summary>The album.</summary>
    public string Album { get; init => field = Clean(value); } = "";

    /// <summary>The genre as it is written: it may be several (<see cref="Genres"/>).</summary>
    public string Genre { get; init => field = Clean(value); } = "";

    /// <summary>
    /// The genres of <see cref="Genre"/>, which separates them by semicolon, slash, comma or bar, each once; the numbers of ID3v1 (<c>17</c>, <c>(17)</c>) by their names. Empty if it says none.
    /// </summary>
    public IReadOnlyList<string> Genres => TagNames.SplitGenres(Genre);

    /// <summary>The artist of the track: <see cref="Artist"/>, else <see cref="AlbumArtist"/>; the first of several; empty where both are missing or say that it is not known or that there are many.</summary>
    public string MainArtist => TagNames.MainArtist(Artist, AlbumArtist);

    /// <summary>The length in seconds; null if it is not known without decoding.</summary>
    public double? Duration { get; init; }

    /// <summary>Reads the tags of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Names ffmpeg (<see cref="AudioReadOptions.FfmpegPath"/>): ffprobe is taken from the same folder. Nothing else of the options counts.</param>
    /// <param name="cancellationToken">Ends the reading; ffprobe is killed.</param>
    /// <exception cref="FileNotFoundException">There is no such file (<see cref="DirectoryNotFoundException"/>: no such folder).</exception>
    /// <exception cref="AudioFormatException">The file is no audio that ffprobe accepts, or there is no ffprobe.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static AudioTags Read(string path, AudioReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Ffprobe.Read(path, options?.FfmpegPath, cancellationToken);
    }

    /// <summary>Reads the tags of many files, several at once. Those that were read before and have the same size and date since come from a file in the user's cache folder.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="options">Names ffmpeg, as in <see cref="Read"/>.</param>
    /// <param name="maxDegreeOfParallelism">How many files are read at once, at least 1; null for one a core.</param>
    /// <param name="progress">Takes how many are done.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>For each file, in the order of the paths, its tags or why there are none.</returns>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static IReadOnlyList<TaggedFile> ReadAll(
        IReadOnlyList<string> paths, AudioReadOptions? options = null, int? maxDegreeOfParallelism = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return TagBatch.Read(paths, options?.FfmpegPath, maxDegreeOfParallelism ?? Environment.ProcessorCount, progress, cancellationToken);
    }

    /// <summary>Whether ffprobe is there, without which the tags of most formats can't be read.</summary>
    /// <param name="options">Names ffmpeg, as in <see cref="Read"/>.</param>
    public static bool CanRead(AudioReadOptions? options = null) => Ffprobe.Find(options?.FfmpegPath, out _) is not null;

    /// <summary>A genre's name as it is compared: letters and digits alone, in lower case, without accents, <c>&amp;</c> as <c>and</c>. <c>Hip-Hop</c>, <c>hip hop</c> and <c>HipHop</c> are equal.</summary>
    /// <param name="genre">The name.</param>
    public static string GenreKey(string genre) => TagNames.Key(genre);

    /// <summary>
    /// An artist's or album's name as it is compared: as <see cref="GenreKey"/>, without <c>The</c> in front or behind and without guests (<c>feat.</c>): <c>The Beatles</c>, <c>Beatles, The</c> and
    /// <c>Beatles feat. Billy Preston</c> are equal.
    /// </summary>
    /// <param name="artist">The name.</param>
    public static string ArtistKey(string artist) => TagNames.ArtistKey(artist);

    private static string Clean(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        string text = value.Length <= LongestText ? value : value[..(char.IsHighSurrogate(value[LongestText - 1]) ? LongestText - 1 : LongestText)];
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        }).Trim();
    }
}
