using System.Net;
using Microsoft.AspNetCore.Http;

namespace MusicGenre.Tool.Web;

/// <summary>
/// Keeps foreign pages out. A browser sends a page's requests to wherever its host's name points, so a foreign page can make its own name point to this computer (DNS rebinding): only addresses,
/// <c>localhost</c> and names that were allowed are answered. And a foreign page can send a form to an address without being asked: what comes from another origin is refused.
/// </summary>
internal sealed class RequestGuard
{
    private readonly HashSet<string> _names;
    private readonly bool _loopback;

    public RequestGuard(ServeOptions options)
    {
        _loopback = IPAddress.IsLoopback(options.Address);
        _names = new HashSet<string>(options.AllowedHosts, StringComparer.OrdinalIgnoreCase) { "localhost" };
    }

    /// <summary>Sets the headers of every answer.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    /// <summary>Refuses a request that a foreign page may have made.</summary>
    /// <exception cref="RequestException">It is refused: 421 or 403.</exception>
    public void Check(HttpRequest request)
    {
        if (!IsOwnHost(request.Host.Host))
        {
            throw new RequestException(
                StatusCodes.Status421MisdirectedRequest, $"This server does not answer for the host '{Upload.LabelOf(request.Host.Host)}'; ask for its address, or start it with --allow-host.");
        }

        string origin = request.Headers.Origin.ToString();
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (!HttpMethods.IsGet(request.Method) && ((origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)) || site is "cross-site" or "same-site"))
        {
            throw new RequestException(StatusCodes.Status403Forbidden, "The request comes from a page of another origin.");
        }
    }

    private bool IsOwnHost(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) ? !_loopback || IPAddress.IsLoopback(address) : _names.Contains(host);
}
