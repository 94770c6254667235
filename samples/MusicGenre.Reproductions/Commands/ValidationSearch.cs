using System.Globalization;
using MusicGenre.ML;
using MusicGenre.Reproductions.Output;
using MusicGenre.Tool.Output;

namespace MusicGenre.Reproductions.Commands;

/// <summary>Searches a network's settings by the accuracy on the validation part of one fold, as the origins did; the test part takes no part in it.</summary>
internal static class ValidationSearch
{
    /// <summary>What a trials file is of: another search must not go on from it.</summary>
    public static string Describe(SampleSet set, NeuralNetworkTrainer trainer) =>
        string.Create(CultureInfo.InvariantCulture, $"{set.Count} samples of {set.Shape}; validation accuracy, {trainer.Epochs} epochs, batch {trainer.BatchSize}");

    /// <summary>Searches, prints the best trials, and draws them next to the trials' file.</summary>
    /// <returns>The trainer of the best settings.</returns>
    /// <exception cref="OperationCanceledException">The search was stopped.</exception>
    public static NeuralNetworkTrainer Run(SearchSpace space, Func<TrialSettings, NeuralNetworkTrainer> create, SampleSet set, Folds folds, TunerOptions options, CancellationToken cancellation)
    {
        TuningResult found = Tuner.Maximize(
            space,
            settings =>
            {
                EpochLine line = new($"trial: {settings}");
                CrossValidationResult result = new SampleValidation(create(settings), set) { MaximumFolds = 1 }.Run(folds, line, progress: null, cancellation);
                line.End();
                return result.Results[0].History!.ValidationAccuracy.Max();
            },
            options,
            progress: null,
            cancellation);
        Terminal.Line(found.ToTable());
        if (options.TrialsFile is not null)
        {
            found.SaveSvg(Path.ChangeExtension(options.TrialsFile, ".svg"));
        }

        Terminal.Line("The settings were chosen within the training part of one split: where rows of it are tested below, the figure is slightly optimistically biased.");
        return create(found.Best.Settings);
    }
}
