using System.CommandLine;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre baseline</c>: every trainer on the same folds, in one table and one report.</summary>
internal static class BaselineCommand
{
    public static Command Create()
    {
        TableSource source = new();
        ExtractionSource extraction = new(FeatureSets.Genre, cutsSongs: true);
        FoldSource cutting = new();
        Option<string> trainers = CommonOptions.TrainerNames();
        NumberOption<long> seed = CommonOptions.Seed();
        Option<bool> balanced = CommonOptions.Balanced();
        Option<bool> mlnet = new("--mlnet") { Description = "Add ML.NET's trainers, where the program was built with -p:MLNet=true." };
        Option<FileInfo?> json = new Option<FileInfo?>("--json") { Description = "Write every figure and every prediction as JSON.", HelpName = "FILE" }.ForOutput();
        Option<FileInfo> report = new("--report") { Description = "Where the report goes.", HelpName = "FILE", DefaultValueFactory = static _ => new FileInfo("report.html") };
        Option<bool> noReport = new("--no-report") { Description = "Write no report." };
        Option<FileInfo?> resume = new Option<FileInfo?>("--resume") { Description = "Keep finished folds in FILE, and go on with those that a run which was stopped or killed left there.", HelpName = "FILE" }.ForOutput();
        ExplainOptions explain = new();
        Command command = new("baseline", "Cross-validate all trainers on a feature table or a folder of audio, print one table, best first, and write an HTML report.");
        source.AddTo(command);
        cutting.AddTo(command);
        command.Add(seed);
        command.Add(trainers);
        command.Add(balanced);
        command.Add(mlnet);
        command.Add(json);
        command.Add(report);
        command.Add(noReport);
        command.Add(resume);
        explain.AddTo(command);
        extraction.AddTo(command);
        command.AddRule(result => result.GetValue(noReport) && result.IsGiven(report) ? "--report says where the report goes, --no-report that there is none; give one of them." : null);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(mlnet) && !KnownTrainers.HasMLNet)
            {
                throw new WrongUseException("--mlnet: this program was built without ML.NET. Build it with -p:MLNet=true, where the package feed has Microsoft.ML.");
            }

            FileInfo? page = parsed.GetValue(noReport) ? null : parsed.GetRequiredValue(report);
            if (page is not null)
            {
                CommonOptions.CheckOutput("--report", page.ToString());
            }

            List<string> notes = [];
            List<BadFile> bad = [];
            (FeatureTable table, string name, bool isShipped) = await source.LoadAsync(parsed, cutting.GroupColumn(parsed), extraction, bad, cancellation).ConfigureAwait(false);
            (table, Folds folds) = cutting.Cut(parsed, table, parsed.GetValue(seed), notes);
            if (isShipped)
            {
                notes.Insert(0, "The shipped table has 554 tracks: 100 each of blues, classical, jazz, pop and rock, 10 or 11 of the other five genres. Read macro F1 as well as accuracy.");
            }

            Terminal.Line($"{name}: {table.RowCount} rows, {table.ColumnCount} features, {table.Genres.Count} genres");
            Terminal.Line(folds.ToString());
            Terminal.Line($"groups: {table.DescribeGroups()}");
            Terminal.Line("");

            IEnumerable<string> names = TableSource.SplitList(parsed.GetValue(trainers)!).Concat(parsed.GetValue(mlnet) ? KnownTrainers.MLNetAliases : []);
            Trainer[] chosen = [.. names.Select(t => KnownTrainers.Create(t, parsed.GetValue(seed))).DistinctBy(static t => t.Name)];
            chosen = OfSize(chosen, table.RowCount, parsed.CommandResult.IsGiven(trainers), notes);
            if (parsed.GetValue(balanced))
            {
                chosen = [.. chosen.Select(static t => t.WithClassWeights(ClassWeights.Balanced))];
                string[] unable = [.. chosen.Where(static t => t.ClassWeights == ClassWeights.None).Select(static t => t.Name)];
                notes.Add($"Class weights are balanced{(unable.Length == 0 ? "." : $", but not for {string.Join(", ", unable)}, which can't weigh rows.")}");
            }

            IReadOnlyList<CrossValidationResult> results = await TrainingProgress.RunAsync(
                chosen, folds.Count, progress => CrossValidation.Run(table, chosen, folds, new CrossValidationOptions { FoldsFile = parsed.GetValue(resume)?.ToString() }, progress, cancellation)).ConfigureAwait(false);

            ReportOptions explained = explain.Run(parsed, results, parsed.GetValue(seed), cancellation);
            results = [.. results.Select(result => extraction.PerTrack(result, notes))];

            // The files first: who looks at the first lines only (head) has closed the pipe by then.
            ReportOptions options = explained with { Title = $"Genre baseline: {name}", TableName = name, Notes = notes };
            FileInfo? jsonFile = parsed.GetValue(json);
            if (jsonFile is not null)
            {
                Report.SaveJson(jsonFile.FullName, options, [.. results]);
            }

            if (page is not null)
            {
                Report.SaveHtml(page.FullName, options, [.. results]);
            }

            Comparison.Print(results);
            ExplainOptions.Print(options);
            foreach (string note in notes)
            {
                Terminal.Line(note);
            }

            if (jsonFile is not null)
            {
                Terminal.Line($"figures: {jsonFile.FullName}");
            }

            if (page is not null)
            {
                Terminal.Line($"report: {page.FullName}");
            }

            return BadFiles.Report(bad, file: null);
        });
        return command.WithExamples(
            "musicgenre baseline",
            "musicgenre baseline music/ --genre tag --trainers svm,lda-krr",
            "musicgenre baseline --published --repeat 3",
            "musicgenre baseline --balanced",
            "musicgenre baseline --features wide.csv --resume folds.jsonl",
            "musicgenre baseline --mlnet --trainers svm,dense",
            "musicgenre baseline --features features_3_sec.csv --trainers svm,extratrees --folds 5",
            "musicgenre baseline --features features_30_sec.csv --groups artists.tsv --json figures.json",
            "musicgenre baseline --features features_30_sec.csv --split splits/",
            "musicgenre baseline --trainers svm --importance --learning-curve");
    }

    /// <summary>The trainers without those that would take hours, or more memory than there is, on so many rows; a note tells of them. One that was named is only left out for lack of memory.</summary>
    internal static Trainer[] OfSize(Trainer[] trainers, int rows, bool areNamed, List<string> notes)
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Environment.ProcessorCount;
        Trainer[] slow = [.. trainers.Where(t => !areNamed && t.ManyRows < rows)];
        Trainer[] large = [.. trainers.Except(slow).Where(t => t.MemoryOf(rows) > memory)];
        if (slow.Length > 0)
        {
            notes.Add(FormattableString.Invariant($"Left out on {rows} rows, as the time grows with their square or cube: {string.Join(", ", slow.Select(static t => t.Name))}. --trainers names those that shall run all the same."));
        }

        if (large.Length > 0)
        {
            notes.Add(FormattableString.Invariant($"Left out, as {rows} rows need more memory than there is: {string.Join(", ", large.Select(t => FormattableString.Invariant($"{t.Name} ({t.MemoryOf(rows) / 1e9:0.0} GB a fold)")))}."));
        }

        Trainer[] rest = [.. trainers.Except(slow).Except(large)];
        return rest.Length > 0 ? rest : throw new WrongUseException(string.Join(' ', notes.TakeLast(1)));
    }
}
