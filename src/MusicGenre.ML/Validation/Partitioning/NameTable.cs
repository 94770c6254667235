using System.Text;
using CsvHelper;
using MusicGenre.Features;
using MusicGenre.Features.Batch;

namespace MusicGenre.ML.Validation.Partitioning;

/// <summary>
/// A small CSV or TSV file that says something of file names: their fold, their artist. It is read strictly, as a row that is lost here moves a track to the other side
/// of a fold: UTF-8, a header, as many fields in every row, and no quote that is left open or is where RFC 4180 has none. (In a TSV, which needs no quotes,
/// a quote within a field is a character like others.)
/// </summary>
internal sealed class NameTable
{
    private static readonly string[] FileNameHeaders = ["filename", "file_name", "file", "track", "track_id", "path", "name"];
    private static readonly string[] GenreHeaders = ["genre", "label", "class"];

    private readonly string _path;

    private NameTable(string path, string[] header, long line)
    {
        _path = path;
        Header = header;
        if (header.Length < 2)
        {
            throw new TableFormatException("the file has one column; a file name and something about it were expected, separated by commas or tabs.", path, line);
        }

        string[] names = [.. header.Select(static h => h.Trim()).Where(static h => h.Length > 0)];
        if (names.GroupBy(static h => h, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static g => g.Count() > 1) is { } doubled)
        {
            throw new TableFormatException($"the header '{doubled.Key}' occurs twice; names must be distinct.", path, line);
        }

        if (Array.Find(names, AudioFolder.IsAudioName) is { } track)
        {
            throw new TableFormatException($"a header line was expected; '{track}' is the name of an audio file.", path, line);
        }

        FileName = Find(FileNameHeaders) ?? 0;
    }

    /// <summary>Strict UTF-8: two names must not become equal because of replacement characters.</summary>
    public static Encoding StrictUtf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string[] Header { get; }

    public int FileName { get; }

    private List<Row> Rows { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="TableFormatException">The file is no such table; the message says where.</exception>
    public static NameTable Read(string path)
    {
        using StreamReader reader = new(path, StrictUtf8);
        string extension = Path.GetExtension(path);
        char? separator = extension.Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : extension.Equals(".csv", StringComparison.OrdinalIgnoreCase) ? ',' : null;
        bool isTabbed = separator == '\t';

        // An open quote ends with its line, so that the error names it; no name or group has a line break.
        CsvReaderOptions format = CsvFormat.Reading(separator, Refuse, allowLineBreaks: false);
        using CsvReader csv = CsvReader.Create(reader, format, leaveOpen: true);
        try
        {
            isTabbed = csv.Separator == '\t';
            if (!csv.Read())
            {
                throw new TableFormatException("the file is empty; a header line was expected.", path);
            }

            NameTable table = new(path, csv.Fields(), csv.LineNumber);
            while (csv.Read())
            {
                if (csv.FieldCount != table.Header.Length)
                {
                    throw new TableFormatException($"the row has {csv.FieldCount} fields where the header has {table.Header.Length}.", path, csv.LineNumber);
                }

                table.Rows.Add(new Row(csv.LineNumber, csv.Fields()));
            }

            return table;
        }
        catch (CsvFormatException malformed)
        {
            throw new TableFormatException($"this is no CSV (RFC 4180): {malformed.Message}", path, malformed.LineNumber > 0 ? malformed.LineNumber : null, column: null, malformed);
        }
        catch (DecoderFallbackException malformed)
        {
            throw new TableFormatException("the text is not UTF-8.", path, line: null, column: null, malformed);
        }

        void Refuse(CsvMalformedRecord record)
        {
            if (record.Reason != CsvMalformedReason.StrayQuote || !isTabbed)
            {
                throw new TableFormatException(
                    record.Reason switch
                    {
                        CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote => "a quote is opened and not closed on the line.",
                        CsvMalformedReason.StrayQuote => "a quote stands within a field that does not begin with one; such a field is quoted as a whole, with the quote doubled.",
                        CsvMalformedReason.TextAfterClosingQuote => "text follows a closing quote; a quote within a quoted field is doubled.",
                        _ => $"this is no CSV (RFC 4180): {record.Reason}.",
                    },
                    path,
                    record.LineNumber);
            }
        }
    }

    /// <summary>The first of the headers that is there, or null.</summary>
    public int? Find(params string[] names)
    {
        foreach (string name in names)
        {
            int index = Array.FindIndex(Header, h => string.Equals(h.Trim(), name, StringComparison.OrdinalIgnoreCase));
            if (index >= 0)
            {
                return index;
            }
        }

        return null;
    }

    /// <summary>The only column besides the file name, which needs no known header.</summary>
    /// <param name="expected">The header that would have told.</param>
    /// <exception cref="TableFormatException">There are several, or it holds genres.</exception>
    public int Only(string expected)
    {
        int other = FileName == 0 ? 1 : 0;
        return Header.Length == 2 && !GenreHeaders.Contains(Header[other].Trim(), StringComparer.OrdinalIgnoreCase) ? other : Require(expected);
    }

    /// <summary>The column of that name.</summary>
    public int Require(string name) =>
        Find(name) ?? throw new TableFormatException($"there is no column '{name}'; the headers are {string.Join(", ", Header)}.", _path, 1);

    /// <summary>What a column says of each name.</summary>
    /// <param name="column">The column.</param>
    /// <param name="mayBeBlank">Whether a cell may say nothing.</param>
    /// <exception cref="TableFormatException">A cell is blank and may not be, a file name is empty, or a name occurs twice with different values.</exception>
    public NameMap ToMap(int column, bool mayBeBlank)
    {
        NameMap map = new(_path);
        foreach (Row row in Rows)
        {
            string value = row.Cells[column].Trim();
            if (value.Length == 0 && !mayBeBlank)
            {
                throw new TableFormatException($"the {Header[column]} is empty.", _path, row.Line, Header[column]);
            }

            map.Add(row.Cells[FileName], value, _path, row.Line);
        }

        return map;
    }

    /// <summary>Two cells of every row.</summary>
    public IEnumerable<(long Line, string First, string Second)> Pairs(int first, int second) => Rows.Select(r => (r.Line, r.Cells[first].Trim(), r.Cells[second].Trim()));

    private readonly record struct Row(long Line, string[] Cells);
}
