using System.CommandLine;
using System.Globalization;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.Tool;
using MusicGenre.Tool.Commands;
using MusicGenre.Tool.Output;

namespace MusicGenre.Reproductions.Commands;

/// <summary>The origins with dense nets on feature tables.</summary>
internal static class ReproduceDense
{
    private const int GridNets = 7;
    private const int ChosenNet = 6;
    private static readonly int[] GridEpochs = [100, 500, 800];
    private static readonly int[] GridBatches = [32, 200, 300];

    public static Command Csv()
    {
        Command command = new("dense-csv", "256-128-64-10 on 26 means, 80/20, 20 epochs, batch 128.");
        OriginSource source = new(command, "A table of 26 means, or a folder with a folder of audio files for each genre.", trainsAtLength: false, takesTable: true);
        NumberOption<int> splits = OriginSource.Splits("--splits", "How many random splits of 80/20.", 20);
        command.Add(splits);
        command.SetAction((parsed, cancellation) =>
        {
            FeatureTable table = SeedDenseCommand.MeansOf(source.Table(parsed, FeatureSets.Means26, cancellation));
            if (table.ColumnCount != FeatureSets.Means26.Count)
            {
                throw new WrongUseException($"The table has {table.ColumnCount} features; dense-csv takes the 26 means.");
            }

            NeuralNetworkTrainer trainer = OriginNets.DenseCsv(source.Seed(parsed));
            OriginSource.Head(
                "dense-csv",
                "26 means standardised over all rows; random split of 80/20; 256-128-64 ReLU, softmax; Adam; 20 epochs, batches of 128",
                "0.675 on one split");
            Terminal.Line(trainer.Summary(table.ColumnCount, table.Genres.Count));
            RunBoth(source, parsed, "", table, trainer, 0.2, parsed.GetValue(splits), standardised: true, cancellation);
            return Task.FromResult(CommandHost.Success);
        });
        return command.WithExamples("reproduce dense-csv --data means_26.csv", "reproduce dense-csv --data genres/ --artists artists.tsv --splits 5");
    }

    public static Command Bottleneck()
    {
        Command command = new("dense-bottleneck", "128-64-32-10 on each of four small feature sets, 10, 15 and 20 epochs, 70/30; then 512-256-128-64-10 on 30 means.");
        OriginSource source = new(command, "A folder with a folder of audio files for each genre.", trainsAtLength: false);
        NumberOption<int> splits = OriginSource.Splits("--splits", "How many random splits for each figure.", 10);
        command.Add(splits);
        command.SetAction((parsed, cancellation) =>
        {
            RequireFolder(source, parsed, "dense-bottleneck");
            OriginSource.Head(
                "dense-bottleneck",
                "means over frames, not standardised; random split of 70/30; 128-64-32 ReLU, softmax; Adam; 10, 15 and 20 epochs. "
                + "Second net: 24 MFCC and six spectral means, standardised over all rows; 512-256-128-64; 10 epochs, batches of 100; 80/20",
                "about 0.60 to 0.69; second net 0.69 in validation");
            Terminal.Line("The project's text mentions six inputs for the baseline, its printed summary five; the list of names has seven, and so does this one.");
            foreach (FeatureSet set in (ReadOnlySpan<FeatureSet>)[OriginFeatureSets.Baseline7, OriginFeatureSets.Mfcc12, OriginFeatureSets.Chroma12, OriginFeatureSets.Mel12])
            {
                FeatureTable table = source.Table(parsed, set, cancellation);
                foreach (int epochs in (ReadOnlySpan<int>)[10, 15, 20])
                {
                    NeuralNetworkTrainer trainer = OriginNets.Bottleneck(epochs, source.Seed(parsed));
                    RunBoth(source, parsed, $"{set.Name}, {epochs} epochs, ", table, trainer, 0.3, parsed.GetValue(splits), standardised: false, cancellation);
                }
            }

            FeatureTable wide = source.Table(parsed, OriginFeatureSets.Bottleneck30, cancellation);
            RunBoth(source, parsed, "second net, ", wide, OriginNets.BottleneckWide(source.Seed(parsed)), 0.2, parsed.GetValue(splits), standardised: true, cancellation);
            return Task.FromResult(CommandHost.Success);
        });
        return command.WithExamples("reproduce dense-bottleneck --data genres/", "reproduce dense-bottleneck --data genres/ --artists artists.tsv --splits 20");
    }

    public static Command Grid()
    {
        Command command = new("dense-grid", "Seven nets on 30 to 89 columns, a grid over epochs and batches; the chosen one trained, saved and asked about a song.");
        OriginSource source = new(command, "A folder with a folder of audio files for each genre.", trainsAtLength: false);
        NumberOption<int> splits = OriginSource.Splits("--splits", "How many random splits of 80/20 for each figure.", 1);
        Option<FileInfo?> model = new Option<FileInfo?>("--out", "-o") { Description = "Save the chosen net (net 6, 500 epochs, batches of 300), trained on all rows.", HelpName = "MODEL" }.ForOutput();
        Option<FileInfo?> song = new("--song") { Description = "Tell the genre of a song with the chosen net: one minute from 2:00 on, or all of a shorter song.", HelpName = "FILE" };
        Option<bool> chosenOnly = new("--chosen") { Description = "Skip the grid: the chosen net alone." };
        command.Add(splits);
        command.Add(model);
        command.Add(song);
        command.Add(chosenOnly);
        command.SetAction((parsed, cancellation) =>
        {
            RequireFolder(source, parsed, "dense-grid");
            OriginSource.Head(
                "dense-grid",
                "means and standard deviations over frames, standardised over all rows; split of 80/20; seven nets; Adam; epochs 100, 500, 800 x batches of 32, 200, 300",
                "the best of seven was net 6 with 500 epochs and batches of 300 (twelve genres; GTZAN has ten of them)");
            if (!parsed.GetValue(chosenOnly))
            {
                RunGrid(source, parsed, parsed.GetValue(splits), cancellation);
            }

            FeatureTable table = source.Table(parsed, OriginFeatureSets.Grid[ChosenNet - 1], cancellation);
            NeuralNetworkTrainer chosen = OriginNets.Grid(ChosenNet, 500, 300, source.Seed(parsed));
            RunBoth(source, parsed, "chosen net, ", table, chosen, 0.2, parsed.GetValue(splits), standardised: true, cancellation);
            if (parsed.GetValue(model) is not null || parsed.GetValue(song) is not null)
            {
                GenreModel fitted = chosen.Fit(table, cancellationToken: cancellation);
                if (parsed.GetValue(model) is { } file)
                {
                    fitted.Save(file.FullName);
                    Terminal.Line($"saved: {file.FullName} (network, scaler and genres)");
                }

                if (parsed.GetValue(song) is { } track)
                {
                    Ask(fitted, track, cancellation);
                }
            }

            return Task.FromResult(CommandHost.Success);
        });
        return command.WithExamples("reproduce dense-grid --data genres/", "reproduce dense-grid --data genres/ --chosen --out net6.model --song song.wav");
    }

    /// <summary>The figure under the origin's protocol, and with the scaler learnt from the training part and tracks (artists) kept apart.</summary>
    private static void RunBoth(
        OriginSource source, ParseResult parsed, string what, FeatureTable table, NeuralNetworkTrainer trainer, double testFraction, int splits, bool standardised, CancellationToken cancellation)
    {
        long seed = source.Seed(parsed);

        // The origins fixed no seed of the weights: each split draws its own.
        SeedPerSplit net = new(trainer);
        SeedPerSplit asGiven = new(trainer with { Preprocessing = [] });
        FeatureTable origin = standardised ? OriginProtocols.StandardiseOverAllRows(table) : table;
        ShowFigure("origin's protocol", origin, asGiven, OriginProtocols.RandomSplits(origin, testFraction, splits, seed));
        ShowFigure("the same with stratified splits", origin, asGiven, OriginProtocols.RandomSplits(origin, testFraction, splits, seed, stratified: true));
        ShowFigure("tracks kept apart, scaled in the training part", table, net, OriginProtocols.SplitsByGroup(table, testFraction, splits, seed));
        if (source.ByArtist(parsed, table) is { } artists)
        {
            ShowFigure("artists kept apart, scaled in the training part", artists, net, OriginProtocols.SplitsByGroup(artists, testFraction, splits, seed));
        }

        void ShowFigure(string protocol, FeatureTable data, SeedPerSplit network, Folds folds) =>
            source.Show(parsed, what + protocol, CrossValidation.Run(data, network, folds, cancellationToken: cancellation));
    }

    private static void RunGrid(OriginSource source, ParseResult parsed, int splits, CancellationToken cancellation)
    {
        Terminal.Line("net  columns  epochs  batch  accuracy        precision       recall          | tracks apart: accuracy");
        for (int net = 1; net <= GridNets; net++)
        {
            FeatureTable table = source.Table(parsed, OriginFeatureSets.Grid[net - 1], cancellation);
            FeatureTable origin = OriginProtocols.StandardiseOverAllRows(table);
            Folds random = OriginProtocols.RandomSplits(origin, 0.2, splits, source.Seed(parsed));
            Folds apart = OriginProtocols.SplitsByGroup(table, 0.2, splits, source.Seed(parsed));
            NeuralNetworkTrainer[] trainers = [.. GridEpochs.SelectMany(e => GridBatches.Select(b => OriginNets.Grid(net, e, b, source.Seed(parsed))))];
            IReadOnlyList<CrossValidationResult> results = CrossValidation.Run(origin, [.. trainers.Select(static t => t with { Preprocessing = [] })], random, cancellationToken: cancellation);
            IReadOnlyList<CrossValidationResult> honest = CrossValidation.Run(table, trainers, apart, cancellationToken: cancellation);
            for (int i = 0; i < trainers.Length; i++)
            {
                Terminal.Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{net,3}  {table.ColumnCount,7}  {trainers[i].Epochs,6}  {trainers[i].BatchSize,5}  {results[i].Accuracy,-14}  {results[i].MacroPrecision,-14}  {results[i].MacroRecall,-14}  | {honest[i].Accuracy}"));
            }
        }

        Terminal.Line("");
    }

    private static void Ask(GenreModel model, FileInfo song, CancellationToken cancellation)
    {
        const int Rate = 22050;
        Terminal.Error($"reading {song.Name}: one minute from 2:00 on");
        AudioClip clip = AudioFile.Read(song.FullName, new AudioReadOptions { SampleRate = Rate, Offset = 120, Duration = 60 }, cancellation);
        if (clip.Length == 0)
        {
            Terminal.Error("the song ends before 2:00: all of it is read");
            clip = AudioFile.Read(song.FullName, new AudioReadOptions { SampleRate = Rate }, cancellation);
        }

        Terminal.Error("computing the features");
        FeatureVector features = new FeatureExtractor(model.FeatureSet!).Extract(clip, cancellationToken: cancellation);
        GenrePrediction prediction = model.Predict(features.Values.ToArray());
        Terminal.Line($"{song.Name}: {prediction.Genre}");
        foreach ((string genre, double probability) in prediction.Probabilities.OrderByDescending(static p => p.Value))
        {
            Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  {genre,-12} {probability,6:0.0 %}  {new string('#', (int)Math.Round(40 * probability))}"));
        }
    }

    private static void RequireFolder(OriginSource source, ParseResult parsed, string name)
    {
        if (!source.IsFolder(parsed))
        {
            throw new WrongUseException($"{name} needs several feature sets: --data must be a folder with a folder of audio files for each genre.");
        }
    }
}
