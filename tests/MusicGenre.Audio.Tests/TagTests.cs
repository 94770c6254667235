using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Audio.Formats;
using MusicGenre.Audio.Tags;
using MusicGenre.Tests;
using static MusicGenre.Audio.Tests.TestFiles;

namespace MusicGenre.Audio.Tests;

[NonParallelizable]
public class TagTests : FolderFixture
{
    private string? _cacheBefore;

    [SetUp]
    public void UseOwnCache()
    {
        _cacheBefore = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", Path.Combine(Folder.Path, "cache"));
    }

    [TearDown]
    public void UseFormerCache() => Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _cacheBefore);

    [TestCase("mp3")]
    [TestCase("flac")]
    [TestCase("m4a")]
    [TestCase("ogg")]
    [TestCase("opus")]
    [TestCase("wav")]
    public void WhatFfmpegWroteIsRead(string extension)
    {
        string song = Tagged("song." + extension, "-metadata", "title=Ein Lied / \"x\"", "-metadata", "ARTIST=Björk; Other", "-metadata", "album=A\u2028B", "-metadata", "Genre=Hip-Hop; Rap", "-metadata", "album_artist=Various Artists");
        AudioTags tags = AudioTags.Read(song);
        Assert.Multiple(() =>
        {
            Assert.That(tags.Title, Is.EqualTo("Ein Lied / \"x\""));
            Assert.That(tags.Artist, Is.EqualTo("Björk; Other"));
            Assert.That(tags.MainArtist, Is.EqualTo("Björk"));
            Assert.That(tags.AlbumArtist, Is.EqualTo(extension == "wav" ? "" : "Various Artists"), "RIFF has no place for it");
            Assert.That(tags.Album, Is.EqualTo("A\u2028B"));
            Assert.That(tags.Genre, Is.EqualTo("Hip-Hop; Rap"));
            Assert.That(tags.Genres, Is.EqualTo(new[] { "Hip-Hop", "Rap" }));
            Assert.That(tags.Duration, Is.EqualTo(1).Within(0.2));
        });
    }

    [Test]
    public void AFileWithoutPlaceForTagsNeedsNoFfprobe()
    {
        string wav = Folder.File("a.wav", Wav(Pcm16(new short[2205]), rate: 22050));
        string au = Folder.File("a.au", [.. ".snd"u8, 0, 0, 0, 24, 255, 255, 255, 255, 0, 0, 0, 3, 0, 0, 0x56, 0x22, 0, 0, 0, 1, .. new byte[4410]]);
        string mp3 = Folder.File("x.mp3", "ID3 and so on, long enough"u8.ToArray());
        using PathVariable none = new(Folder.Path);
        Assert.Multiple(() =>
        {
            Assert.That(AudioTags.Read(wav), Is.EqualTo(new AudioTags { Duration = 0.1 }));
            Assert.That(AudioTags.Read(au), Is.EqualTo(new AudioTags { Duration = 0.1 }));
            Assert.That(AudioTags.CanRead(), Is.False);
            Assert.That(() => AudioTags.Read(mp3), Throws.TypeOf<AudioFormatException>().With.Message.EqualTo(mp3 + ": tags are read with ffprobe, which is not on the PATH (install ffmpeg, which it comes with)."));
            Assert.That(
                () => AudioTags.Read(mp3, new AudioReadOptions { FfmpegPath = Path.Combine(Folder.Path, "ffmpeg7") }),
                Throws.TypeOf<AudioFormatException>().With.Message.Contains("not next to '").And.Message.Contains("ffmpeg7"));
            Assert.That(() => AudioTags.Read(Path.Combine(Folder.Path, "none.mp3")), Throws.TypeOf<FileNotFoundException>());
        });
    }

    [TestCase("yes '{\"format\":{\"tags\":{\"title\":\"aaaaaaaaaaaaaaaaaaaaaaaaa\"}}}' | head -c 3000000", "more than")]
    [TestCase("echo '{\"streams\":[{}],'", "not the JSON expected")]
    [TestCase("echo '{\"streams\":[{\"tags\":{\"title\":\"\\ud800\"}}]}'", "not the JSON expected")]
    [TestCase("printf '%.0s[' $(seq 1 100)", "not the JSON expected")]
    [TestCase("echo '{}'", "no audio in it")]
    [TestCase("echo 'what a pity' >&2; exit 3", "what a pity")]
    public void WhatFfprobeSaysIsNotTrusted(string script, string message)
    {
        string song = Folder.File("x.mp3", "ID3 and so on, long enough"u8.ToArray());
        using PathVariable fake = FakeFfprobe(script);
        Assert.That(() => AudioTags.Read(song), Throws.TypeOf<AudioFormatException>().With.Message.StartsWith(song).And.Message.Contains(message));
        IReadOnlyList<TaggedFile> files = AudioTags.ReadAll([song, song]);
        Assert.That(files.Select(static f => (f.Tags, f.Problem!.Contains(Path.DirectorySeparatorChar + "x.mp3"))), Is.EqualTo(new[] { ((AudioTags?)null, false), (null, false) }));
    }

    [Test]
    [CancelAfter(60_000)]
    public void AnFfprobeThatHangsIsEnded(CancellationToken testLimit)
    {
        using PathVariable fake = FakeFfprobe("while true; do echo '{'; sleep 0.01; done");
        string song = Folder.File("x.mp3", "ID3 and so on, long enough"u8.ToArray());
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(testLimit);
        source.CancelAfter(200);
        Assert.That(() => AudioTags.ReadAll([song, song], cancellationToken: source.Token), Throws.InstanceOf<OperationCanceledException>());
        TimeSpan before = Ffprobe.TimeLimit;
        Ffprobe.TimeLimit = TimeSpan.FromMilliseconds(200);
        try
        {
            Assert.That(() => AudioTags.Read(song, null, testLimit), Throws.TypeOf<AudioFormatException>().With.Message.Contains("took more than 0.2 s"));
        }
        finally
        {
            Ffprobe.TimeLimit = before;
        }
    }

    [Test]
    public void TagsAreReadOnceUnlessTheFileChanges()
    {
        string song = Tagged("song.flac", "-metadata", "artist=A");
        string other = Tagged("other.flac", "-metadata", "artist=B, \"quoted\"\n<b>");
        AudioTags[] first = Tags(song, other);
        using (PathVariable none = new(Folder.Path))
        {
            Assert.That(Tags(song, other), Is.EqualTo(first), "there is no ffprobe, and none is needed");
            File.SetLastWriteTimeUtc(other, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            Assert.That(AudioTags.ReadAll([song, other]).Select(static f => f.Tags is null), Is.EqualTo(new[] { false, true }));
        }

        string cache = Directory.GetFiles(Path.Combine(Folder.Path, "cache"), TagCache.FileName, SearchOption.AllDirectories).Single();
        byte[] whole = File.ReadAllBytes(cache);
        foreach (byte[] damaged in new byte[][] { whole[..^7], [.. whole, (byte)'x'], "[]"u8.ToArray(), [.. whole[..60], .. "[1,2]\n"u8] })
        {
            File.WriteAllBytes(cache, damaged);
            Assert.That(Tags(song, other), Is.EqualTo(first));
            Assert.That(TagCache.Open(cache).Find(new FileInfo(other)), Is.EqualTo(first[1]), "it was written again");
        }

        static AudioTags[] Tags(params string[] paths) => [.. AudioTags.ReadAll(paths).Select(static f => f.Tags!)];
    }

    [TestCase("Rock", "Rock")]
    [TestCase(" Rock ; Pop/Jazz, Rock | ", "Rock,Pop,Jazz")]
    [TestCase("17", "Rock")]
    [TestCase("(17)", "Rock")]
    [TestCase("(4)(17)Disco House", "Disco,Rock,Disco House")]
    [TestCase("(17)Rock", "Rock")]
    [TestCase("0;191", "Blues,Psybient")]
    [TestCase("80;62;1999", "Folk,Pop/Funk,1999")]
    [TestCase("192", "192")]
    [TestCase("Pop/Funk", "Pop/Funk")]
    [TestCase("(remix)", "(remix)")]
    [TestCase("", "")]
    public void GenresOfATag(string tag, string expected) => Assert.That(string.Join(',', new AudioTags { Genre = tag }.Genres), Is.EqualTo(expected));

    [TestCase("Hip-Hop", "hip hop", "HipHop", "HIP_HOP", " hip.hop ")]
    [TestCase("R&B", "R & B", "r and b")]
    [TestCase("Música", "musica", "MU\u0301SICA")]
    [TestCase("!!!", " !!! ")]
    public void SpellingsOfAGenre(params string[] spellings) => Assert.That(spellings.Select(AudioTags.GenreKey).Distinct().Count(), Is.EqualTo(1));

    [TestCase("The Beatles", "Beatles, The", "beatles", "Beatles feat. Billy Preston", "The Beatles (ft. X)")]
    [TestCase("Björk", "Bjork")]
    [TestCase("The The", "the the")]
    public void SpellingsOfAnArtist(params string[] spellings) => Assert.That(spellings.Select(AudioTags.ArtistKey).Distinct().Count(), Is.EqualTo(1));

    [TestCase("A; B", "C", "A")]
    [TestCase("", "C", "C")]
    [TestCase("Various Artists", "V.A.", "")]
    [TestCase("Earth, Wind & Fire", "", "Earth, Wind & Fire")]
    [TestCase("AC/DC", "", "AC/DC")]
    public void TheArtistOfATrack(string artist, string albumArtist, string expected) =>
        Assert.That(new AudioTags { Artist = artist, AlbumArtist = albumArtist }.MainArtist, Is.EqualTo(expected));

    [Test]
    public void AnyTextIsATag() => Prop.ForAll<string?>(static given =>
    {
        string text = given ?? "";
        AudioTags tags = new() { Title = text, Genre = text, Artist = text };
        Assert.That(tags.Title.Any(char.IsControl), Is.False);
        Assert.That(tags.Genres, Has.None.Empty);
        Assert.That(AudioTags.GenreKey(AudioTags.GenreKey(text)), Is.EqualTo(AudioTags.GenreKey(text)));
        Assert.That(AudioTags.ArtistKey(text) == "", Is.EqualTo(text.Trim().Length == 0));
    }).QuickCheckThrowOnFailure();

    private string Tagged(string name, params string[] arguments)
    {
        if (FfmpegSource.Find() is not { } ffmpeg)
        {
            Assert.Ignore("skipped: ffmpeg is not on the PATH.");
            throw new PlatformNotSupportedException();
        }

        string wav = Folder.File("source.wav", Wav(Pcm16([.. Enumerable.Range(0, 48000).Select(static i => (short)(i * 7919))]), rate: 48000));
        string path = Path.Combine(Folder.Path, name);
        using Process process = Process.Start(new ProcessStartInfo(ffmpeg, ["-v", "error", "-nostdin", "-i", wav, .. arguments, path]))!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        return path;
    }

    private PathVariable FakeFfprobe(string script)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("skipped: this machine has no shell for a program in ffprobe's place.");
            throw new PlatformNotSupportedException();
        }

        return new PathVariable(FakeProgram.Make(Folder.Path, "ffprobe", script));
    }
}
