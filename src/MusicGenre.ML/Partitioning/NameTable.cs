using System.Text;
using CsvHelper;
using MusicGenre.Features;

namespace MusicGenre.ML.Partitioning;

/// <summary>A small CSV or TSV file that says something of file names: their fold, their artist.</summary>
internal sealed class NameTable
{
    private static readonly string[] FileNameHeaders = ["filename", "file_name", "file", "track", "track_id", "path", "name"];
    private readonly string _path;

    private NameTable(string path, string[] header)
    {
        _path = path;
        Header = header;
        FileName = Find(FileNameHeaders) ?? 0;
        if (header.Length < 2)
        {
            throw new FeatureFormatException("the file has one column; a file name and something about it were expected, separated by commas or tabs.", path, 1);
        }
    }

    public string[] Header { get; }

    public int FileName { get; }

    public List<Row> Rows { get; } = [];

    public static NameTable Read(string path)
    {
        using StreamReader reader = new(path, Encoding.UTF8);
        string extension = Path.GetExtension(path);
        CsvReaderOptions format = new()
        {
            Separator = extension.Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : extension.Equals(".csv", StringComparison.OrdinalIgnoreCase) ? ',' : null,
            HasHeader = false,
            TrackLineNumbers = true,
        };
        using CsvReader csv = CsvReader.Create(reader, format, leaveOpen: true);
        try
        {
            if (!csv.Read())
            {
                throw new FeatureFormatException("the file is empty; a header line was expected.", path);
            }

            NameTable table = new(path, Cells(csv));
            while (csv.Read())
            {
                if (csv.FieldCount != table.Header.Length)
                {
                    throw new FeatureFormatException($"the row has {csv.FieldCount} fields where the header has {table.Header.Length}.", path, csv.LineNumber);
                }

                table.Rows.Add(new Row(csv.LineNumber, Cells(csv)));
            }

            return table;
        }
        catch (CsvFormatException malformed)
        {
            throw new FeatureFormatException(malformed.Message, path, malformed.LineNumber, column: null, malformed);
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

    /// <summary>The first column that is not the file name.</summary>
    public int Second() => FileName == 0 ? 1 : 0;

    /// <summary>The column of that name.</summary>
    public int Require(string name) =>
        Find(name) ?? throw new FeatureFormatException($"there is no column '{name}'; the headers are {string.Join(", ", Header)}.", _path, 1);

    private static string[] Cells(CsvReader csv)
    {
        string[] cells = new string[csv.FieldCount];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = csv.GetString(i);
        }

        return cells;
    }

    public readonly record struct Row(long Line, string[] Cells);
}
