using System.CommandLine;
using MusicGenre.CommandLine.Output;
using MusicGenre.ML;

namespace MusicGenre.CommandLine.Commands;

/// <summary><c>musicgenre train</c>: a model from all rows of a table.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        Argument<FileInfo> tableFile = new("TABLE") { Description = "A CSV table of features with a label column." };
        Option<FileInfo> output = new("--out", "-o") { Description = "Where the model goes.", HelpName = "MODEL", Required = true };
        Option<string?> label = new("--label") { Description = "The label column, if it has no usual name.", HelpName = "COLUMN" };
        Option<string> trainer = CommonOptions.TrainerName();
        Option<long> seed = CommonOptions.Seed();
        Command command = new("train", "Train one trainer on all rows of a table and save the model.") { tableFile, trainer, output, label, seed };
        command.SetAction((parsed, cancellation) =>
        {
            FeatureTable table = FeatureCsv.Read(parsed.GetRequiredValue(tableFile).ToString(), new FeatureCsvOptions { LabelColumn = parsed.GetValue(label) });
            GenreModel model = TrainerCatalog.Create(parsed.GetRequiredValue(trainer), parsed.GetValue(seed)).Fit(table, new FitOptions { Cancellation = cancellation });
            string path = parsed.GetRequiredValue(output).ToString();
            model.Save(path);
            Terminal.Line($"{table}");
            Terminal.Line($"{model.TrainerName} saved as {path} ({new FileInfo(path).Length:N0} bytes)");
            return Task.FromResult(CommandHost.Success);
        });
        return command.WithExamples("musicgenre train features/gtzan.csv --trainer svm --out gtzan.model", "musicgenre train my.csv --trainer dense --label style --out my.model --seed 7");
    }
}
