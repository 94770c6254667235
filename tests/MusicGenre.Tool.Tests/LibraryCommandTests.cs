using System.Net;
using System.Text.Json;
using MusicGenre.Audio;
using MusicGenre.ML;
using MusicGenre.Tests;
using MusicGenre.Tool.Web;

namespace MusicGenre.Tool.Tests;

/// <summary>The commands on a library as people have it: tags in MP3, FLAC, M4A and Ogg, genres spelt in three ways, bad files.</summary>
[NonParallelizable]
public sealed class LibraryCommandTests : FolderFixture
{
    private TaggedLibrary _library = null!;

    [SetUp]
    public void MakeLibrary() => _library = TaggedLibrary.Require();

    [Test]
    public async Task Extract_takes_genres_and_artists_from_tags()
    {
        (int code, string error) = await RunAsync("extract", _library.Folder, "--set", "means26", "--genre", "tag", "--out", Folder["t.csv"]);
        FeatureTable table = FeatureCsv.Read(Folder["t.csv"]);
        LibraryTrack[] expected = [.. _library.Tracks.Where(static t => t.IsReadable)];
        int[] rows = [.. expected.Select(t => table.FileNames.ToList().IndexOf(t.File))];
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(CommandHost.Failure), "a file could not be used");
            Assert.That(error, Does.Contain("Spellings taken for one genre: Hip-Hop (also HipHop, hip hop)").And.Contain("1 track has several genres in its tag; the first counts ('Hip-Hop; Rap' is Hip-Hop)"));
            Assert.That(rows, Has.None.EqualTo(-1));
            Assert.That(rows.Select(i => table.Labels[i]), Is.EqualTo(expected.Select(static t => t.Genre)));
            Assert.That(rows.Select(i => table.Artists![i]), Is.EqualTo(expected.Select(static t => t.Artist)));
            Assert.That(rows.Select(i => table.Albums![i]), Is.EqualTo(expected.Select(static t => t.Album)));
            Assert.That(rows.Select(i => table.Groups[i]).Distinct().Count(), Is.EqualTo(expected.Select(static t => t.Artist.Length > 0 ? t.Artist : t.File).Distinct().Count()));
        });

        // The same again is resumed: every track is there, and the last one is compared.
        (_, error) = await RunAsync("extract", _library.Folder, "--set", "means26", "--genre", "tag", "--out", Folder["t.csv"], "--resume");
        Assert.That(error, Does.Contain($"{table.RowCount - 1} tracks are there already"));
    }

    [Test]
    public async Task Genres_are_renamed_and_small_ones_left_out()
    {
        File.WriteAllText(Folder["names.csv"], "from,to\nHIP HOP,Rap\ncountry,\n");
        (_, string error) = await RunAsync("extract", _library.Folder, "--set", "means26", "--genre", "tag", "--genres", Folder["names.csv"], "--min-tracks", "2", "--out", Folder["t.csv"]);
        FeatureTable table = FeatureCsv.Read(Folder["t.csv"]);
        int country = _library.Tracks.Count(static t => t.Genre == "Country");
        Assert.That(table.Genres, Is.EqualTo(new[] { "Metal", "Rap" }));
        Assert.That(error, Does.Contain($"{country} tracks are left out by name: Country {country}").And.Contain("1 track is left out, as their genres have fewer than 2: Soundtrack 1"));

        File.WriteAllText(Folder["names.csv"], "from,to\nHip-Hop,Rap\nhiphop,Urban\n");
        (int code, error) = await RunAsync("extract", _library.Folder, "--genre", "tag", "--genres", Folder["names.csv"], "--out", Folder["t.csv"]);
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
        Assert.That(error, Does.Contain("names.csv").And.Contain("line 3").And.Contain("'Rap' above"));
    }

    [Test]
    public async Task A_model_trained_on_a_library_says_what_it_is_worth()
    {
        (int code, string output, string error) = await Shell.RunAsync(
            "train", _library.Folder, "--set", "means26", "--genre", "tag", "--min-tracks", "2", "--trainer", "lda", "--folds", "3", "--out", Folder["m.model"]);
        GenreModel model = GenreModel.Load(Folder["m.model"]);
        ModelCard card = model.Card!;
        int artists = _library.Tracks.Where(static t => t.IsReadable && t.Genre != "Soundtrack").Select(static t => t.Artist).Where(static a => a.Length > 0).Distinct().Count();
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(CommandHost.Failure), error);
            Assert.That(output, Does.Contain($"groups: {artists} artists; ").And.Contain("cross-validated: accuracy 0.").And.Contain("3 stratified folds").And.Contain("kept together"));
            Assert.That(card.Evaluation!.FoldCount, Is.EqualTo(3));
            Assert.That(output, Does.Contain(card.Evaluation.ToString()));
            Assert.That(card.GenreCounts.Select(static g => g.Key), Is.EqualTo(model.Genres));
            Assert.That(card.Groups, Does.StartWith($"{artists} artists"));
            Assert.That(DateTimeOffset.UtcNow - card.Created!.Value, Is.LessThan(TimeSpan.FromHours(1)));
        });

        (code, output, _) = await Shell.RunAsync("show", Folder["m.model"]);
        Assert.That(code, Is.EqualTo(CommandHost.Success));
        Assert.That(output, Does.Contain("SHA-256 " + card.TableSha256).And.Contain("LinearDiscriminant").And.Contain($"rows         {card.RowCount}"));
        (_, output, _) = await Shell.RunAsync("show", Folder["m.model"], "--json");
        JsonElement shown = JsonDocument.Parse(output).RootElement.GetProperty("card");
        Assert.That(shown.GetProperty("evaluation").GetProperty("accuracy").GetDouble(), Is.EqualTo(card.Evaluation!.Accuracy));

        // Without the evaluation the same model, and a card without figures.
        await RunAsync("train", _library.Folder, "--set", "means26", "--genre", "tag", "--min-tracks", "2", "--trainer", "lda", "--no-evaluation", "--out", Folder["n.model"]);
        GenreModel other = GenreModel.Load(Folder["n.model"]);
        Assert.That(other.Card!.Evaluation, Is.Null);
        Assert.That(other.WithCard(null).ToBytes(), Is.EqualTo(model.WithCard(null).ToBytes()));
        Assert.That((other.Card with { Created = card.Created, Evaluation = card.Evaluation }).ToJson(), Is.EqualTo(card.ToJson()));
    }

    [Test]
    public async Task A_song_of_a_library_is_predicted_window_by_window_and_on_the_page()
    {
        await RunAsync("train", _library.Folder, "--set", "means26", "--genre", "tag", "--min-tracks", "2", "--trainer", "lda", "--no-evaluation", "--out", Folder["m.model"]);
        LibraryTrack song = _library[LibraryTrackKind.Joined];
        (int code, string output, string error) = await Shell.RunAsync("predict", Folder["m.model"], _library.Path(song), "--timeline");
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        Assert.That(output.Split('\n').Select(static line => line.Trim().Split("  ")[0]).Where(static start => start.Contains(" - ", StringComparison.Ordinal)), Is.EqualTo(new[] { "0:00 - 0:30", "0:30 - 1:00", "1:00 - 1:30", "1:30 - 2:00" }));

        GenreModel model = GenreModel.Load(Folder["m.model"]);
        await using GenreServer server = await GenreServer.StartAsync(new SongAnalyzer(model, "m.model", table: null), new ServeOptions(), CancellationToken.None);
        using HttpClient client = new() { BaseAddress = server.Address };
        foreach (LibraryTrack track in _library.Tracks.DistinctBy(static t => (t.Kind, Path.GetExtension(t.File))))
        {
            using ByteArrayContent body = new(File.ReadAllBytes(_library.Path(track)));
            using HttpResponseMessage response = await client.PostAsync("/predict", body);
            string answer = await response.Content.ReadAsStringAsync();
            Assert.That(response.StatusCode, Is.EqualTo(track.IsReadable ? HttpStatusCode.OK : HttpStatusCode.BadRequest), $"{track.File}: {answer}");
            if (track.IsReadable)
            {
                Assert.That(JsonDocument.Parse(answer).RootElement.GetProperty("genre").GetString(), Is.EqualTo(model.Predict(AudioFile.Read(_library.Path(track))).Genre), track.File);
            }
        }
    }

    [Test]
    public async Task A_baseline_of_a_library_keeps_artists_apart()
    {
        (int code, string output, _) = await Shell.RunAsync(
            "baseline", _library.Folder, "--set", "means26", "--genre", "tag", "--min-tracks", "2", "--trainers", "lda,majority", "--folds", "3", "--no-report", "--json", Folder["f.json"]);
        Assert.That(code, Is.EqualTo(CommandHost.Failure), "a file could not be used");
        int nameless = _library.Tracks.Count(static t => t.IsReadable && t.Genre != "Soundtrack" && t.Artist.Length == 0);
        Assert.That(output, Does.Contain("kept together").And.Match($" artists; {nameless} tracks? without an artist, (each )?alone"));
        Assert.That(JsonDocument.Parse(File.ReadAllText(Folder["f.json"])).RootElement.GetProperty("trainers").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task Folders_of_artists_are_noticed()
    {
        (_, string error) = await RunAsync("extract", _library.Folder, "--set", "means26", "--out", Folder["t.csv"]);
        Assert.That(error, Does.Contain("lie in a folder with the name of their artist").And.Contain("--genre tag"));
    }

    [TestCase("train", "--no-evaluation", "--folds", "3", "--folds is about the cross-validation")]
    [TestCase("extract", "--no-tags", "--genre", "tag", "--no-tags does not read")]
    [TestCase("baseline", "--published", "--seed", "1", "--published names a table")]
    public async Task Options_that_do_not_go_together(string command, string first, string second, string value, string message)
    {
        (int code, string error) = await RunAsync([command, _library.Folder, first, second, value, .. command == "baseline" ? Array.Empty<string>() : ["--out", Folder["x"]]]);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse));
        Assert.That(error, Does.Contain(message));
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] args)
    {
        (int code, _, string error) = await Shell.RunAsync(args);
        return (code, error);
    }
}
