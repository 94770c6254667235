using System.CommandLine;
using System.Globalization;
using MusicGenre.CommandLine.Output;
using MusicGenre.ML;

namespace MusicGenre.CommandLine.Commands;

/// <summary><c>musicgenre predict</c>: the genre of every row of a table.</summary>
internal static class PredictCommand
{
    private const int GenresShown = 3;

    public static Command Create()
    {
        Argument<FileInfo> modelFile = new("MODEL") { Description = "A model that 'train' saved." };
        Argument<FileInfo> tableFile = new("TABLE") { Description = "A CSV table with the model's features; a label column is not needed." };
        Option<FileInfo?> output = new("--out", "-o") { Description = "Write all probabilities as CSV.", HelpName = "FILE" };
        Command command = new("predict", "Predict the genre of every row of a table.") { modelFile, tableFile, output };
        command.SetAction((parsed, _) =>
        {
            GenreModel model = GenreModel.Load(parsed.GetRequiredValue(modelFile).ToString());
            FeatureTable table = FeatureCsv.Read(parsed.GetRequiredValue(tableFile).ToString(), new FeatureCsvOptions { RequireLabels = false });
            IReadOnlyList<GenrePrediction> predictions = model.Predict(table);
            int width = Math.Max(8, table.FileNames.Max(static n => n.Length));
            for (int i = 0; i < predictions.Count; i++)
            {
                string best = string.Join("  ", predictions[i].Probabilities.Take(GenresShown).Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value:0.000}")));
                Terminal.Line($"{table.FileNames[i].PadRight(width)}  {predictions[i].Genre.PadRight(12)}{best}");
            }

            int labelled = Enumerable.Range(0, table.RowCount).Count(i => table.Labels[i].Length > 0);
            if (labelled > 0)
            {
                int right = Enumerable.Range(0, table.RowCount).Count(i => table.Labels[i] == predictions[i].Genre);
                Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{right} of {labelled} labelled rows are right ({(double)right / labelled:0.000}); rows that the model learnt from say nothing of its worth."));
            }

            if (parsed.GetValue(output) is { } file)
            {
                PredictionCsv.Write(file.FullName, model, table, predictions);
                Terminal.Line($"probabilities: {file.FullName}");
            }

            return Task.FromResult(CommandHost.Success);
        });
        return command.WithExamples("musicgenre predict gtzan.model new.csv", "musicgenre predict gtzan.model new.csv --out predictions.csv");
    }
}
