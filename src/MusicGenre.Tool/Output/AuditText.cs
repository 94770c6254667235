using MusicGenre.ML;

namespace MusicGenre.Tool.Output;

/// <summary>Prints the findings of an audit, each kind under its count.</summary>
internal static class AuditText
{
    public static void Print(AuditFindings findings, int most)
    {
        AuditResult audit = findings.Audit;
        Terminal.Line($"{findings.Source}: {findings.Size}");
        Section("Same recording twice", audit.Duplicates, most, pair => [findings.NameOf(pair.First), findings.NameOf(pair.Second), findings.Words(pair)]);
        Section("Groups of several genres", audit.GenreConflicts, most, static c => [c.What, c.Name, AuditFindings.Words(c)]);
        Section("Files with something wrong", audit.TrackIssues, most, static i => [i.FileName, Kind(i.Kind), i.Detail]);
        Section("Genres too small to judge", audit.SmallGenres, most, static g => [g.Genre, AuditFindings.Words(g)]);
        if (audit.Labels is { } labels)
        {
            Section("Labels that look wrong", labels.Issues, most, static i => [i.FileName, AuditFindings.Words(i)]);
            Terminal.Line($"  ({AuditFindings.Summary(labels)})");
        }

        foreach (string note in findings.Notes)
        {
            Terminal.Line(note);
        }
    }

    /// <summary>The name of a kind as people write it: "too short".</summary>
    public static string Kind(TrackIssueKind kind) => kind switch
    {
        TrackIssueKind.EmptyChannel => "empty channel",
        TrackIssueKind.TooShort => "too short",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static void Section<T>(string title, IReadOnlyList<T> findings, int most, Func<T, string[]> cells)
    {
        Terminal.Line("");
        Terminal.Line($"{title}: {(findings.Count == 0 ? "none" : findings.Count)}");
        string[][] shown = [.. findings.Take(most).Select(cells)];
        int[] widths = [.. Enumerable.Range(0, shown.Length == 0 ? 0 : shown[0].Length - 1).Select(c => shown.Max(row => row[c].Length))];
        foreach (string[] row in shown)
        {
            Terminal.Line("  " + string.Concat(row.Select((cell, c) => c < widths.Length ? cell.PadRight(widths[c] + 2) : cell)));
        }

        if (findings.Count > most)
        {
            Terminal.Line($"  and {findings.Count - most} more (--most, --json)");
        }
    }
}
