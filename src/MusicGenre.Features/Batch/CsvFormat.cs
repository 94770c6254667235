using System.Text;
using CsvHelper;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Batch;

/// <summary>How every CSV file is read and written: RFC 4180, strict; UTF-8 without a byte order mark; lines end in a line feed.</summary>
internal static class CsvFormat
{
    /// <summary>A row of any table is shorter; an open quote does not read a whole file into memory.</summary>
    public const int MaximumRecordBytes = 1 << 20;

    /// <summary>What a reader is told. The header is read as a row like the others: its own checks (missing, repeated names) are about columns, not about parsing.</summary>
    /// <param name="separator">What is between fields; null finds it out.</param>
    /// <param name="onMalformed">Is told of every malformed record; null throws <see cref="CsvFormatException"/> at the first.</param>
    /// <param name="allowLineBreaks">Whether a quoted field may go over several lines.</param>
    public static CsvReaderOptions Reading(char? separator, Action<CsvMalformedRecord>? onMalformed = null, bool allowLineBreaks = true) => new()
    {
        Separator = separator,
        HasHeader = false,
        TrackLineNumbers = true,
        MalformedData = onMalformed is null ? CsvMalformedDataHandling.Throw : CsvReaderOptions.Default.MalformedData,
        MaxRecordSize = MaximumRecordBytes,
        AllowLineBreaksInQuotes = allowLineBreaks,
        OnMalformedRecord = onMalformed,
    };

    /// <summary>The fields of the record that was read last.</summary>
    public static string[] Fields(this CsvReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];

    /// <summary>Writes to a text, which stays open.</summary>
    public static CsvWriter Write(TextWriter writer) => CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);

    /// <summary>Writes a file, which appears whole or not at all. In one that is made for people, a text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP).</summary>
    public static void WriteFile(string path, bool forPeople, Action<CsvWriter> write) => AtomicFile.Write(path, stream =>
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        using CsvWriter csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n", Injection = forPeople ? CsvInjection.Escape : CsvInjection.None }, leaveOpen: true);
        write(csv);
    });

    /// <summary>Writes a record.</summary>
    public static void WriteRecord(this CsvWriter csv, params IEnumerable<string> fields)
    {
        foreach (string field in fields)
        {
            csv.WriteField(field);
        }

        csv.EndRecord();
    }
}
