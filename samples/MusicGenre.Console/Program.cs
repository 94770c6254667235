using System.Globalization;
using MusicGenre.Features;
using MusicGenre.ML;

// The baseline on a feature table, with nothing but the library's public API: load the table, split it, cross-validate every trainer on the same
// folds, print one table, write one report, and train the best trainer on all rows.
//
//     dotnet run -c Release --project samples/MusicGenre.Console                      the shipped GTZAN table
//     dotnet run -c Release --project samples/MusicGenre.Console -- features.csv      a table of your own: numeric columns and a label

const int FoldCount = 10;
const long Seed = 1;

FeatureTable table;
try
{
    table = args.Length == 0 ? Gtzan.LoadFeatures() : FeatureCsv.Read(args[0]);
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or TextFormatException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

Console.WriteLine($"{table.RowCount} rows, {table.ColumnCount} features, {table.Genres.Count} genres");

// Segments of one track belong to one group and stay on one side of every split; a table without groups is split by genre alone.
bool hasGroups = table.Groups.Distinct().Count() < table.RowCount;
Folds folds = hasGroups ? Folds.StratifiedGroups(table, FoldCount, Seed) : Folds.Stratified(table, FoldCount, Seed);
foreach (string warning in folds.Warnings)
{
    Console.WriteLine($"warning: {warning}");
}

IReadOnlyList<Trainer> trainers = TrainerCatalog.CreateAll(Seed);
IReadOnlyList<CrossValidationResult> results = CrossValidation.Run(table, trainers, folds, progress: new FoldCounter(trainers.Count * folds.Count));
Ranking ranking = Ranking.Of(results);

Console.WriteLine();
PrintRow("trainer", "accuracy", "macro F1", "log-loss", "top-3");
foreach (CrossValidationResult result in ranking.Results)
{
    PrintRow(result.TrainerName, $"{result.Accuracy}", $"{result.MacroF1}", $"{result.LogLoss}", $"{result.Top3Accuracy}");
}

Console.WriteLine($"Mean ± standard deviation over {folds.Count} folds. {ranking.Description}");
foreach (string warning in results.SelectMany(result => result.Warnings.Select(warning => $"{result.TrainerName}: {warning}")))
{
    Console.WriteLine($"warning: {warning}");
}

Report.SaveHtml("report.html", new ReportOptions { Title = "Genre baseline" }, [.. results]);
Console.WriteLine($"report: {Path.GetFullPath("report.html")}");

// The folds have said what to expect; the model that is kept learns from every row.
GenreModel model = ranking.Results[0].Trainer!.Fit(table);
model.Save("genres.model");
GenrePrediction prediction = model.Predict(table.Row(0));
Console.WriteLine($"model: {Path.GetFullPath("genres.model")} ({model.TrainerName}); {table.FileNames[0]} is {prediction.Genre}, {prediction[prediction.Genre]:0.00}");
return 0;

static void PrintRow(string name, params string[] figures) =>
    Console.WriteLine($"{name,-22}{string.Concat(figures.Select(figure => $"{figure,16}"))}");

/// <summary>Counts the folds that are done, on the error stream.</summary>
internal sealed class FoldCounter(int total) : IProgress<FoldResult>
{
    private const int FoldStep = 10;

    private int _done;

    public void Report(FoldResult value)
    {
        int done = Interlocked.Increment(ref _done);
        if (done % FoldStep == 0 || done == total)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {total} folds, the last: {value.TrainerName} {value.Metrics.Accuracy:0.000}"));
        }
    }
}
