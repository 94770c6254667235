using System.Net;
using System.Text.Json;
using MusicGenre.Audio;
using MusicGenre.ML;
using MusicGenre.Tool;
using MusicGenre.Tool.Web;

namespace MusicGenre.Web.Tests;

/// <summary>What programs ask of the server.</summary>
public sealed class ServeApiTests
{
    private GenreServer _server = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await Served.StartAsync();
        _client = new HttpClient { BaseAddress = _server.Address };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Assert.That(Directory.Exists(_server.TemporaryFolder), Is.False);
    }

    [TearDown]
    public void No_temporary_file_is_left() => Assert.That(Directory.EnumerateFileSystemEntries(_server.TemporaryFolder), Is.Empty);

    [Test]
    public async Task A_song_is_answered_with_what_the_model_says_of_it()
    {
        byte[] song = Served.Song(seed: 3);
        using MemoryStream stream = new(song);
        GenrePrediction expected = Served.Analyzer.Model.Predict(AudioFile.Read(stream));
        using HttpContent raw = Served.Raw(song);
        using HttpContent form = Served.Form(song, "three.wav");
        (HttpStatusCode status, JsonElement asBody) = await Served.PostAsync(_client, raw, "/predict?name=three.wav");
        (_, JsonElement asForm) = await Served.PostAsync(_client, form);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), asBody.ToString());
        foreach (JsonElement answer in (JsonElement[])[asBody, asForm])
        {
            Assert.That(answer.GetProperty("file").GetString(), Is.EqualTo("three.wav"));
            Assert.That(answer.GetProperty("genre").GetString(), Is.EqualTo(expected.Genre));
            Assert.That(answer.GetProperty("duration").GetDouble(), Is.EqualTo(6.5).Within(1e-3));
            Assert.That(answer.GetProperty("spectrogram").ValueKind, Is.EqualTo(JsonValueKind.Null));
            foreach (JsonElement share in answer.GetProperty("probabilities").EnumerateArray())
            {
                Assert.That(share.GetProperty("probability").GetDouble(), Is.EqualTo(expected[share.GetProperty("genre").GetString()!]).Within(1e-9));
            }
        }
    }

    [Test]
    public async Task A_long_song_is_answered_window_by_window()
    {
        byte[] song = Served.Song(seed: 4, seconds: 91);
        using HttpContent raw = Served.Raw(song);
        (_, JsonElement answer) = await Served.PostAsync(_client, raw);
        JsonElement[] windows = [.. answer.GetProperty("windows").EnumerateArray()];
        Assert.That(windows.Select(static w => w.GetProperty("start").GetDouble()), Is.EqualTo(new double[] { 0, 30, 60 }).Within(0.01));
        double[][] probabilities = [.. windows.Select(static w => w.GetProperty("probabilities").EnumerateArray().Select(static p => p.GetDouble()).ToArray())];
        using MemoryStream stream = new(song);
        GenreTimeline expected = Served.Analyzer.Model.PredictWindows(AudioFile.Read(stream));
        Assert.That(probabilities, Is.EqualTo(expected.Windows.Select(static w => w.Prediction.RawProbabilities.ToArray())));
        Assert.That(answer.GetProperty("genre").GetString(), Is.EqualTo(expected.Prediction.Genre));
        Assert.That(answer.GetProperty("probability").GetDouble(), Is.EqualTo(expected.Prediction[expected.Prediction.Genre]));
    }

    /// <summary>Short windows of a song that has few of the model's; they show that it changes in the middle, and the song's figure is not made of them.</summary>
    [TestCase(6.5, 0)]
    [TestCase(40, 7)]
    [TestCase(150, 0)]
    public async Task A_short_song_has_a_finer_course_if_asked_for(double seconds, int windows)
    {
        byte[] song = Served.Song(seed: 6, seconds);
        using HttpContent raw = Served.Raw(song);
        using HttpContent again = Served.Raw(song);
        (_, JsonElement plain) = await Served.PostAsync(_client, raw);
        (_, JsonElement fine) = await Served.PostAsync(_client, again, "/predict?course=fine");
        Assert.That(plain.GetProperty("course").ValueKind, Is.EqualTo(JsonValueKind.Null));
        JsonElement course = fine.GetProperty("course");
        double[] starts = course.ValueKind == JsonValueKind.Array ? [.. course.EnumerateArray().Select(static w => w.GetProperty("start").GetDouble())] : [];
        Assert.That(starts, Is.EqualTo(Enumerable.Range(0, windows).Select(static i => 5.0 * i)));
        Assert.That(fine.GetProperty("probabilities").ToString(), Is.EqualTo(plain.GetProperty("probabilities").ToString()));
    }

    [Test]
    public async Task A_picture_comes_if_asked_for()
    {
        using HttpContent raw = Served.Raw(Served.Song());
        (_, JsonElement answer) = await Served.PostAsync(_client, raw, "/predict?spectrogram=true");
        string image = answer.GetProperty("spectrogram").GetProperty("image").GetString()!;
        byte[] png = Convert.FromBase64String(image["data:image/png;base64,".Length..]);
        Assert.That(png.Take(8), Is.EqualTo(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A }));
    }

    [Test]
    public async Task An_answer_that_is_not_sure_enough_is_unknown()
    {
        SongAnalyzer unsure = new(Served.Analyzer.Model, "a.model", table: null) { RejectBelow = 1 };
        await using GenreServer server = await Served.StartAsync(analyzer: unsure);
        using HttpClient client = new() { BaseAddress = server.Address };
        using HttpContent raw = Served.Raw(Served.Song());
        (_, JsonElement answer) = await Served.PostAsync(client, raw);
        Assert.That(answer.GetProperty("genre").GetString(), Is.EqualTo(GenrePrediction.Unknown));
        Assert.That(answer.GetProperty("windows")[0].GetProperty("genre").GetString(), Is.EqualTo(GenrePrediction.Unknown));
        Assert.That(answer.GetProperty("probability").GetDouble(), Is.EqualTo(answer.GetProperty("probabilities")[0].GetProperty("probability").GetDouble()).And.LessThan(1));
    }

    [Test]
    public void The_nearest_track_of_a_row_of_the_table_is_itself()
    {
        FeatureTable table = Gtzan.LoadFeatures().SelectRows([.. Enumerable.Range(0, 200)]);
        NearestTracks nearest = new(table, [.. table.FeatureNames.Reverse()]);
        ReadOnlyMemory<float> row = table.Row(17).ToArray().Reverse().ToArray();
        NearTrack[] found = nearest.Find([row], 3);
        Assert.That(found[0].Name, Is.EqualTo(table.FileNames[17]));
        Assert.That(found[0].Distance, Is.Zero);
        Assert.That(found.Select(static t => t.Distance), Is.Ordered);
        Assert.That(() => new NearestTracks(table.SelectColumns(["tempo"]), table.FeatureNames), Throws.ArgumentException.With.Message.Contains("lacks 56 of the model's 57"));
    }

    [Test]
    public async Task The_model_and_the_state_of_the_server_are_told()
    {
        JsonElement model = JsonDocument.Parse(await _client.GetStringAsync("/model")).RootElement;
        Assert.That(model.GetProperty("genres").EnumerateArray().Select(static g => g.GetString()), Is.EqualTo(Gtzan.Genres));
        Assert.That(model.GetProperty("trainingTracks").GetInt32(), Is.EqualTo(550));
        Assert.That(model.GetProperty("windowSeconds").GetDouble(), Is.EqualTo(30));
        Assert.That(model.GetProperty("card").GetProperty("tableSha256").GetString(), Is.EqualTo(Gtzan.LoadGenreFeatures().ComputeSha256()));
        Assert.That(model.GetProperty("nearestNote").ValueKind, Is.EqualTo(JsonValueKind.Null));
        JsonElement health = JsonDocument.Parse(await _client.GetStringAsync("/health")).RootElement;
        Assert.That(health.GetProperty("status").GetString(), Is.EqualTo("ok"));
        Assert.That(health.GetProperty("inWork").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task A_model_without_its_table_says_so_and_one_without_feature_set_is_refused()
    {
        await using GenreServer server = await Served.StartAsync(analyzer: new SongAnalyzer(Served.Analyzer.Model, "a.model", table: null));
        using HttpClient client = new() { BaseAddress = server.Address };
        JsonElement model = JsonDocument.Parse(await client.GetStringAsync("/model")).RootElement;
        Assert.That(model.GetProperty("nearestNote").GetString(), Does.Contain("--table"));
        using HttpContent raw = Served.Raw(Served.Song());
        (_, JsonElement answer) = await Served.PostAsync(client, raw);
        Assert.That(answer.GetProperty("nearest").ValueKind, Is.EqualTo(JsonValueKind.Null));

        SongAnalyzer strange = new(Served.Analyzer.Model, "a.model", Gtzan.LoadGenreFeatures().SelectRows([.. Enumerable.Range(0, 100)]));
        Assert.That(strange.NearestNote, Does.Contain("not the one that the model was trained on"));
        GenreModel blind = new LinearDiscriminantTrainer().Fit(Gtzan.LoadFeatures().WithFeatureSet(null));
        Assert.That(() => new SongAnalyzer(blind, "b.model", table: null), Throws.TypeOf<WrongUseException>().With.Message.Contains("b.model"));
    }

    /// <summary>The description is written by hand: every path that it names answers, and every property that answers have is described, and no other.</summary>
    [Test]
    public async Task The_description_is_that_of_the_answers()
    {
        JsonElement description = JsonDocument.Parse(await _client.GetStringAsync("/openapi.json")).RootElement;
        JsonElement schemas = description.GetProperty("components").GetProperty("schemas");
        Assert.That(description.GetProperty("paths").EnumerateObject().Select(static p => p.Name), Is.EquivalentTo((string[])["/predict", "/model", "/health", "/openapi.json"]));
        using HttpContent raw = Served.Raw(Served.Song());
        (_, JsonElement song) = await Served.PostAsync(_client, raw, "/predict?spectrogram=true");
        using HttpContent bad = Served.Raw([1, 2, 3]);
        (_, JsonElement problem) = await Served.PostAsync(_client, bad);
        Check(schemas, "Song", song);
        Check(schemas, "Problem", problem);
        Check(schemas, "Model", JsonDocument.Parse(await _client.GetStringAsync("/model")).RootElement);
        Check(schemas, "Health", JsonDocument.Parse(await _client.GetStringAsync("/health")).RootElement);
    }

    [TestCase("GET", "/predict", HttpStatusCode.MethodNotAllowed)]
    [TestCase("POST", "/model", HttpStatusCode.MethodNotAllowed)]
    [TestCase("DELETE", "/", HttpStatusCode.MethodNotAllowed)]
    [TestCase("GET", "/../../etc/passwd", HttpStatusCode.NotFound)]
    [TestCase("GET", "/page", HttpStatusCode.NotFound)]
    [TestCase("GET", "/favicon.ico", HttpStatusCode.NotFound)]
    public async Task Other_requests_are_refused_with_a_reason(string method, string path, HttpStatusCode status)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That((await Served.JsonAsync(response)).GetProperty("detail").GetString(), Is.Not.Empty);
    }

    [Test]
    public async Task Every_answer_carries_the_headers_that_keep_a_page_to_itself([Values("/", "/page.js", "/page.css", "/icon.svg", "/openapi.json", "/model", "/nothing")] string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(path);
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo((string[])["nosniff"]));
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.That(policy, Does.StartWith("default-src 'none';").And.Not.Contain("unsafe").And.Not.Contain("http").And.Contain("require-trusted-types-for 'script'"));
        Assert.That(response.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
        Assert.That(response.Headers.Contains("Server"), Is.False);
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Not.Match("https?://(?!www\\.w3\\.org/)"), "an outside address");
    }

    private static void Check(JsonElement schemas, string name, JsonElement value)
    {
        JsonElement schema = schemas.GetProperty(name);
        Dictionary<string, JsonElement> described = schema.GetProperty("properties").EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value);
        Assert.That(value.EnumerateObject().Select(static p => p.Name), Is.EquivalentTo(described.Keys), name);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            JsonElement inner = described[property.Name];
            JsonElement item = property.Value;
            if (item.ValueKind == JsonValueKind.Array)
            {
                Assert.That(inner.GetProperty("type").ToString(), Does.Contain("array"), $"{name}.{property.Name}");
                inner = inner.GetProperty("items");
                item = item.EnumerateArray().FirstOrDefault();
            }

            inner = inner.TryGetProperty("oneOf", out JsonElement choices) ? choices[0] : inner;
            if (inner.TryGetProperty("$ref", out JsonElement reference) && item.ValueKind == JsonValueKind.Object)
            {
                Check(schemas, reference.GetString()!.Split('/')[^1], item);
            }
        }
    }
}
