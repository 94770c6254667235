using System.CommandLine;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre audit</c>: what would make the figures of a library or table lie, before anything is learnt.</summary>
internal static class AuditCommand
{
    // As train does.
    private const string ForFolders = "lda-krr";
    private const string ForTables = "svm";
    private const int MostPictures = 200;

    public static Command Create()
    {
        ExtractionSource extraction = new(FeatureSets.GenreFull, cutsSongs: true);
        Argument<string> source = new("TABLE|FOLDER") { Description = "A folder of audio, or a CSV table of features with a label column." };
        Option<string?> groups = new("--groups") { Description = "The artist of each track: a column of the table, or a CSV/TSV file of file names and groups. Default: the artist that tags or table tell. Labels are judged by models that have heard nothing of the group.", HelpName = "COLUMN|FILE" };
        Option<FileInfo?> groupsOut = new Option<FileInfo?>("--groups-out") { Description = "Write a file for --groups in which a recording and its copies are one group, with its artist where --groups tells it.", HelpName = "FILE" }.ForOutput();
        Option<FileInfo?> json = new Option<FileInfo?>("--json") { Description = "Write all findings as JSON.", HelpName = "FILE" }.ForOutput();
        Option<FileInfo?> report = new Option<FileInfo?>("--report") { Description = "Write all findings as a page, the spectrograms of each pair of copies side by side.", HelpName = "FILE" }.ForOutput();
        NumberOption<int> pictures = new("--pictures", "For how many pairs the page has spectrograms.", 0, MostPictures, 24);
        Option<bool> noLabels = new("--no-labels") { Description = "Do not look for wrong labels: a folder's features are not extracted then." };
        Option<string?> label = new("--label") { Description = "The label column of a table, if it has no usual name.", HelpName = "COLUMN" };
        Option<string?> trainer = CommonOptions.TrainerName($"{ForFolders} for a folder of audio, {ForTables} for a table");
        NumberOption<int> folds = new("--folds", "The number of folds in which labels are judged.", 2, FoldSource.MostFolds, 10, "-k");
        NumberOption<double> shortest = new("--shortest", "Name tracks that are shorter, seconds.", 0, 86_400, 12);
        NumberOption<int> most = new("--most", "How many findings of each kind are printed; the files have all of them.", 0, 1_000_000, 20);
        NumberOption<long> seed = CommonOptions.Seed();
        Option<bool> strict = new("--strict") { Description = "End with exit code 1 if anything was found." };
        Command command = new("audit", "Find what would make figures lie: the same recording twice, artists of two genres, silent and clipped tracks, small genres, labels that look wrong.")
        {
            source, groups, groupsOut, json, report, pictures, noLabels, label, trainer, folds, shortest, most, seed, strict,
        };
        extraction.AddTo(command);
        command.AddRule(result => result.GetValue(noLabels) && new Option[] { trainer, folds, seed }.FirstOrDefault(result.IsGiven) is { } other ? $"--no-labels looks at no label; it does not go with {other.Name}." : null);
        command.AddRule(result => result.GetValue(pictures) >= 0 && result.IsGiven(pictures) && !result.IsGiven(report) ? "--pictures goes with --report." : null);
        command.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(source);
            AuditOptions options = new() { ShortestSeconds = parsed.GetValue(shortest) };
            bool isFolder = Directory.Exists(path);
            bool judgesLabels = !parsed.GetValue(noLabels);
            Trainer chosen = KnownTrainers.Create(parsed.GetValue(trainer) ?? (isFolder ? ForFolders : ForTables), parsed.GetValue(seed));
            List<string> notes = [];
            List<BadFile> bad = [];
            AuditResult audit;
            FeatureTable? table = null;
            IReadOnlyList<string>? trackOf = null;
            if (isFolder)
            {
                if (parsed.GetValue(label) is not null)
                {
                    throw new WrongUseException("--label names a column of a table; the genres of a folder of audio are its folders or file names (--genre).");
                }

                string? file = parsed.GetValue(groups);
                if (file is not null && !File.Exists(file))
                {
                    throw new WrongUseException($"--groups {file}: there is no such file; the artists of a folder of audio come from its tags.");
                }

                IReadOnlyList<AudioTrack> tracks = extraction.List(parsed, path, bad, cancellation).Tracks;
                if (tracks.Count == 0)
                {
                    throw new WrongUseException($"{path} has no audio file.");
                }

                string[]? named = file is null ? null : GroupFile.Find(file, column: null, [.. tracks.Select(static t => t.Name)]);
                BatchOptions batch = extraction.Options(parsed);
                IReadOnlyList<TrackInspection> inspected = InspectionProgress.Run(tracks, batch, cancellation);
                audit = LibraryAudit.Run(inspected, named, options, progress: null, cancellation);
                bad.AddRange(inspected.Select(static t => t.Problem).OfType<BadFile>());
                if (judgesLabels)
                {
                    (table, trackOf) = Extract(inspected, audit, extraction.FeatureSet(parsed), batch, notes, cancellation);
                }
            }
            else
            {
                if (extraction.IsGiven(parsed))
                {
                    throw new WrongUseException($"--set and what belongs to it are for a folder of audio; {path} is none.");
                }

                string? columnOrFile = parsed.GetValue(groups);
                bool isFile = columnOrFile is not null && File.Exists(columnOrFile);
                table = FeatureCsv.Read(path, new FeatureCsvOptions { LabelColumn = parsed.GetValue(label), GroupColumn = isFile ? null : columnOrFile });
                table = isFile ? GroupFile.Apply(table, columnOrFile!, column: null, out _) : table;
                audit = LibraryAudit.Run(table, options);
            }

            if (judgesLabels && table is not null)
            {
                audit = audit.WithLabels(Judge(table.WithGroups(MergedGroups(audit, table)), trackOf, chosen, parsed.GetValue(folds), parsed.GetValue(seed), notes, cancellation));
            }

            if (parsed.GetValue(groupsOut) is { } groupFile)
            {
                DuplicateGroups.Write(groupFile.ToString(), audit.FileNames, audit.MergedGroups);
            }

            AuditFindings findings = new(path, audit, notes);
            if (parsed.GetValue(json) is { } jsonFile)
            {
                AuditJson.Write(jsonFile.ToString(), findings);
            }

            if (parsed.GetValue(report) is { } page)
            {
                AuditPage.Write(page.ToString(), findings, parsed.GetValue(pictures), cancellation);
            }

            AuditText.Print(findings, parsed.GetValue(most));
            foreach ((string what, FileInfo? written) in new[] { ("groups", parsed.GetValue(groupsOut)), ("findings", parsed.GetValue(json)), ("report", parsed.GetValue(report)) })
            {
                if (written is not null)
                {
                    Terminal.Line($"{what}: {written.FullName}");
                }
            }

            int code = BadFiles.Report(bad, file: null);
            return Task.FromResult(code == CommandHost.Success && parsed.GetValue(strict) && !audit.IsClean ? CommandHost.Failure : code);
        });
        return command.WithExamples(
            "musicgenre audit music/",
            "musicgenre audit music/ --report audit.html --json audit.json",
            "musicgenre audit music/ --no-labels --groups artists.csv --groups-out groups.csv",
            "musicgenre audit features.csv --groups artist --trainer lda-krr");
    }

    /// <summary>The features of what could be read, with the groups of the audit, and the track of each row; null, with a note, where there is nothing to learn from.</summary>
    private static (FeatureTable? Table, IReadOnlyList<string>? Tracks) Extract(
        IReadOnlyList<TrackInspection> tracks, AuditResult audit, FeatureSet set, BatchOptions options, List<string> notes, CancellationToken cancellation)
    {
        AudioTrack[] usable = [.. tracks.Where(static t => t.Quality is { SilentShare: < 1 } && t.Track.Genre.Length > 0).Select(static t => t.Track)];
        if (usable.DistinctBy(static t => t.Genre).Count() < 2)
        {
            notes.Add("Labels were not judged: there are no two genres.");
            return (null, null);
        }

        List<TrackFeatures> gathered = [];
        List<BadFile> bad = [];
        ExtractionProgress.Run(usable, usable.Length, set, options, bad, gathered.Add, cancellationToken: cancellation);
        if (bad.Count > 0)
        {
            notes.Add($"The labels of {Plural.Of(bad.Count, "track")} were not judged: there are no {set.Name} features: {bad[0]}");
        }

        FeatureTable table = FeatureTable.FromTracks(gathered, set);
        if (table.RowCount == 0)
        {
            return (null, null);
        }

        Dictionary<string, string> groupOf = audit.FileNames.Zip(audit.Groups).ToDictionary(static p => p.First, static p => p.Second, StringComparer.Ordinal);
        string[] trackOf = [.. gathered.SelectMany(static g => g.Rows.Select(_ => g.Track.Name))];
        return (table.WithGroups([.. trackOf.Select(t => groupOf[t])]), trackOf);
    }

    /// <summary>The table's groups with duplicates put together.</summary>
    private static IReadOnlyList<string> MergedGroups(AuditResult audit, FeatureTable table)
    {
        Dictionary<string, string> merged = new(StringComparer.Ordinal);
        foreach ((string own, string together) in audit.Groups.Zip(audit.MergedGroups))
        {
            merged[own] = together;
        }

        return [.. table.Groups.Select(g => merged.GetValueOrDefault(g, g))];
    }

    private static LabelAuditResult? Judge(FeatureTable table, IReadOnlyList<string>? trackOf, Trainer trainer, int folds, long seed, List<string> notes, CancellationToken cancellation)
    {
        int[] labelled = [.. Enumerable.Range(0, table.RowCount).Where(row => table.Labels[row].Length > 0)];
        table = labelled.Length < table.RowCount ? table.SelectRows(labelled) : table;
        trackOf = trackOf is null ? null : [.. labelled.Select(row => trackOf[row])];
        try
        {
            Folds cut = Folds.StratifiedGroups(table, folds, seed);
            return LabelAudit.Run(table, trainer, cut, new LabelAuditOptions { Tracks = trackOf }, progress: null, cancellation);
        }
        catch (ArgumentException tooFew)
        {
            notes.Add($"Labels were not judged: {CommandHost.Words(tooFew)}");
            return null;
        }
    }
}
