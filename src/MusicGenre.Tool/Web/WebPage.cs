using System.Reflection;

namespace MusicGenre.Tool.Web;

/// <summary>The page's files, which are part of the program.</summary>
internal static class WebPage
{
    /// <summary>The path, the type and the content of each.</summary>
    public static IReadOnlyList<(string Path, string Type, byte[] Content)> Files { get; } =
    [
        ("/", "text/html; charset=utf-8", Read("index.html")),
        ("/page.css", "text/css; charset=utf-8", Read("page.css")),
        ("/page.js", "text/javascript; charset=utf-8", Read("page.js")),
        ("/icon.svg", "image/svg+xml", Read("icon.svg")),
        ("/openapi.json", "application/json", Read("openapi.json")),
    ];

    private static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"MusicGenre.Tool.Web.Page.{name}")
            ?? throw new InvalidOperationException($"The program was built without its resource {name}.");
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
