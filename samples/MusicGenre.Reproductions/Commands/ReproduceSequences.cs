using System.CommandLine;
using System.Globalization;
using MusicGenre.ML;
using MusicGenre.Neural;
using MusicGenre.Tool;
using MusicGenre.Tool.Commands;
using MusicGenre.Tool.Output;

namespace MusicGenre.Reproductions.Commands;

/// <summary>The origins with LSTM nets on MFCC sequences.</summary>
internal static class ReproduceSequences
{
    private const double TestFraction = 0.25;
    private const int FoundUnits = 224;
    private const int TunedEpochs = 50;

    public static Command Mfcc()
    {
        Command command = new("lstm-mfcc", "LSTM 64, LSTM 64, dense 64, dropout 0.3 on 130 frames of 13 MFCC, ten segments a track; 60/15/25, 30 epochs, batch 32.");
        OriginSource source = new(command, "A folder with a folder of audio files for each genre.", trainsAtLength: true);
        NumberOption<int> folds = OriginSource.Splits("--folds", "How many splits for each figure.", 1);
        command.Add(folds);
        command.SetAction((parsed, cancellation) =>
        {
            OriginSource.Head(
                "lstm-mfcc",
                "segments of a track are on both sides: random split of segments 60/15/25; not standardised; Adam 1e-4, 30 epochs, batches of 32, last weights",
                "0.624 (loss 1.070)");
            SampleSet set = source.Samples(parsed, (d, progress) => d.MfccSequences(progress, cancellation));
            NeuralNetworkTrainer trainer = source.WithEpochs(parsed, OriginNets.Lstm(seed: source.Seed(parsed)));
            return Task.FromResult(Run(source, parsed, set, trainer, parsed.GetValue(folds), cancellation));
        });
        return command.WithExamples("reproduce lstm-mfcc --data genres/", "reproduce lstm-mfcc --data genres/ --artists artists.tsv --report lstm.html --save lstm.net");
    }

    public static Command Tuned()
    {
        Command command = new("lstm-tuned", "The same with Bayesian search over units 32 to 512, dropout 0 to 0.5, learning rate 1e-2, 1e-3, 1e-4.");
        OriginSource source = new(command, "A folder with a folder of audio files for each genre.", trainsAtLength: true);
        NumberOption<int> folds = OriginSource.Splits("--folds", "How many splits for each figure.", 1);
        NumberOption<int> trials = OriginSource.Trials("How many settings are tried; 0 takes the net that the origin found (224 and 224).");
        NumberOption<int> batch = new("--batch", "Segments a step; the origin took 1.", 1, 100_000, 32);
        Option<FileInfo?> output = new Option<FileInfo?>("--out", "-o") { Description = "The trials as CSV; a search that was stopped goes on from there.", HelpName = "FILE" }.ForOutput();
        command.Add(folds);
        command.Add(trials);
        command.Add(batch);
        command.Add(output);
        OriginSource.RequireTrials(command, trials, output);
        command.SetAction((parsed, cancellation) =>
        {
            OriginSource.Head(
                "lstm-tuned",
                "as lstm-mfcc; one Bayesian trial of Keras Tuner, 50 epochs, batch size 1: found LSTM 224, dense 224 (668,202 parameters)",
                "0.849 (validation 0.864)");
            SampleSet set = source.Samples(parsed, (d, progress) => d.MfccSequences(progress, cancellation));
            int batchSize = parsed.GetValue(batch);
            NeuralNetworkTrainer Prepare(NeuralNetworkTrainer trainer) => source.WithEpochs(parsed, trainer with { Name = "lstm-tuned", BatchSize = batchSize, Epochs = TunedEpochs });
            NeuralNetworkTrainer trainer = parsed.GetValue(trials) > 0
                ? Search(source, parsed, set, Prepare, parsed.GetValue(trials), parsed.GetValue(output), cancellation)

                // Its dropout and learning rate are not documented: those of lstm-mfcc, and Adam's usual 1e-3.
                : Prepare(OriginNets.Lstm(FoundUnits, FoundUnits, seed: source.Seed(parsed)) with { Optimizer = new Adam() });
            return Task.FromResult(Run(source, parsed, set, trainer, parsed.GetValue(folds), cancellation));
        });
        return command.WithExamples("reproduce lstm-tuned --data genres/", "reproduce lstm-tuned --data genres/ --trials 10 --epochs 20 --out trials.csv");
    }

    private static int Run(OriginSource source, ParseResult parsed, SampleSet set, NeuralNetworkTrainer trainer, int folds, CancellationToken cancellation)
    {
        Terminal.Line($"{set.Count} segments of {set.Index.Groups.Distinct(StringComparer.Ordinal).Count()} tracks");
        Terminal.Line(trainer.Summary(set.Shape.Size, set.Index.Genres.Count));
        long seed = source.Seed(parsed);
        source.Train(parsed, "origin's protocol, segments of a track on both sides", trainer, set, OriginProtocols.RandomSplits(set.Index, TestFraction, folds, seed), folds, validationByGroup: false, cancellation);
        source.Train(parsed, "tracks kept together", trainer, set, OriginProtocols.SplitsByGroup(set.Index, TestFraction, folds, seed), folds, validationByGroup: true, cancellation);
        if (source.ByArtist(parsed, set) is { } artists)
        {
            source.Train(parsed, "artists kept together", trainer, artists, OriginProtocols.SplitsByGroup(artists.Index, TestFraction, folds, seed), folds, validationByGroup: true, cancellation);
        }

        return CommandHost.Success;
    }

    /// <summary>The search scores the validation part, as the origin's did; the test part takes no part in it.</summary>
    private static NeuralNetworkTrainer Search(
        OriginSource source, ParseResult parsed, SampleSet set, Func<NeuralNetworkTrainer, NeuralNetworkTrainer> prepare, int trials, FileInfo? output, CancellationToken cancellation)
    {
        long seed = source.Seed(parsed);
        SearchSpace space = new(
            SearchRange.Integer("Units", 32, 512, 32),
            SearchRange.Integer("Dense", 32, 512, 32),
            SearchRange.Categorical("Dropout", "0", "0.1", "0.2", "0.3", "0.4", "0.5"),
            SearchRange.Categorical("LearningRate", "0.01", "0.001", "0.0001"));
        NeuralNetworkTrainer Create(TrialSettings s) => prepare(
            OriginNets.Lstm(s.Integer("Units"), s.Integer("Dense"), double.Parse(s.Choice("Dropout"), CultureInfo.InvariantCulture), seed)
                with
            { Optimizer = new Adam(double.Parse(s.Choice("LearningRate"), CultureInfo.InvariantCulture)) });

        return ValidationSearch.Run(space, Create, set, OriginProtocols.RandomSplits(set.Index, TestFraction, 1, seed), new TunerOptions
        {
            Trials = trials,
            Seed = seed,
            TrialsFile = output?.FullName,
            Description = ValidationSearch.Describe(set, prepare(OriginNets.Lstm(seed: seed))),
        }, cancellation);
    }
}
