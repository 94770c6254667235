using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MusicGenre.ML.Tests;

/// <summary>The download, against a server of our own that answers as real ones do on bad days.</summary>
public sealed class PublishedTableTests
{
    private static readonly byte[] Table = Encoding.UTF8.GetBytes("filename,chroma_stft,rmse,label\nblues.00000.wav,0.1,0.2,blues\nrock.00000.wav,0.3,0.4,rock\n");
    private static readonly string Hash = Convert.ToHexString(SHA256.HashData(Table));
    private string _cache = "";

    [SetUp]
    public void NewCache() => _cache = Path.Combine(TestContext.CurrentContext.WorkDirectory, "cache" + Guid.NewGuid().ToString("N"));

    private Task<FeatureTable> DownloadAsync(Uri address, double seconds = 30) => Gtzan.DownloadPublishedFeaturesAsync(
        new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }, _cache, address, TimeSpan.FromSeconds(seconds), CancellationToken.None, Hash);

    private string[] Cached => Directory.Exists(_cache) ? Directory.GetFiles(_cache) : [];

    [Test]
    public async Task A_good_answer_is_verified_kept_and_not_asked_for_again()
    {
        await using Server server = new(Answer(Table));
        Assert.That((await DownloadAsync(server.Address)).RowCount, Is.EqualTo(2));
        Assert.That((await DownloadAsync(server.Address)).RowCount, Is.EqualTo(2));
        Assert.That(server.Requests, Is.EqualTo(1));
        Assert.That(Cached, Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_damaged_cache_is_fetched_anew()
    {
        await using Server server = new(Answer(Table));
        await DownloadAsync(server.Address);
        File.WriteAllText(Cached.Single(), "filename,a,label\n");
        Assert.That((await DownloadAsync(server.Address)).RowCount, Is.EqualTo(2));
        Assert.That(server.Requests, Is.EqualTo(2));
    }

    [Test]
    public async Task Wrong_bytes_are_refused_and_not_kept()
    {
        byte[] wrong = (byte[])Table.Clone();
        wrong[40]++;
        await using Server server = new(Answer(wrong));
        await ExpectAsync(server.Address, "SHA-256");
    }

    [Test]
    public async Task A_missing_page_is_named()
    {
        await using Server server = new(Encoding.ASCII.GetBytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        await ExpectAsync(server.Address, "404");
    }

    [Test]
    public async Task An_answer_that_is_cut_off_is_refused()
    {
        await using Server server = new(Answer(Table)[..^20]);
        await ExpectAsync(server.Address, "could not be had");
    }

    [Test]
    public async Task A_server_that_never_ends_runs_into_the_timeout()
    {
        await using Server server = new(Answer(Table)[..^20], keepOpen: true);
        await ExpectAsync(server.Address, "within 0.2 s", seconds: 0.2);
    }

    [Test]
    public async Task A_flood_is_not_swallowed()
    {
        await using Server server = new(Answer(new byte[5 << 20]));
        await ExpectAsync(server.Address, "more than");
    }

    [TestCase("file:///etc/passwd")]
    [TestCase("file:///")]
    [TestCase("//")]
    [TestCase("http://127.0.0.1/table.csv")]
    [TestCase("/elsewhere.csv")]
    [TestCase("ftp://example.org/table.csv")]
    [TestCase("https://")]
    [TestCase("\0 ]:")]
    [TestCase("")]
    public async Task A_redirect_to_anything_but_https_is_refused(string target)
    {
        await using Server server = new(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        await ExpectAsync(server.Address, "could not be had");
        Assert.That(server.Requests, Is.LessThanOrEqualTo(1), "nothing else was asked for");
    }

    [TestCase(1, true)]
    [TestCase(5, true)]
    [TestCase(6, false)]
    public async Task A_redirect_to_https_is_followed_a_few_times(int redirects, bool arrives)
    {
        using Redirector handler = new(redirects);
        Task<FeatureTable> download = Gtzan.DownloadPublishedFeaturesAsync(
            handler, _cache, new Uri("https://example.org/table.csv"), TimeSpan.FromSeconds(30), CancellationToken.None, Hash);
        if (arrives)
        {
            Assert.That((await download).RowCount, Is.EqualTo(2));
        }
        else
        {
            Assert.That(async () => await download, Throws.TypeOf<PublishedTableException>().With.Message.Contains("more than 5 times"));
        }
    }

    [Test]
    public async Task No_server_at_all_says_what_to_do_instead()
    {
        Uri gone;
        await using (Server server = new([]))
        {
            gone = server.Address;
        }

        await ExpectAsync(gone, "--features FILE");
    }

    [Test]
    public void The_pinned_address_names_the_commit_over_https() => Assert.Multiple(() =>
    {
        Assert.That(Gtzan.PublishedAddress.Scheme, Is.EqualTo("https"));
        Assert.That(Gtzan.PublishedAddress.AbsolutePath, Does.Contain("5bd4946c4113d756fa3ecd8ff4f288ae20db4d05"));
        Assert.That(Gtzan.PublishedSha256, Is.EqualTo("1381429bec961f7412e8948c014dd1be140a461239ca76fa35d7956bc89250ca"));
    });

    [Test]
    public async Task The_pinned_bytes_are_those_of_the_published_table()
    {
        byte[] published = await File.ReadAllBytesAsync(MusicGenre.Tests.SharedData.Require("gtzan", "means_26.csv"));
        await using Server server = new(Answer(published));
        FeatureTable table = await Gtzan.DownloadPublishedFeaturesAsync(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }, _cache, server.Address, TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.That(table.RowCount, Is.EqualTo(1000));
        Assert.That(table.ColumnCount, Is.EqualTo(26));
    }

    private async Task ExpectAsync(Uri address, string message, double seconds = 30)
    {
        PublishedTableException? error = null;
        try
        {
            await DownloadAsync(address, seconds);
        }
        catch (PublishedTableException thrown)
        {
            error = thrown;
        }

        Assert.That(error, Is.Not.Null);
        Assert.That(error!.Message, Does.Contain(message).And.Contain("--features FILE"));
        Assert.That(Cached, Is.Empty);
    }

    private static byte[] Answer(byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body];

    /// <summary>Sends everyone on to another address of https, some times, and then gives the table.</summary>
    private sealed class Redirector(int redirects) : HttpMessageHandler
    {
        private int _asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.That(request.RequestUri!.Scheme, Is.EqualTo("https"));
            Assert.That(request.RequestUri.AbsolutePath, Is.EqualTo(_asked == 0 ? "/table.csv" : $"/{_asked}"));
            HttpResponseMessage response = new(_asked < redirects ? HttpStatusCode.Found : HttpStatusCode.OK) { Content = new ByteArrayContent(_asked < redirects ? [] : Table) };
            _asked++;
            if (response.StatusCode == HttpStatusCode.Found)
            {
                response.Headers.TryAddWithoutValidation("Location", _asked % 2 == 0 ? $"/{_asked}" : $"https://other.example.org/{_asked}");
            }

            return Task.FromResult(response);
        }
    }

    /// <summary>Says the same bytes to everyone who asks.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _work;
        private int _requests;

        public Server(byte[] answer, bool keepOpen = false)
        {
            _listener.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/table.csv");
            _work = ServeAsync(answer, keepOpen);
        }

        public Uri Address { get; }

        public int Requests => _requests;

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _listener.Stop();
            await _work;
            _end.Dispose();
        }

        private async Task ServeAsync(byte[] answer, bool keepOpen)
        {
            try
            {
                while (!_end.IsCancellationRequested)
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                    Interlocked.Increment(ref _requests);
                    NetworkStream stream = client.GetStream();
                    byte[] request = new byte[4096];
                    _ = await stream.ReadAsync(request, _end.Token);
                    await stream.WriteAsync(answer, _end.Token);
                    if (keepOpen)
                    {
                        await Task.Delay(Timeout.Infinite, _end.Token);
                    }
                }
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The test is over, or its client hung up.
            }
        }
    }
}
