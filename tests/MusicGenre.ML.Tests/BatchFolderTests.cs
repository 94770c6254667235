using System.Diagnostics;
using System.Runtime.Versioning;
using MusicGenre.Features;

namespace MusicGenre.ML.Tests;

/// <summary>Which files of a folder are tracks, what they are called, and which genre they have.</summary>
public sealed class BatchFolderTests
{
    [Test]
    public void Genres_are_folders_or_else_prefixes_and_the_order_is_ordinal()
    {
        using AudioFiles files = new();
        foreach (string name in (string[])["rock/rock.00001.au", "rock/b-side.mp3", "blues/deep/01.FLAC", "jazz.00007.wav", "noise.wav", "Rock/x.wav", "rock/.hidden.wav", "rock/cover.jpg"])
        {
            files.AddBytes(name, []);
        }

        Assert.That(
            AudioFolder.List(files.Folder).Select(t => (t.Name, t.Genre)),
            Is.EqualTo(new[]
            {
                ("Rock/x.wav", "Rock"), ("blues/deep/01.FLAC", "blues"), ("jazz.00007.wav", "jazz"), ("noise.wav", ""), ("rock/b-side.mp3", "rock"), ("rock.00001.au", "rock"),
            }));
    }

    [Test]
    public void Copies_of_one_name_are_called_by_their_paths()
    {
        using AudioFiles files = new();
        files.AddBytes("a/rock/rock.1.wav", []);
        files.AddBytes("rock/rock.1.wav", []);
        files.AddBytes("rock/more/rock.1.wav", []);
        files.AddBytes("rock.2.wav", []);
        Assert.That(AudioFolder.List(files.Folder).Select(t => t.Name), Is.EqualTo(new[] { "a/rock/rock.1.wav", "rock.2.wav", "rock/more/rock.1.wav", "rock/rock.1.wav" }));
    }

    [TestCase("/music/jazz/a.wav", GenreSource.Auto, "jazz", "/music/jazz/a.wav")]
    [TestCase("music/blues/blues.00000.wav", GenreSource.Auto, "blues", "blues.00000.wav")]
    [TestCase("./blues.00000.wav", GenreSource.Auto, "blues", "blues.00000.wav")]
    [TestCase("in/blues.00000.wav", GenreSource.FileName, "blues", "blues.00000.wav")]
    [TestCase("in/hip-hop_17.mp3", GenreSource.FileName, "hip-hop", "hip-hop_17.mp3")]
    [TestCase("in/blues.00000.wav", GenreSource.None, "", "in/blues.00000.wav")]
    [TestCase("07 song.wav", GenreSource.Auto, "", "07 song.wav")]
    public void A_path_alone_has_a_genre_too(string path, GenreSource genres, string genre, string name)
    {
        AudioTrack track = AudioFolder.FromPath(path, genres);
        Assert.That((track.Genre, track.Name, track.Path), Is.EqualTo((genre, name, path)));
    }

    [Test]
    public void Links_are_followed_but_not_in_circles()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("skipped: links need a privilege on Windows.");
        }

        using AudioFiles files = new();
        files.AddBytes("music/rock/1.wav", []);
        Directory.CreateSymbolicLink(files.Path("music/rock/up"), files.Path("music"));
        Directory.CreateDirectory(files.Path("elsewhere"));
        files.AddBytes("elsewhere/2.wav", []);
        Directory.CreateSymbolicLink(files.Path("music/jazz"), files.Path("elsewhere"));
        Assert.That(AudioFolder.List(files.Path("music")).Select(t => t.Name), Is.EqualTo(new[] { "jazz/2.wav", "rock/1.wav" }));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void A_real_folder_is_visited_once_under_its_own_name()
    {
        using AudioFiles files = new();
        files.AddBytes("music/b/1.wav", []);
        files.AddBytes("music/c/2.wav", []);
        files.AddBytes("else/where/3.wav", []);

        // b and c lead to each other, a to b; two links lead to one folder elsewhere, and one from there back again.
        Directory.CreateSymbolicLink(files.Path("music/a"), "b");
        Directory.CreateSymbolicLink(files.Path("music/b/other"), "../c");
        Directory.CreateSymbolicLink(files.Path("music/c/other"), "../b");
        Directory.CreateSymbolicLink(files.Path("music/x"), files.Path("else/where"));
        Directory.CreateSymbolicLink(files.Path("music/y"), "x");
        Directory.CreateSymbolicLink(files.Path("else/where/back"), files.Path("music"));
        Directory.CreateSymbolicLink(files.Path("else/where/up"), files.Path("else"));
        Assert.That(AudioFolder.List(files.Path("music")).Select(t => t.Name), Is.EqualTo(new[] { "b/1.wav", "c/2.wav", "x/3.wav" }));
    }

    [Test]
    [SupportedOSPlatform("linux")]
    public void What_can_not_be_read_is_reported_and_the_rest_goes_on()
    {
        using AudioFiles files = new();
        files.Add("music/rock/1.wav", 1);
        files.AddBytes("music/closed/2.wav", []);
        files.AddBytes("music/pop/3.jpg", []);
        Process.Start("/bin/sh", ["-c", "mkfifo \"$0/pop/pipe.wav\"; mkdir \"$0/$(printf 'd\\377')\"; : > \"$0/pop/$(printf 'n\\377.wav')\"", files.Path("music")]).WaitForExit();
        File.SetUnixFileMode(files.Path("music/closed"), UnixFileMode.None);
        List<BadFile> bad = [];
        IReadOnlyList<AudioTrack> tracks = AudioFolder.List(files.Path("music"), GenreSource.Auto, bad);
        BadFile? mangled = new BatchExtractor(AudioFiles.SmallSet).Extract(tracks.Single(t => t.Name.StartsWith("pop/n", StringComparison.Ordinal))).Problem;

        // Root may read everything.
        bool isRoot = Environment.IsPrivilegedProcess;
        Assert.Multiple(() =>
        {
            Assert.That(tracks.Select(t => t.Name), Is.EqualTo(isRoot ? new[] { "closed/2.wav", "pop/n\uFFFD.wav", "rock/1.wav" } : ["pop/n\uFFFD.wav", "rock/1.wav"]), "no pipe");
            Assert.That(bad, Has.Count.EqualTo(isRoot ? 1 : 2));
            Assert.That(bad.Single(b => b.Path.Contains('\uFFFD')).Reason, Does.Contain("UTF-8"));
            Assert.That(mangled!.Reason, Does.Contain("UTF-8"));
            Assert.That(() => AudioFolder.List(files.Path("music")), Throws.InstanceOf<SystemException>(), "without a list for them the first ends the work");
        });
        File.SetUnixFileMode(files.Path("music/closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // Not by .NET, which would not find it.
        Process.Start("/bin/rm", ["-r", files.Path("music")]).WaitForExit();
    }

    [Test]
    public void Single_paths_are_told_apart_as_those_of_a_folder()
    {
        Assert.That(
            AudioFolder.FromPaths(["a/blues.1.wav", "b/blues.1.wav", "c/blues.2.wav", "c/x.wav"], GenreSource.FileName).Select(t => t.Name),
            Is.EqualTo(new[] { "a/blues.1.wav", "b/blues.1.wav", "blues.2.wav", "c/x.wav" }));
        Assert.That(() => AudioFolder.FromPaths(["a/1.wav", "b/1.wav", "./b/../a/1.wav"]), Throws.ArgumentException.With.Message.Contains("1 and 3"));
    }
}
