using System.CommandLine;
using System.Globalization;
using MusicGenre.ML;
using MusicGenre.Tool;
using MusicGenre.Tool.Commands;
using MusicGenre.Tool.Output;

namespace MusicGenre.Reproductions.Commands;

/// <summary><c>reproduce seed-dense</c>: the origin's protocol, over many splits instead of one.</summary>
internal static class SeedDenseCommand
{
    private const double PublishedAccuracy = 0.675;
    private const double TestFraction = 0.2;

    public static Command Create()
    {
        TableSource source = new();
        NumberOption<long> seed = CommonOptions.Seed();
        NumberOption<int> splits = new("--splits", "How many random splits of 80/20.", 1, 10_000, 20);
        Command command = new("seed-dense", "The published dense net (256-128-64-10, 26 means, 80/20, 20 epochs, batch 128) over many splits, with the spread.");
        source.AddTo(command);
        command.Add(splits);
        command.Add(seed);
        command.SetAction(async (parsed, cancellation) =>
        {
            (FeatureTable loaded, string name, bool isShipped) = await source.LoadAsync(parsed, groupColumn: null, extraction: null, [], cancellation).ConfigureAwait(false);
            FeatureTable table = MeansOf(loaded);
            NeuralNetworkTrainer trainer = OriginNets.DenseCsv(parsed.GetValue(seed));
            Terminal.Line($"{name}: {table.RowCount} rows, {table.ColumnCount} features");
            Terminal.Line(trainer.Summary(table.ColumnCount, table.Genres.Count));

            Folds folds = Folds.HoldOut(table, TestFraction, parsed.GetValue(seed), stratified: false, repeats: parsed.GetValue(splits));
            CrossValidationResult result = (await TrainingProgress.RunAsync(
                [trainer], folds.Count, progress => CrossValidation.Run(table, [trainer], folds, options: null, progress, cancellation)).ConfigureAwait(false))[0];
            double[] accuracies = [.. result.Results.Select(static r => r.Metrics.Accuracy).Order()];
            FoldStatistic accuracy = result.Accuracy;
            string interval = accuracy.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"; 95 % interval of the mean (Nadeau and Bengio's corrected variance) ± {accuracy.Interval95:0.000}") : "";
            Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"accuracy over {folds.Count} random splits of 80/20: {accuracy}"));
            Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  least {accuracies[0]:0.000}, median {accuracies[accuracies.Length / 2]:0.000}, greatest {accuracies[^1]:0.000}{interval}"));
            Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  macro F1 {result.MacroF1}"));
            Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"published: {PublishedAccuracy:0.000} on one split ({accuracies.Count(static a => a >= PublishedAccuracy)} of these {folds.Count} reach it)"));
            Terminal.Line("The publication standardised over all rows; here the scaler learns from the training rows alone.");
            if (isShipped)
            {
                Terminal.Line("The shipped table has 554 uneven tracks, so this is not the published table: --published or --features FILE takes that.");
            }

            return CommandHost.Success;
        });
        return command.WithExamples("reproduce seed-dense --published", "reproduce seed-dense --features means_26.csv --splits 20 --seed 1", "reproduce seed-dense");
    }

    /// <summary>The 26 means: of a table that holds variances and more besides, those alone.</summary>
    internal static FeatureTable MeansOf(FeatureTable table)
    {
        string[] means =
        [
            "chroma_stft_mean", "rms_mean", "spectral_centroid_mean", "spectral_bandwidth_mean", "rolloff_mean", "zero_crossing_rate_mean",
            .. Enumerable.Range(1, 20).Select(static i => string.Create(CultureInfo.InvariantCulture, $"mfcc{i}_mean")),
        ];
        return means.All(table.FeatureNames.Contains) ? table.SelectColumns(means) : table;
    }
}
