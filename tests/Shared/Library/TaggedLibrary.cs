using System.Diagnostics;
using MusicGenre.Audio;

namespace MusicGenre.Tests;

/// <summary>
/// A small music library as people have them, made once for a run of tests: folders ARTIST/ALBUM with MP3, FLAC, M4A and Ogg, genres in tags and spelt in three ways, a long song, the same music
/// several times, and files that are of no use. The music is that of <c>shared/data</c> with its artists where that is there, made of tones and noise otherwise. It needs ffmpeg.
/// </summary>
internal sealed class TaggedLibrary
{
    private const int Rate = 22050;

    private static readonly string[] Spellings = ["Hip-Hop", "hip hop", "HipHop", "Hip-Hop", "Hip-Hop; Rap", "Hip-Hop"];
    private static readonly string[] Extensions = [".mp3", ".flac", ".m4a", ".ogg"];

    // Numbers of GTZAN's clips; each genre has several artists, and metal.00006 none that is known.
    private static readonly (string Genre, string Name, int[] Clips)[] Genres =
        [("Country", "country", [0, 1, 3, 4, 5, 7]), ("Hip-Hop", "hiphop", [0, 1, 2, 3, 4, 7]), ("Metal", "metal", [0, 1, 2, 3, 5, 6])];

    private static readonly Lazy<TaggedLibrary> Made = new(static () => new TaggedLibrary());

    private readonly List<(LibraryTrack Track, Func<float[]> Samples, string[] Coding)> _plan = [];
    private readonly Dictionary<string, (string Artist, string Title)> _index = ReadIndex();

    private TaggedLibrary()
    {
        Folder = Directory.CreateTempSubdirectory("musicgenre-library-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
        Plan();
        Parallel.ForEach(_plan, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, p => Make(p.Track, p.Samples(), p.Coding));
        Tracks = [.. _plan.Select(static p => p.Track).OrderBy(static t => t.File, StringComparer.Ordinal)];
        _plan.Clear();
    }

    /// <summary>The library; skips the running test where there is no ffmpeg.</summary>
    public static TaggedLibrary Require()
    {
        if (FindFfmpeg() is null)
        {
            Assert.Ignore("skipped: ffmpeg is not on the PATH.");
        }

        return Made.Value;
    }

    /// <summary>Its folder. Tests that change something copy it.</summary>
    public string Folder { get; }

    /// <summary>Its files, in ordinal order.</summary>
    public IReadOnlyList<LibraryTrack> Tracks { get; }

    /// <summary>The file of that kind; the first of several.</summary>
    public LibraryTrack this[LibraryTrackKind kind] => Tracks.First(t => t.Kind == kind);

    /// <summary>The full path of a file.</summary>
    public string Path(LibraryTrack track) => System.IO.Path.Combine(Folder, track.File.Replace('/', System.IO.Path.DirectorySeparatorChar));

    private void Plan()
    {
        List<LibraryTrack> songs = [];
        foreach ((string genre, string name, int[] clips) in Genres)
        {
            for (int i = 0; i < clips.Length; i++)
            {
                int clip = clips[i];
                songs.Add(Add(LibraryTrackKind.Song, name, clip, genre, genre == "Hip-Hop" ? Spellings[i] : genre, "First Album", Extensions[songs.Count % Extensions.Length], () => Clip(name, clip)));
            }
        }

        // Of Ice Cube, as is the excerpt that is tagged Soundtrack, the only track of that genre.
        Add(LibraryTrackKind.Joined, "hiphop", 3, "Hip-Hop", "Hip-Hop", "Live", ".mp3", static () => [.. Clip("hiphop", 5), .. Clip("hiphop", 6), .. Clip("hiphop", 5), .. Clip("hiphop", 6)]);
        Copy(LibraryTrackKind.Recoded, songs[0], "country", 0, "Country", ".mp3", static x => x, "-b:a", "48k");
        Copy(LibraryTrackKind.Quieter, songs[13], "metal", 1, "Metal", ".flac", static x => [.. x.Select(static v => v / 2)]);
        Copy(LibraryTrackKind.Shifted, songs[2], "country", 3, "Country", ".m4a", static x => x[(3 * Rate)..]);
        Copy(LibraryTrackKind.Excerpt, songs[9], "hiphop", 3, "Soundtrack", ".ogg", static x => x[(5 * Rate)..(25 * Rate)]);

        Add(LibraryTrackKind.Silent, "country", 2, "Country", "Country", "Outtakes", ".flac", static () => new float[20 * Rate]);
        Add(LibraryTrackKind.Clipped, "metal", 4, "Metal", "Metal", "Outtakes", ".flac", static () => [.. Clip("metal", 4).Select(static v => Math.Clamp(12 * v, -1, 1))]);
        Add(LibraryTrackKind.OneChannel, "country", 6, "Country", "Country", "Outtakes", ".flac", static () => Clip("country", 6), "-af", "pan=stereo|c0=c0|c1=0*c0");
        Add(LibraryTrackKind.Short, "metal", 7, "Metal", "Metal", "Outtakes", ".ogg", static () => Clip("metal", 7)[..(Rate / 10)]);
        Add(LibraryTrackKind.Broken, "hiphop", 8, "Hip-Hop", "Hip-Hop", "Outtakes", ".mp3", static () => []);
    }

    private LibraryTrack Add(LibraryTrackKind kind, string name, int clip, string genre, string tag, string album, string extension, Func<float[]> samples, params string[] coding) =>
        Add(kind, name, clip, genre, tag, album, extension, null, samples, coding);

    private void Copy(LibraryTrackKind kind, LibraryTrack original, string name, int clip, string tag, string extension, Func<float[], float[]> change, params string[] coding) =>
        Add(kind, name, clip, tag, tag, "Greatest Hits", extension, original.File, () => change(Clip(name, clip)), coding);

    private LibraryTrack Add(
        LibraryTrackKind kind, string name, int clip, string genre, string tag, string album, string extension, string? copyOf, Func<float[]> samples, params string[] coding)
    {
        (string artist, string title) = _index.GetValueOrDefault($"{name}.{clip:00000}.wav", Invented(name, clip));
        title = title.Length > 0 ? title : $"Untitled {clip}";
        string file = $"{Safe(artist.Length > 0 ? artist : "Unknown")}/{album}/{_plan.Count + 1:00} {Safe(title)}{extension}";
        LibraryTrack track = new(file, kind, genre, tag, artist, album, kind is LibraryTrackKind.Song || copyOf is not null ? title : $"{title} ({kind})", copyOf);
        _plan.Add((track, samples, coding));
        return track;
    }

    private void Make(LibraryTrack track, float[] samples, string[] coding)
    {
        string path = Path(track);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        if (track.Kind == LibraryTrackKind.Broken)
        {
            File.WriteAllBytes(path, [.. "ID3\x04\0\0\0\0\0\0"u8, .. Enumerable.Range(0, 5000).Select(static i => (byte)(i * i % 127))]);
            return;
        }

        string wav = path + ".wav";
        WavWriter.Write(wav, new AudioClip(samples, Rate));
        string[] arguments =
        [
            "-v", "error", "-nostdin", "-y", "-i", "file:" + wav, "-threads", "1",
            "-metadata", $"artist={track.Artist}", "-metadata", $"album={track.Album}", "-metadata", $"title={track.Title}", "-metadata", $"genre={track.GenreTag}",
            .. coding.Contains("-b:a") ? Array.Empty<string>() : System.IO.Path.GetExtension(path) switch { ".flac" => [], ".ogg" => ["-q:a", "3"], _ => ["-b:a", "96k"] },
            .. coding, "file:" + path,
        ];
        using Process process = Process.Start(new ProcessStartInfo(FindFfmpeg()!, arguments))!;
        process.WaitForExit();
        File.Delete(wav);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ffmpeg could not make {path}.");
        }
    }

    private static string? FindFfmpeg() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .Select(static folder => System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg")).FirstOrDefault(File.Exists);

    // 30 s of music, or of what has the genre's tempo and pitch.
    private static float[] Clip(string genre, int clip)
    {
        if (SharedData.IsPresent)
        {
            return AudioFile.Read(SharedData.Require("gtzan", "audio", genre, $"{genre}.{clip:00000}.wav"), new AudioReadOptions { Duration = 30 }).Samples.ToArray();
        }

        int kind = Array.FindIndex(Genres, g => g.Name == genre);
        Random random = new((100 * kind) + clip);
        double pitch = (110 << kind) * (1 + (0.3 * random.NextDouble()));
        int beat = Rate * (5 - kind) / 10;
        float[] samples = new float[30 * Rate];
        for (int i = 0; i < samples.Length; i++)
        {
            double note = pitch * (1 + (i / (4 * beat) % 5 * 0.125));
            samples[i] = (float)((0.2 * Math.Sin(2 * Math.PI * note * i / Rate)) + (0.3 * Math.Exp(-8.0 * (i % beat) / beat) * ((2 * random.NextDouble()) - 1)));
        }

        return samples;
    }

    private static Dictionary<string, (string Artist, string Title)> ReadIndex() => !SharedData.IsPresent ? [] : File
        .ReadLines(SharedData.Require("splits", "gtzan_artist_index.tsv")).Skip(1).Select(static line => line.Split('\t')).ToDictionary(static c => c[0], static c => (c[2], c[3]));

    private static (string Artist, string Title) Invented(string genre, int clip) => (genre == "metal" && clip == 6 ? "" : $"The {genre} {clip / 2}", $"Song {clip}");

    private static string Safe(string name) => string.Concat(name.Where(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-'));
}
