using MusicGenre.Features.Batch;

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
        CsvFormat.WriteFile(path, forPeople: true, csv =>
        {
            csv.WriteRecord("filename", "reason");
            foreach (BadFile file in badFiles)
            {
                csv.WriteRecord(file.Path, file.Reason);
            }
        });
    }

    /// <summary>The path and the reason.</summary>
    public override string ToString() => $"{Path}: {Reason}";
}
