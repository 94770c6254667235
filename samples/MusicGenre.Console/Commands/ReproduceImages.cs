using System.CommandLine;
using MusicGenre.CommandLine.Output;
using MusicGenre.ML;
using MusicGenre.ML.Origins;

namespace MusicGenre.CommandLine.Commands;

/// <summary>The origin with a convolutional net on spectrogram images.</summary>
internal static class ReproduceImages
{
    public static Command Spectrogram()
    {
        Command command = new("cnn-spectrogram", "Two convolutions and five dense layers on grey log-spectrograms of 350x350; ten stratified folds, at most 100 epochs, batch 50, patience 10.");
        OriginSource source = new(command, "A folder with a folder of audio files for each genre.", trainsAtLength: true);
        Option<int> folds = OriginSource.CountOption("--folds", "How many of the ten folds are run.", 10);
        Option<bool> augment = new("--augment") { Description = "Zoom (0.2) and shift (0.1) the training images: the origin's further task." };
        Option<int> side = OriginSource.CountOption("--side", "Height and width of the images; at least 10.", OriginNets.ImageSide);
        command.Add(folds);
        command.Add(augment);
        command.Add(side);
        side.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 10)
            {
                result.AddError($"--side must be at least 10; it is {value}.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            OriginSource.Head(
                "cnn-spectrogram",
                "ten stratified folds; a fifth of each training part for validation; at most 100 epochs, batches of 50, patience 10 with the best weights restored; Adam",
                "0.38 (mean of ten folds)");
            int pixels = parsed.GetValue(side);
            SampleSet set = source.Samples(parsed, d => d.SpectrogramImages(pixels, cancellation));
            long seed = source.Seed(parsed);
            NetworkTrainer trainer = source.WithEpochs(parsed, OriginNets.Cnn(pixels, seed));
            trainer = parsed.GetValue(augment) ? trainer with { Augmentation = ImageAugmentation.ZoomAndShift(pixels, pixels) } : trainer;
            Terminal.Line($"{set.Count} images of {pixels}x{pixels}, one a track: tracks stand on one side in any case");
            Terminal.Line(trainer.Build(set.Index.Genres.Count).Summary());
            source.Train(parsed, "origin's protocol", trainer, set, Folds.Stratified(set.Index, 10, seed), parsed.GetValue(folds), cancellation);
            if (!cancellation.IsCancellationRequested && source.ByArtist(parsed, set) is { } artists)
            {
                NetworkTrainer honest = trainer with { ValidationByGroup = true };
                source.Train(parsed, "artists kept together", honest, artists, Folds.StratifiedGroups(artists.Index, 10, seed), parsed.GetValue(folds), cancellation);
            }

            return Task.FromResult(cancellation.IsCancellationRequested ? CommandHost.Failure : CommandHost.Success);
        });
        return command.WithExamples("musicgenre reproduce cnn-spectrogram --data genres/ --report cnn.html", "musicgenre reproduce cnn-spectrogram --data genres/ --folds 1 --epochs 20 --augment");
    }
}
