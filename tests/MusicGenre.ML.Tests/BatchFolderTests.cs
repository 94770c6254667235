using MusicGenre.ML.Batch;

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
}
