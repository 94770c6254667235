using MusicGenre.Audio;
using MusicGenre.ML;
using MusicGenre.ML.Reports;
using MusicGenre.Numerics;
using MusicGenre.Tool.Drawing;

namespace MusicGenre.Tool.Output;

/// <summary>The findings of an audit as one page: no script, nothing fetched, light and dark; the spectrograms of each pair of copies side by side.</summary>
internal sealed class AuditPage
{
    private const int PictureWidth = 320;
    private const int PictureHeight = 96;

    // What is drawn of a long shared stretch.
    private const double LongestSeconds = 30;

    private const string Css = """

        .files td, .files th { text-align: left; white-space: normal; overflow-wrap: anywhere; }
        .files { width: 100%; }
        .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 12px; }
        .sides figure { margin: 0; }
        .sides img { width: 100%; height: auto; display: block; border-radius: 4px; image-rendering: pixelated; }
        .sides figcaption { font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }

        """;

    private readonly HtmlWriter _html = new();
    private readonly AuditFindings _findings;

    private AuditPage(AuditFindings findings) => _findings = findings;

    private AuditResult Audit => _findings.Audit;

    /// <summary>Writes the page; the file is written atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="pictures">For how many pairs spectrograms are drawn.</param>
    /// <param name="cancellation">Cancels the drawing.</param>
    public static void Write(string path, AuditFindings findings, int pictures, CancellationToken cancellation)
    {
        string page = new AuditPage(findings).ToHtml(pictures, cancellation);
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(page)));
    }

    private string ToHtml(int pictures, CancellationToken cancellation)
    {
        _html.OpenPage($"Audit: {_findings.Source}", "default-src 'none'; style-src 'unsafe-inline'; img-src data:", Css);
        _html.Element("h1", $"Audit: {_findings.Source}").Element("p", _findings.Size + ".", ("class", "lead"));
        _html.Open("div", ("class", "tiles")).Raw("\n");
        Tile("Copies", Audit.Duplicates.Count, "pairs of the same recording");
        Tile("Several genres", Audit.GenreConflicts.Count, "groups of tracks");
        Tile("Files", Audit.TrackIssues.Count, "with something wrong");
        Tile("Small genres", Audit.SmallGenres.Count, "too small to judge");
        if (Audit.Labels is { } judged)
        {
            Tile("Labels", judged.Issues.Count, "that look wrong");
        }

        _html.Close();
        foreach (string note in _findings.Notes)
        {
            _html.Open("p", ("class", "warning")).Element("b", "Note: ").Text(note).Close();
        }

        WriteDuplicates(pictures, cancellation);
        Table("Groups of several genres", ["What", "Name", "Genres with their tracks"], Audit.GenreConflicts, static c => [c.What, c.Name, AuditFindings.Words(c)]);
        Table("Files with something wrong", ["File", "What", "How"], Audit.TrackIssues, static i => [i.FileName, AuditText.Kind(i.Kind), i.Detail]);
        Table("Genres too small to judge", ["Genre", "Tracks", "Groups"], Audit.SmallGenres, static g => [g.Genre, Format.Count(g.Tracks), Format.Count(g.Groups)]);
        if (Audit.Labels is { } labels)
        {
            Table(
                "Labels that look wrong",
                ["File", "Given", "Its probability", "Rather", "Its probability"],
                labels.Issues,
                static i => [i.FileName, i.Given, Format.Share(i.GivenProbability), i.Suggested, Format.Share(i.SuggestedProbability)],
                $"{AuditFindings.Summary(labels)}. The probabilities come from models that have not heard the track, nor anything of its group. Listen before you change a label: music between two genres looks wrong as well.");
        }

        return _html.ClosePage();
    }

    private void Tile(string what, int count, string aside) => _html.Tile(what, Format.Count(count), aside);

    private void WriteDuplicates(int pictures, CancellationToken cancellation)
    {
        _html.Element("h2", "Same recording twice");
        if (Audit.Duplicates.Count == 0)
        {
            _html.Element("p", "None was found.", ("class", "caption"));
            return;
        }

        _html.Element("p", "The pictures are of the stretch that both share. On two sides of a split such a pair makes a model look better than it is; --groups-out writes the groups that keep pairs together.", ("class", "caption"));
        string[][] drawn = [.. Audit.Duplicates.Take(Audit.Tracks.Count > 0 ? pictures : 0).AsParallel().AsOrdered().WithCancellation(cancellation).Select(pair => Pictures(pair, cancellation))];
        for (int i = 0; i < Audit.Duplicates.Count; i++)
        {
            DuplicatePair pair = Audit.Duplicates[i];
            _html.Open("section", ("class", "together")).Element("h3", $"{_findings.NameOf(pair.First)} and {_findings.NameOf(pair.Second)}");
            _html.Element("p", _findings.Words(pair) + ".", ("class", "caption"));
            if (i < drawn.Length && drawn[i].Length == 2)
            {
                _html.Open("div", ("class", "sides")).Raw("\n");
                Side(pair.First, drawn[i][0]);
                Side(pair.Second, drawn[i][1]);
                _html.Close();
            }

            _html.Close();
        }
    }

    private void Side(int track, string picture)
    {
        _html.Open("figure").Empty("img", ("src", picture), ("width", Format.Count(PictureWidth)), ("height", Format.Count(PictureHeight)), ("alt", $"mel spectrogram of {_findings.NameOf(track)}"));
        _html.Element("figcaption", $"{_findings.NameOf(track)} ({(Audit.Genres[track].Length == 0 ? "no genre" : Audit.Genres[track])})").Close();
    }

    /// <summary>The spectrograms of the stretch that two tracks share, as addresses of the page's own; none where a file can't be read any more.</summary>
    private string[] Pictures(DuplicatePair pair, CancellationToken cancellation)
    {
        try
        {
            double seconds = Math.Clamp(pair.Seconds, 1, LongestSeconds);
            return [Picture(pair.First, pair.Start), Picture(pair.Second, pair.Start - pair.Offset)];

            string Picture(int track, double start)
            {
                AudioReadOptions options = new() { SampleRate = 22_050, Offset = Math.Max(0, start), Duration = seconds };
                Spectrogram spectrogram = Spectrogram.Of(AudioFile.Read(Audit.Tracks[track].Track.Path, options, cancellation), FrequencyScale.Mel, PictureWidth, PictureHeight);
                Canvas canvas = new(PictureWidth, PictureHeight);
                spectrogram.Draw(canvas, 0, 0);
                using MemoryStream png = new();
                PngFile.Write(png, canvas.Pixels, PictureWidth);
                return "data:image/png;base64," + Convert.ToBase64String(png.GetBuffer(), 0, (int)png.Length);
            }
        }
        catch (Exception error) when (error is AudioFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private void Table<T>(string title, string[] heads, IReadOnlyList<T> findings, Func<T, string[]> cells, string? caption = null)
    {
        _html.Element("h2", title);
        if (findings.Count == 0)
        {
            _html.Element("p", "None was found.", ("class", "caption"));
        }

        if (caption is not null)
        {
            _html.Element("p", caption, ("class", "caption"));
        }

        if (findings.Count == 0)
        {
            return;
        }

        _html.Open("div", ("class", "wide")).Open("table", ("class", "files")).Open("thead").Open("tr");
        foreach (string head in heads)
        {
            _html.Element("th", head, ("scope", "col"));
        }

        _html.Close().Close().Open("tbody").Raw("\n");
        foreach (T finding in findings)
        {
            _html.Open("tr");
            foreach (string cell in cells(finding))
            {
                _html.Element("td", cell);
            }

            _html.Close().Raw("\n");
        }

        _html.Close().Close().Close();
    }
}
