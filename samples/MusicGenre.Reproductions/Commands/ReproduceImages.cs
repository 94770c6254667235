using System.CommandLine;
using MusicGenre.ML;
using MusicGenre.Neural;
using MusicGenre.Tool;
using MusicGenre.Tool.Commands;
using MusicGenre.Tool.Output;

namespace MusicGenre.Reproductions.Commands;

/// <summary>The origin with a convolutional net on spectrogram images.</summary>
internal static class ReproduceImages
{
    private static SearchSpace SearchedSettings { get; } = new(
        SearchRange.Integer("Filters", 8, 48, 8), SearchRange.Real("Dropout", 0, 0.5), SearchRange.LogReal("LearningRate", 1e-5, 1e-2));

    public static Command Spectrogram()
    {
        Command command = new("cnn-spectrogram", "Two convolutions and five dense layers on grey log-spectrograms of 350x350; ten stratified folds, at most 100 epochs, batch 50, patience 10.");
        OriginSource source = new(command, "A folder with a folder of audio files for each genre.", trainsAtLength: true);
        NumberOption<int> folds = new("--folds", "How many of the ten folds are run.", 1, 10, 10);
        Option<bool> augment = new("--augment") { Description = "Zoom (0.2) and shift (0.1) the training images: the origin's further task." };
        NumberOption<int> trials = OriginSource.Trials("Search filters, dropout and learning rate on the validation part of the first fold, so many settings: the origin's other further task. 0: the origin's own.");
        Option<FileInfo?> output = new Option<FileInfo?>("--out", "-o") { Description = "The trials as CSV; a search that was stopped goes on from there.", HelpName = "FILE" }.ForOutput();
        NumberOption<int> side = new("--side", "Height and width of the images.", 10, 2_000, OriginNets.ImageSide);
        command.Add(folds);
        command.Add(augment);
        command.Add(trials);
        command.Add(output);
        OriginSource.RequireTrials(command, trials, output);
        command.Add(side);
        command.SetAction((parsed, cancellation) =>
        {
            OriginSource.Head(
                "cnn-spectrogram",
                "ten stratified folds; a fifth of each training part for validation; at most 100 epochs, batches of 50, patience 10 with the best weights restored; Adam",
                "0.38 (mean of ten folds)");
            int pixels = parsed.GetValue(side);
            SampleSet set = source.Samples(parsed, (d, progress) => d.SpectrogramImages(pixels, progress, cancellation));
            long seed = source.Seed(parsed);
            Folds cuts = Folds.Stratified(set.Index, 10, seed);
            NeuralNetworkTrainer Prepare(NeuralNetworkTrainer net) =>
                source.WithEpochs(parsed, parsed.GetValue(augment) ? net with { Augmentation = ImageAugmentation.ZoomAndShift(pixels, pixels) } : net);
            NeuralNetworkTrainer trainer = Prepare(OriginNets.Cnn(pixels, seed));
            Terminal.Line($"{set.Count} images of {pixels}x{pixels}, one a track: each track is on one side in any case");
            if (parsed.GetValue(trials) is > 0 and int count)
            {
                trainer = ValidationSearch.Run(
                    SearchedSettings,
                    s => Prepare(OriginNets.Cnn(pixels, seed, s.Integer("Filters"), s.Number("Dropout")) with { Optimizer = new Adam(s.Number("LearningRate")) }),
                    set,
                    cuts,
                    new TunerOptions
                    {
                        Trials = count,
                        Seed = seed,
                        TrialsFile = parsed.GetValue(output)?.FullName,
                        Description = ValidationSearch.Describe(set, trainer),
                    },
                    cancellation);
            }

            Terminal.Line(trainer.Summary(set.Shape.Size, set.Index.Genres.Count));
            source.Train(parsed, "origin's protocol", trainer, set, cuts, parsed.GetValue(folds), validationByGroup: false, cancellation);
            if (source.ByArtist(parsed, set) is { } artists)
            {
                source.Train(parsed, "artists kept together", trainer, artists, Folds.StratifiedGroups(artists.Index, 10, seed), parsed.GetValue(folds), validationByGroup: true, cancellation);
            }

            return Task.FromResult(CommandHost.Success);
        });
        return command.WithExamples("reproduce cnn-spectrogram --data genres/ --report cnn.html", "reproduce cnn-spectrogram --data genres/ --folds 1 --epochs 20 --augment", "reproduce cnn-spectrogram --data genres/ --trials 10 --epochs 20 --out trials.csv");
    }
}
