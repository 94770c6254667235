using System.Reflection;

namespace MusicGenre.ML.Reports;

/// <summary>What pages have in common: head, style, tiles, foot.</summary>
internal static class HtmlPage
{
    /// <summary>Begins a page and its main part.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="title">Its title.</param>
    /// <param name="policy">Its content security policy: a page is self-contained, and says so.</param>
    /// <param name="css">What its style sheet has beyond the common one.</param>
    public static void OpenPage(this HtmlWriter html, string title, string policy, string css = "")
    {
        html.Raw("<!DOCTYPE html>\n").Open("html", ("lang", "en")).Raw("\n").Open("head").Raw("\n");
        html.Empty("meta", ("charset", "utf-8"));
        html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", policy));
        html.Element("title", title).Raw("\n");
        html.Open("style").Raw((ReportStyle.Css + css).ReplaceLineEndings("\n")).Close().Close();
        html.Open("body").Raw("\n").Open("main").Raw("\n");
    }

    /// <summary>Ends the page.</summary>
    /// <returns>All of it.</returns>
    public static string ClosePage(this HtmlWriter html)
    {
        html.Element("footer", $"Written by MusicGenre.ML {Version()}. This file is self-contained: it runs no script and fetches nothing.");
        return html.Close().Close().Close().ToString();
    }

    /// <summary>A figure with its name above and a word about it below.</summary>
    public static void Tile(this HtmlWriter html, string what, string figure, string aside)
    {
        html.Open("div", ("class", "tile")).Element("div", what, ("class", "what")).Element("div", figure, ("class", "figure"));
        html.Element("div", aside, ("class", "aside")).Close();
    }

    private static string Version() =>
        typeof(HtmlPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
