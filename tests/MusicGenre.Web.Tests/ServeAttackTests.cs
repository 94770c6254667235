using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using MusicGenre.Audio;
using MusicGenre.ML.Tests;
using MusicGenre.Tool.Web;

namespace MusicGenre.Web.Tests;

/// <summary>Senders who mean harm, or whose files are broken: each has its answer, nothing stays behind, and the next song is answered.</summary>
public sealed class ServeAttackTests
{
    private const string Head = "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n";
    private GenreServer _server = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await Served.StartAsync(new ServeOptions { MaximumUpload = 1 << 20, AllowedHosts = ["studio.example"] });
        _client = new HttpClient { BaseAddress = _server.Address };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [TearDown]
    public async Task The_server_goes_on_and_no_temporary_file_is_left()
    {
        using HttpContent raw = Served.Raw(Served.Song());
        (HttpStatusCode status, JsonElement json) = await Served.PostAsync(_client, raw);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), json.ToString());
        Assert.That(Directory.EnumerateFileSystemEntries(_server.TemporaryFolder), Is.Empty);
    }

    private static IEnumerable<TestCaseData> BadFiles()
    {
        byte[] song = Served.Song();

        // The writer would refuse it.
        using MemoryStream wav = new();
        WavWriter.Write(wav, AudioFiles.Clip(1, 6.5), WavSampleFormat.Float32);
        byte[] floats = wav.ToArray();
        BitConverter.TryWriteBytes(floats.AsSpan(floats.Length - 4000), float.NaN);
        yield return new TestCaseData(Array.Empty<byte>(), "nothing").SetArgDisplayNames("empty");
        yield return new TestCaseData("RIFF"u8.ToArray(), "12 bytes").SetArgDisplayNames("four bytes");
        yield return new TestCaseData("This is a letter, not a song. It goes on for a while."u8.ToArray(), null).SetArgDisplayNames("text");
        yield return new TestCaseData(song[..30], null).SetArgDisplayNames("cut header");
        yield return new TestCaseData(song[..2000], null).SetArgDisplayNames("cut samples");
        yield return new TestCaseData(Served.Song(seconds: 0.01), null).SetArgDisplayNames("too short");
        yield return new TestCaseData(floats, null).SetArgDisplayNames("not a number");
        yield return new TestCaseData("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"u8.ToArray(), null).SetArgDisplayNames("playlist");
    }

    [TestCaseSource(nameof(BadFiles))]
    public async Task A_bad_file_is_400_with_the_reason_and_its_name(byte[] bytes, string? reason)
    {
        using HttpContent raw = Served.Raw(bytes);
        (HttpStatusCode status, JsonElement problem) = await Served.PostAsync(_client, raw, "/predict?name=broken.wav");
        string detail = problem.GetProperty("detail").GetString()!;
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), detail);
        Assert.That(detail, Does.StartWith("broken.wav: ").And.Not.Contain(_server.TemporaryFolder).And.Not.Contain("root:"));
        Assert.That(detail, Does.Contain(reason ?? ""));
        Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo(400));
    }

    [Test]
    public async Task What_is_too_large_is_refused_by_its_announcement()
    {
        string answer = await Served.SendAsync(_server, Head + "Content-Length: 99999999999\r\n\r\n", body: [1, 2, 3]);
        Assert.That(answer, Does.StartWith("HTTP/1.1 413 ").And.Contain("1,048,576 bytes"));
    }

    [Test]
    public async Task What_is_too_large_is_refused_as_it_comes()
    {
        byte[] chunk = Encoding.ASCII.GetBytes($"40000\r\n{new string('x', 0x40000)}\r\n");
        string answer = await Served.SendAsync(_server, [.. Encoding.ASCII.GetBytes(Head + "Transfer-Encoding: chunked\r\n\r\n"), .. chunk, .. chunk, .. chunk, .. chunk, .. "1\r\n"u8]);
        Assert.That(answer, Does.StartWith("HTTP/1.1 413 "));
    }

    [Test]
    public async Task A_slow_upload_is_ended()
    {
        await using GenreServer hasty = await Served.StartAsync(new ServeOptions { UploadTime = TimeSpan.FromMilliseconds(200) });
        string answer = await Served.SendAsync(hasty, Head + "Content-Length: 100000\r\n\r\n", body: [.. "RIFF"u8]);
        Assert.That(answer, Does.StartWith("HTTP/1.1 408 ").And.Contain("took longer than 0.2 s"));
        Assert.That(Directory.EnumerateFileSystemEntries(hasty.TemporaryFolder), Is.Empty);
    }

    [Test]
    public async Task A_truncated_upload_is_400_or_nobody_is_there_to_be_answered([Values] bool form)
    {
        string head = form ? Head.Replace("audio/wav", "multipart/form-data; boundary=b", StringComparison.Ordinal) : Head;
        byte[] body = form ? "--b\r\nContent-Disposition: form-data; name=a; filename=a.wav\r\n\r\nRIFF"u8.ToArray() : Served.Song()[..1000];
        string answer = await Served.SendAsync(_server, head + "Content-Length: 100000\r\n\r\n", end: true, body);
        Assert.That(answer, Is.Empty.Or.StartsWith("HTTP/1.1 400 "));
    }

    [TestCase("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=a; filename=a.wav\r\n\r\nRIFF", "can't be read")]
    [TestCase("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--\r\n", "no file")]
    [TestCase("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nx\r\n--b--\r\n", "several files")]
    [TestCase("multipart/form-data", "x", "boundary")]
    [TestCase("multipart/form-data; boundary=b", "", "")]
    public async Task A_wrong_form_is_400_with_the_reason(string type, string body, string reason)
    {
        using ByteArrayContent content = new(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (HttpStatusCode status, JsonElement problem) = await Served.PostAsync(_client, content);
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain(reason));
    }

    [TestCase("../../../tmp/evil.wav", "evil.wav")]
    [TestCase("/etc/passwd", "passwd")]
    [TestCase("C:\\Windows\\win.ini", "win.ini")]
    [TestCase("..", "..")]
    [TestCase("a/", "song")]
    [TestCase("", "song")]
    [TestCase("\u001b[31mred\u0000.wav", "[31mred.wav")]
    [TestCase("<script>alert(1)</script>.wav", "script>.wav")]
    [TestCase("<img src=x onerror=alert(1)>.wav", "<img src=x onerror=alert(1)>.wav")]
    public async Task A_name_is_only_a_label(string name, string label)
    {
        Assert.That(Upload.LabelOf(name), Is.EqualTo(label));
        using HttpContent raw = Served.Raw(Served.Song());
        using HttpResponseMessage response = await _client.PostAsync($"/predict?name={Uri.EscapeDataString(name)}", raw);
        string text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        Assert.That(text, Does.Not.Contain('<'), "text that a browser could take for HTML");
        Assert.That(JsonDocument.Parse(text).RootElement.GetProperty("file").GetString(), Is.EqualTo(label));
    }

    [Test]
    public async Task A_script_in_a_tag_goes_nowhere()
    {
        byte[] song = Served.Song();
        byte[] info = [.. "LIST"u8, 34, 0, 0, 0, .. "INFOINAM"u8, 22, 0, 0, 0, .. "<script>evil()</script>"u8];
        byte[] tagged = [.. song, .. info];
        BitConverter.TryWriteBytes(tagged.AsSpan(4), tagged.Length - 8);
        using HttpContent raw = Served.Raw(tagged);
        (HttpStatusCode status, JsonElement answer) = await Served.PostAsync(_client, raw);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.ToString(), Does.Not.Contain("evil"));
    }

    [TestCase("localhost", 200)]
    [TestCase("localhost:1234", 200)]
    [TestCase("127.0.0.1:80", 200)]
    [TestCase("[::1]", 200)]
    [TestCase("studio.example", 200)]
    [TestCase("evil.example", 421)]
    [TestCase("localhost.evil.example", 421)]
    [TestCase("127.0.0.1.evil.example", 421)]
    [TestCase("192.168.0.7", 421)]
    [TestCase("", 421)]
    public async Task Another_host_is_not_answered(string host, int status)
    {
        string answer = await Served.SendAsync(_server, $"GET /model HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        Assert.That(answer, Does.StartWith(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} ")));
        Assert.That(answer.Contains("genres", StringComparison.Ordinal), Is.EqualTo(status == 200));
    }

    [TestCase("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [TestCase("Origin", "null", HttpStatusCode.Forbidden)]
    [TestCase("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [TestCase("Origin", "own", HttpStatusCode.OK)]
    public async Task A_page_of_another_origin_can_not_send(string header, string value, HttpStatusCode expected)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/predict") { Content = Served.Raw(Served.Song()) };
        request.Headers.Add(header, value == "own" ? _server.Address.GetLeftPart(UriPartial.Authority) : value);
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_server_without_a_free_place_says_so()
    {
        await using GenreServer busy = await Served.StartAsync(new ServeOptions { MaximumAtOnce = 1, WaitTime = TimeSpan.FromMilliseconds(50) });
        using HttpClient client = new() { BaseAddress = busy.Address };
        using HttpContent raw = Served.Raw(Served.Song());
        await busy.Turns.WaitAsync();
        using HttpResponseMessage response = await client.PostAsync("/predict", raw);
        busy.Turns.Release();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(response.Headers.RetryAfter, Is.Not.Null);
        Assert.That((await Served.JsonAsync(response)).GetProperty("detail").GetString(), Does.StartWith("All 1 places are taken"));
        Assert.That(Directory.EnumerateFileSystemEntries(busy.TemporaryFolder), Is.Empty);
    }

    [Test]
    public async Task A_song_that_takes_too_long_is_given_up()
    {
        await using GenreServer hasty = await Served.StartAsync(new ServeOptions { WorkTime = TimeSpan.Zero });
        using HttpClient client = new() { BaseAddress = hasty.Address };
        using HttpContent raw = Served.Raw(Served.Song());
        (HttpStatusCode status, JsonElement problem) = await Served.PostAsync(client, raw);
        Assert.That(status, Is.EqualTo(HttpStatusCode.ServiceUnavailable), problem.ToString());
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("decoding and prediction took longer than 0 s"));
        Assert.That(Directory.EnumerateFileSystemEntries(hasty.TemporaryFolder), Is.Empty);
    }

    [Test]
    public async Task Two_hundred_requests_over_eight_connections_are_all_answered_and_nothing_grows()
    {
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = 8 };
        using HttpClient client = new(handler) { BaseAddress = _server.Address };
        byte[] song = Served.Song();
        string[] answers = new string[200];
        long[] memory = new long[2];
        for (int half = 0; half < 2; half++)
        {
            await Parallel.ForEachAsync(Enumerable.Range(half * 100, 100), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            {
                using HttpContent raw = Served.Raw(song);
                (HttpStatusCode status, JsonElement answer) = await Served.PostAsync(client, raw);
                answers[i] = $"{status} {answer.GetProperty("genre")} {answer.GetProperty("probability")}";
            });
            memory[half] = GC.GetTotalMemory(forceFullCollection: true);
        }

        Assert.That(answers.Distinct().Count(), Is.EqualTo(1), "the same song, the same answer");
        Assert.That(memory[1] - memory[0], Is.LessThan(8L << 20), "bytes that the second hundred left behind");
    }
}
