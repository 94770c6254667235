using System.Text;
using CsvHelper;
using MusicGenre.Numerics;

namespace MusicGenre.Features;

/// <summary>A file that could not be used.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record BadFile(string Path, string Reason)
{
    /// <summary>Writes bad files as CSV, <c>filename,reason</c>; a list without any is the header alone. The file is written atomically.
    /// A text that a spreadsheet would run as a formula (<c>=1+1.wav</c>) gets an apostrophe in front, as OWASP recommends.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    /// <param name="badFiles">What is written.</param>
    public static void Write(string path, IEnumerable<BadFile> badFiles)
    {
        ArgumentNullException.ThrowIfNull(badFiles);
        AtomicFile.Write(path, stream =>
        {
            using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            using CsvWriter csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
            csv.WriteField("filename");
            csv.WriteField("reason");
            csv.EndRecord();
            foreach (BadFile file in badFiles)
            {
                csv.WriteField(file.Path);
                csv.WriteField(file.Reason);
                csv.EndRecord();
            }
        });
    }

    /// <summary>The path and the reason.</summary>
    public override string ToString() => $"{Path}: {Reason}";
}
