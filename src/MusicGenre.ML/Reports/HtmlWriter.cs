using System.Text;
using System.Xml;

namespace MusicGenre.ML.Reports;

/// <summary>HTML and SVG that are well-formed XML, on an <see cref="XmlWriter"/>; what XML can't hold (control characters, half surrogates) becomes U+FFFD.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _text = new();
    private readonly XmlWriter _xml;

    public HtmlWriter() => _xml = XmlWriter.Create(_text, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment, NewLineChars = "\n" });

    /// <summary>Writes as it stands: for constants only.</summary>
    public HtmlWriter Raw(string markup)
    {
        _xml.WriteRaw(markup);
        return this;
    }

    public HtmlWriter Open(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        // The namespace is the element's, and its children's.
        _xml.WriteStartElement(name, attributes is [("xmlns", var xmlns), ..] ? xmlns : null);
        foreach ((string key, string value) in attributes)
        {
            _xml.WriteAttributeString(key, Valid(value));
        }

        return this;
    }

    /// <summary>Closes the last open element with an end tag of its own: HTML takes <c>&lt;td/&gt;</c> for a start tag.</summary>
    public HtmlWriter Close()
    {
        _xml.WriteFullEndElement();
        return this;
    }

    public HtmlWriter Text(string text)
    {
        _xml.WriteString(Valid(text));
        return this;
    }

    /// <summary>An element with a text.</summary>
    public HtmlWriter Element(string name, string text, params ReadOnlySpan<(string Name, string Value)> attributes) => Open(name, attributes).Text(text).Close();

    /// <summary>A self-closing element: of SVG, or one of HTML's void elements.</summary>
    public HtmlWriter Empty(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Open(name, attributes);
        _xml.WriteEndElement();
        return Raw("\n");
    }

    public override string ToString()
    {
        _xml.Flush();
        return _text.ToString();
    }

    // EnumerateRunes gives U+FFFD for half a surrogate pair.
    private static string Valid(string text)
    {
        StringBuilder valid = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            valid.Append((rune.Value is < 0x20 and not ('\t' or '\n')) || rune.Value is (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune);
        }

        return valid.ToString();
    }
}
