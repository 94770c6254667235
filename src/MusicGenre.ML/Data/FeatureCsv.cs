using System.Globalization;
using System.Text;
using CsvHelper;
using MusicGenre.Features;
using MusicGenre.Features.Batch;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>
/// Reads and writes tables of features as CSV: the layout of the shipped table and of Kaggle's tables of 30-s tracks and 3-s segments
/// (<c>filename,length,</c> features, <c>label</c>), the 26-column table (<c>filename,</c> features, <c>label</c>), and any table with a label column and
/// numeric columns; cells are separated by commas, in a file whose name ends in <c>.tsv</c> by tabs. UTF-8 with or without byte-order mark, LF or CRLF, RFC 4180 quotes; numbers in the invariant culture.
/// </summary>
/// <remarks>
/// A CSV does not say how its columns were extracted. The set is taken from the file next to it (<c>songs.featureset.json</c> next to <c>songs.csv</c>: <see cref="Write(string, FeatureTable)"/>
/// and <c>musicgenre extract</c> write it). Without one, columns of exactly the names of a set of <see cref="FeatureSets"/> are taken for that set: with reflect padding where
/// the names are those of a published table (<see cref="FeatureSets.Gtzan57"/>, <see cref="FeatureSets.Means26"/>), with zero padding, the library's default, otherwise.
/// </remarks>
public static class FeatureCsv
{
    private const string LengthColumn = FeatureRowFormat.LengthColumn;
    private const string ArtistColumn = FeatureRowFormat.ArtistColumn;
    private const string AlbumColumn = FeatureRowFormat.AlbumColumn;

    private static readonly string[] UsualFileNames = ["filename", "file_name", "file", "track", "track_id", "path", "name"];
    private static readonly string[] UsualLabels = ["label", "genre", "class", "class_name", "category", "target"];
    private static readonly string[] UsualGroups = ["group"];

    /// <summary>Reads a table from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which columns are what; null finds them by their usual names.</param>
    /// <exception cref="TableFormatException">The table is not what it should be: the message names file, line, column and what stood there.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static FeatureTable Read(string path, FeatureCsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using StreamReader reader = new(path, Encoding.UTF8);
        options ??= new FeatureCsvOptions();
        if (options.Separator is null && Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase))
        {
            options = options with { Separator = '\t' };
        }

        FeatureTable table = Read(reader, path, options);
        string beside = KnownSets.PathBeside(path);
        if (File.Exists(beside) && FeatureSet.Load(beside) is { } set && set.Names.SequenceEqual(table.FeatureNames))
        {
            return table.WithFeatureSet(set);
        }

        return table;
    }

    /// <summary>Reads a table from a stream of UTF-8.</summary>
    /// <param name="stream">The stream, read to its end; it stays open.</param>
    /// <param name="source">What to call it in errors: a path, an address.</param>
    /// <param name="options">Which columns are what; null finds them by their usual names.</param>
    /// <exception cref="TableFormatException">The table is not what it should be: the message names source, line, column and what stood there.</exception>
    public static FeatureTable Read(Stream stream, string source, FeatureCsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using StreamReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        return Read(reader, source, options);
    }

    /// <summary>Reads a table from text.</summary>
    /// <param name="reader">The text; it stays open.</param>
    /// <param name="source">What to call the text in errors: a path, an address.</param>
    /// <param name="options">Which columns are what; null finds them by their usual names.</param>
    /// <exception cref="TableFormatException">The table is not what it should be: the message names source, line, column and what stood there.</exception>
    public static FeatureTable Read(TextReader reader, string source, FeatureCsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new FeatureCsvOptions();

        CsvReaderOptions format = CsvFormat.Reading(options.Separator ?? ',');
        using CsvReader csv = CsvReader.Create(reader, format, leaveOpen: true);
        try
        {
            if (!csv.Read())
            {
                throw new TableFormatException("the file is empty; a header line with column names was expected.", source);
            }

            string[] header = csv.Fields();
            long lastLine = csv.LineNumber;
            bool hasRow = csv.Read();
            Layout layout = Layout.Find(header, column => hasRow && column < csv.FieldCount && csv.TryParse(column, out float value) && float.IsFinite(value), source, lastLine, options);
            Builder builder = new(layout, source, options);
            for (; hasRow; hasRow = csv.Read())
            {
                lastLine = csv.LineNumber;
                builder.Add(csv, lastLine);
            }

            return builder.Build(lastLine);
        }
        catch (CsvFormatException malformed)
        {
            throw new TableFormatException(
                $"this is no CSV (RFC 4180): {malformed.Message}", source, malformed.LineNumber > 0 ? malformed.LineNumber : null, column: null, malformed);
        }
    }

    /// <summary>
    /// Writes a table as CSV, so that reading gives back the same bits. The file is written atomically; the table's feature set, if it has one, is written next to it
    /// (<c>songs.featureset.json</c> next to <c>songs.csv</c>).
    /// </summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    /// <param name="table">The table. Lengths, labels, artists and albums are written where it has them, groups where they are neither the artist nor the track.</param>
    /// <exception cref="ArgumentException">The table's rows have weights.</exception>
    public static void Write(string path, FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        AtomicFile.Write(path, stream => Write(stream, table));
        KnownSets.SaveBeside(path, table.FeatureSet);
    }

    /// <summary>Writes a table as CSV in UTF-8, so that reading gives back the same bits.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="table">The table.</param>
    public static void Write(Stream stream, FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        Write(writer, table);
    }

    /// <summary>Writes a table as CSV, so that reading gives back the same bits.</summary>
    /// <param name="writer">Where to; it stays open.</param>
    /// <param name="table">The table.</param>
    public static void Write(TextWriter writer, FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(table);
        if (table.Weights is not null)
        {
            throw new ArgumentException($"The table's rows have weights, which a CSV can't hold: {nameof(FeatureTable.WithWeights)}(null) drops them.", nameof(table));
        }

        bool hasLabels = table.Genres.Count > 0;
        bool hasGroups = !table.HasOwnGroups;
        bool hasArtists = table.Artists is not null || table.Albums is not null;
        using CsvWriter csv = CsvFormat.Write(writer);

        FeatureRowFormat.WriteHeader(csv, table.FeatureNames, table.Lengths is not null, hasArtists, hasGroups, hasLabels);
        for (int row = 0; row < table.RowCount; row++)
        {
            (string, string)? artist = hasArtists ? (table.Artists?[row] ?? "", table.Albums?[row] ?? "") : null;
            FeatureRowFormat.WriteRow(csv, table.FileNames[row], table.Lengths?[row], table.Row(row), artist, hasGroups ? table.Groups[row] : null, hasLabels ? table.Labels[row] : null);
        }
    }

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 40 ? text : text[..37] + "...";

    /// <summary>What each column of the header is.</summary>
    private sealed record Layout(string[] Header, int FileName, int Label, int Group, int Length, int Artist, int Album, int[] Features)
    {
        public static Layout Find(string[] header, Func<int, bool> startsWithNumber, string source, long line, FeatureCsvOptions options)
        {
            Dictionary<string, int> places = new(StringComparer.Ordinal);
            for (int i = 0; i < header.Length; i++)
            {
                string name = header[i].Trim();
                header[i] = name;
                string place = FormattableString.Invariant($"{i + 1}");
                if (name.Length == 0)
                {
                    throw new TableFormatException("the header has no name here; every column needs one.", source, line, place);
                }

                if (!places.TryAdd(name, i))
                {
                    throw new TableFormatException(
                        FormattableString.Invariant($"the header '{name}' occurs twice, in columns {places[name] + 1} and {i + 1}; names must be distinct."), source, line, place);
                }
            }

            int fileName = Locate(options.FileNameColumn, UsualFileNames, "file name");
            int label = Locate(options.LabelColumn, UsualLabels, "label");
            int group = Locate(options.GroupColumn, UsualGroups, "group");
            int length = Locate(null, [LengthColumn], "length");
            if (label < 0 && options.RequireLabels)
            {
                throw new TableFormatException(
                    $"no label column: none of the headers is {string.Join(", ", UsualLabels)}, and none was named. The headers are {Shorten(string.Join(", ", header))}", source, line);
            }

            (int artist, int album) = Tags();
            HashSet<int> others = [fileName, label, group, length, artist, album];
            foreach (string ignored in options.IgnoredColumns)
            {
                others.Add(Locate(ignored, [], "ignored"));
            }

            int[] features = [.. Enumerable.Range(0, header.Length).Where(i => !others.Contains(i))];
            return features.Length > 0
                ? new Layout(header, fileName, label, group, length, artist, album, features)
                : throw new TableFormatException("there is no feature column, only the file name and the label.", source, line);

            // A feature may be called so too: side by side they are what this library writes, and a single one is a text where its first cell is no number.
            (int Artist, int Album) Tags()
            {
                int artist = Locate(options.ArtistColumn, [ArtistColumn], "artist");
                int album = Locate(options.AlbumColumn, [AlbumColumn], "album");
                bool areBeside = artist >= 0 && album == artist + 1;
                return (areBeside || options.ArtistColumn is not null || artist < 0 || !startsWithNumber(artist) ? artist : -1,
                    areBeside || options.AlbumColumn is not null || album < 0 || !startsWithNumber(album) ? album : -1);
            }

            int Locate(string? named, string[] usual, string role)
            {
                if (named is not null)
                {
                    return places.TryGetValue(named, out int exact)
                        ? exact
                        : throw new TableFormatException($"there is no {role} column '{named}'; the headers are {string.Join(", ", header)}.", source, line);
                }

                foreach (string candidate in usual)
                {
                    int found = Array.FindIndex(header, h => string.Equals(h, candidate, StringComparison.OrdinalIgnoreCase));
                    if (found >= 0)
                    {
                        return found;
                    }
                }

                return -1;
            }
        }
    }

    /// <summary>Collects rows; repeated strings (labels, groups) are stored once.</summary>
    private sealed class Builder(Layout layout, string source, FeatureCsvOptions options)
    {
        private readonly List<float> _values = [];
        private readonly List<string> _fileNames = [];
        private readonly List<string> _labels = [];
        private readonly List<string> _groups = [];
        private readonly List<long> _lengths = [];
        private readonly List<string> _artists = [];
        private readonly List<string> _albums = [];
        private readonly Dictionary<string, string> _pool = new(StringComparer.Ordinal);

        public void Add(CsvReader row, long line)
        {
            if (row.FieldCount != layout.Header.Length)
            {
                throw new TableFormatException(
                    FormattableString.Invariant($"the row has {row.FieldCount} fields where the header has {layout.Header.Length}."), source, line);
            }

            foreach (int column in layout.Features)
            {
                _values.Add(Number(row, column, line));
            }

            if (layout.FileName >= 0)
            {
                _fileNames.Add(row.GetString(layout.FileName));
            }

            if (layout.Label >= 0)
            {
                string label = row.GetString(layout.Label).Trim();
                if (label.Length == 0 && options.RequireLabels)
                {
                    throw new TableFormatException("the label is empty; a genre was expected.", source, line, layout.Header[layout.Label]);
                }

                _labels.Add(Pool(label));
            }

            if (layout.Group >= 0)
            {
                _groups.Add(Pool(row.GetString(layout.Group)));
            }

            if (layout.Artist >= 0)
            {
                _artists.Add(Pool(row.GetString(layout.Artist)));
            }

            if (layout.Album >= 0)
            {
                _albums.Add(Pool(row.GetString(layout.Album)));
            }

            if (layout.Length >= 0)
            {
                _lengths.Add(Length(row.GetString(layout.Length), line));
            }
        }

        public FeatureTable Build(long lastLine)
        {
            int rows = _values.Count / layout.Features.Length;
            if (rows == 0)
            {
                throw new TableFormatException("there is no row below the header; at least one was expected.", source, lastLine);
            }

            string[] names = [.. layout.Features.Select(i => layout.Header[i])];
            FeatureTable table = new(
                names,
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values),
                layout.Label >= 0 ? _labels : null,
                layout.FileName >= 0 ? _fileNames : null,
                layout.Group >= 0 ? _groups : null,
                layout.Length >= 0 ? _lengths : null,
                KnownSets.OfColumns(names),
                artists: layout.Artist >= 0 ? _artists : null,
                albums: layout.Album >= 0 ? _albums : null);
            return table.Genres.Count >= 2 || !options.RequireLabels
                ? table
                : throw new TableFormatException(
                    $"every row has the label '{table.Genres[0]}'; at least two genres are needed to learn from.", source, lastLine, layout.Header[layout.Label]);
        }

        private float Number(CsvReader row, int column, long line)
        {
            if (row.TryParse(column, out float value) && float.IsFinite(value))
            {
                return value;
            }

            string name = layout.Header[column];
            string text = row.GetString(column);
            string found = text.Length == 0 ? "the cell is empty" : $"'{Shorten(text)}' was found";
            throw new TableFormatException($"{found} where a finite number was expected (a column that is no feature can be ignored by name).", source, line, name);
        }

        private long Length(string text, long line)
        {
            // Some tools write integers as 661794.0.
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0 && value <= long.MaxValue / 2 && value == Math.Floor(value)
                ? (long)value
                : throw new TableFormatException($"'{Shorten(text)}' was found where a number of samples was expected.", source, line, layout.Header[layout.Length]);
        }

        private string Pool(string text)
        {
            if (!_pool.TryGetValue(text, out string? kept))
            {
                _pool.Add(text, kept = text);
            }

            return kept;
        }
    }
}
