using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MusicGenre.Audio.Tags;

/// <summary>Names in tags: what is the same name written differently, and which names a tag holds.</summary>
internal static partial class TagNames
{
    // ID3v1 has 80 of them; Winamp added the rest. Number 133 by the name that it has today.
    private const string NumberedGenres =
        "Blues|Classic Rock|Country|Dance|Disco|Funk|Grunge|Hip-Hop|Jazz|Metal|New Age|Oldies|Other|Pop|R&B|Rap|Reggae|Rock|Techno|Industrial|Alternative|Ska|Death Metal|Pranks|Soundtrack|Euro-Techno|"
        + "Ambient|Trip-Hop|Vocal|Jazz+Funk|Fusion|Trance|Classical|Instrumental|Acid|House|Game|Sound Clip|Gospel|Noise|AlternRock|Bass|Soul|Punk|Space|Meditative|Instrumental Pop|Instrumental Rock|"
        + "Ethnic|Gothic|Darkwave|Techno-Industrial|Electronic|Pop-Folk|Eurodance|Dream|Southern Rock|Comedy|Cult|Gangsta|Top 40|Christian Rap|Pop/Funk|Jungle|Native American|Cabaret|New Wave|Psychedelic|"
        + "Rave|Showtunes|Trailer|Lo-Fi|Tribal|Acid Punk|Acid Jazz|Polka|Retro|Musical|Rock & Roll|Hard Rock|Folk|Folk-Rock|National Folk|Swing|Fast Fusion|Bebop|Latin|Revival|Celtic|Bluegrass|Avantgarde|"
        + "Gothic Rock|Progressive Rock|Psychedelic Rock|Symphonic Rock|Slow Rock|Big Band|Chorus|Easy Listening|Acoustic|Humour|Speech|Chanson|Opera|Chamber Music|Sonata|Symphony|Booty Bass|Primus|"
        + "Porn Groove|Satire|Slow Jam|Club|Tango|Samba|Folklore|Ballad|Power Ballad|Rhythmic Soul|Freestyle|Duet|Punk Rock|Drum Solo|A Cappella|Euro-House|Dance Hall|Goa|Drum & Bass|Club-House|"
        + "Hardcore Techno|Terror|Indie|BritPop|Afro-Punk|Polsk Punk|Beat|Christian Gangsta Rap|Heavy Metal|Black Metal|Crossover|Contemporary Christian|Christian Rock|Merengue|Salsa|Thrash Metal|Anime|Jpop|"
        + "Synthpop|Abstract|Art Rock|Baroque|Bhangra|Big Beat|Breakbeat|Chillout|Downtempo|Dub|EBM|Eclectic|Electro|Electroclash|Emo|Experimental|Garage|Global|IDM|Illbient|Industro-Goth|Jam Band|Krautrock|"
        + "Leftfield|Lounge|Math Rock|New Romantic|Nu-Breakz|Post-Punk|Post-Rock|Psytrance|Shoegaze|Space Rock|Trop Rock|World Music|Neoclassical|Audiobook|Audio Theatre|Neue Deutsche Welle|Podcast|"
        + "Indie Rock|G-Funk|Dubstep|Garage Rock|Psybient";

    // The letters of Latin-1 and Latin Extended-A that have an accent, and those beneath. String.Normalize needs ICU, which is not everywhere: keys would differ from machine to machine.
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľłńņňōŏőŕŗřśŝşšţťũūŭůűųŵŷźżž";
    private const string Plain = "aaaaaaceeeeiiiinoooooouuuuyyaaaccccddeeeeegggghhiiiiijkllllnnnooorrrssssttuuuuuuwyzzz";

    private static readonly string[] GenreNumbers = NumberedGenres.Split('|');

    // What stands in an artist's place where there is none.
    private static readonly HashSet<string> NoArtist = new(StringComparer.Ordinal) { "various", "variousartists", "va", "diverse", "unknown", "unknownartist", "unbekannterinterpret", "none", "na" };

    /// <summary>The genres that a tag names, each once.</summary>
    public static string[] SplitGenres(string text)
    {
        List<string> genres = [];

        // ID3v2.3: numbers in brackets, and then perhaps the name in words.
        Match numbered = BracketedNumbers().Match(text);
        foreach (Capture number in numbered.Groups["number"].Captures)
        {
            Add(number.Value);
        }

        // Number 62 has a slash in its name; none but the whole text is meant by it.
        string rest = text[numbered.Length..];
        foreach (string part in Array.Exists(GenreNumbers, g => g == rest) ? [rest] : rest.Split([';', '/', ',', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Add(part);
        }

        return [.. genres.DistinctBy(Key, StringComparer.Ordinal)];

        void Add(string part) =>
            genres.Add(byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) && number < GenreNumbers.Length ? GenreNumbers[number] : part);
    }

    /// <summary>The first artist that is one.</summary>
    public static string MainArtist(string artist, string albumArtist)
    {
        foreach (string text in (ReadOnlySpan<string>)[artist, albumArtist])
        {
            // Names hold commas, slashes and ampersands; several artists of a tag are joined by semicolons.
            string first = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [string name, ..] ? name : "";
            if (first.Length > 0 && !NoArtist.Contains(Key(first)))
            {
                return first;
            }
        }

        return "";
    }

    public static string ArtistKey(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string name = Article().Replace(Guests().Replace(text.Trim(), ""), "");
        return Key(name.Length > 0 ? name : text);
    }

    public static string Key(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder key = new(text.Length);
        foreach (char c in text)
        {
            if (c == '&')
            {
                key.Append("and");
            }
            else if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                // An accent that is a character of its own is no letter.
                char lower = char.ToLowerInvariant(c);
                int accented = Accented.IndexOf(lower, StringComparison.Ordinal);
                key.Append(accented < 0 ? lower : Plain[accented]);
            }
        }

        // A name of signs alone (the band "!!!") is itself.
        return key.Length > 0 ? key.ToString() : text.Trim();
    }

    [GeneratedRegex(@"^(?:\s*\((?<number>[0-9]{1,3})\))+")]
    private static partial Regex BracketedNumbers();

    [GeneratedRegex(@"[\s(\[]+(?:feat|ft|featuring)\b\.?.*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Guests();

    [GeneratedRegex(@"^the\s+|,\s*the$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Article();
}
