using System.Net;
using System.Security.Cryptography;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Data;

/// <summary>A published table with a known checksum: fetched once over HTTPS, kept in the user's cache folder, verified before every use.</summary>
internal sealed class PublishedTable
{
    private const int BufferBytes = 81920;
    private const int MostRedirects = 5;
    private readonly HttpClient _client;
    private readonly string _cacheFolder;

    /// <param name="client">The client that asks; its handler decides about proxies and certificates, and must not follow redirects by itself.</param>
    /// <param name="cacheFolder">Where the file is kept.</param>
    public PublishedTable(HttpClient client, string cacheFolder)
    {
        _client = client;
        _cacheFolder = cacheFolder;
    }

    /// <summary>Where it is published.</summary>
    public required Uri Address { get; init; }

    /// <summary>The SHA-256 of its bytes, in hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The most bytes to take from a server that sends something else.</summary>
    public required long MaximumBytes { get; init; }

    /// <summary>The file's name in the cache folder.</summary>
    public required string FileName { get; init; }

    /// <summary>How long the whole may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The path of the verified file, fetched if need be.</summary>
    /// <exception cref="PublishedTableException">It can't be had, or is not what was pinned.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        string path = Path.Combine(_cacheFolder, FileName);

        // A cached file that is not what it should be (truncated by a full disk, edited) is fetched again.
        if (File.Exists(path) && Matches(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)))
        {
            return path;
        }

        byte[] bytes = await DownloadAsync(cancellationToken).ConfigureAwait(false);
        if (!Matches(bytes))
        {
            throw Error($"the {bytes.Length} bytes received have another SHA-256 than the pinned {Sha256}");
        }

        try
        {
            AtomicFile.Write(path, stream => stream.Write(bytes));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Error($"it can't be kept as {path}: {error.Message}", error);
        }

        return path;
    }

    private async Task<byte[]> DownloadAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            using HttpResponseMessage response = await AskAsync(limit.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw Error($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
            }

            using Stream body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            using MemoryStream received = new();
            byte[] buffer = new byte[BufferBytes];
            int count;
            while ((count = await body.ReadAsync(buffer, limit.Token).ConfigureAwait(false)) > 0)
            {
                received.Write(buffer, 0, count);
                if (received.Length > MaximumBytes)
                {
                    throw Error($"the server sends more than the {MaximumBytes} bytes that the table can have");
                }
            }

            return received.ToArray();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Error(FormattableString.Invariant($"the server did not answer in full within {Timeout.TotalSeconds:0.#} s"));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw Error(error.Message, error);
        }
    }

    // Redirects are followed here and to https only: a handler's own ways to refuse one (to a file, to no address at all) differ, down to exceptions of other kinds.
    private async Task<HttpResponseMessage> AskAsync(CancellationToken cancellationToken)
    {
        Uri address = Address;
        for (int redirects = 0; ; redirects++)
        {
            HttpResponseMessage response = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                return response;
            }

            using (response)
            {
                // As text, since a header that is not an address has no value.
                string target = response.Headers.NonValidated.TryGetValues("Location", out System.Net.Http.Headers.HeaderStringValues values) ? values.ToString() : "";
                if (!Uri.TryCreate(address, target, out Uri? next) || next.Scheme != Uri.UriSchemeHttps)
                {
                    throw Error($"the server redirects to '{target}', which is not an address with https");
                }

                if (redirects == MostRedirects)
                {
                    throw Error($"the server redirects more than {MostRedirects} times");
                }

                address = next;
            }
        }
    }

    private bool Matches(byte[] bytes) => string.Equals(Convert.ToHexString(SHA256.HashData(bytes)), Sha256, StringComparison.OrdinalIgnoreCase);

    private PublishedTableException Error(string problem, Exception? cause = null) => new(
        $"The published table could not be had from {Address}: {problem}. Without a way there, fetch the file by other means and name it (--features FILE, or FeatureCsv.Read), or use the shipped table (Gtzan.LoadFeatures).",
        cause);
}
