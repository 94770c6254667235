using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.ML.Tests;
using MusicGenre.Neural;
using MusicGenre.Numerics;
using MusicGenre.Reproductions;
using MusicGenre.Tests;

namespace MusicGenre.Samples.Tests.Reproductions;

public sealed class OriginTests : FolderFixture
{
    private const int Rate = 22050;

    [Test]
    public void The_nets_have_the_published_sizes()
    {
        Assert.That(OriginNets.DenseCsv().Build(26, 10).ParameterCount, Is.EqualTo(48_714));
        Assert.That(OriginNets.Lstm().Build(130 * 13, 10).ParameterCount, Is.EqualTo(57_802));
        Assert.That(OriginNets.Lstm(224, 224).Build(130 * 13, 10).ParameterCount, Is.EqualTo(668_202));
        Assert.That(OriginNets.Cnn().Build(350 * 350, 10).ParameterCount, Is.EqualTo(47_394_978));

        // 5 x 128 + 128 in the printed summary's first layer.
        Assert.That(OriginNets.Bottleneck(10).Build(5, 10).Layers[0].ParameterCount, Is.EqualTo(768));
        Assert.That(OriginNets.Bottleneck(10).Build(5, 10).ParameterCount, Is.EqualTo(11_434));
    }

    [Test]
    public void The_nets_of_the_grid_fit_their_feature_sets()
    {
        Assert.That(OriginFeatureSets.Grid.Select(static set => set.Count), Is.EqualTo((int[])[30, 42, 60, 85, 87, 89, 89]));
        for (int net = 1; net <= 7; net++)
        {
            FeatureSet set = OriginFeatureSets.Grid[net - 1];
            Sequential network = OriginNets.Grid(net, 100, 32).Build(set.Count, 12);
            Assert.That(((Dense)network.Layers[0]).Units, Is.EqualTo(set.Count), "the first hidden layer is as wide as the input");
        }

        Assert.That(() => OriginNets.Grid(8, 100, 32), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase("Means30", "mfcc1_mean", "mfcc30_mean")]
    [TestCase("Means42", "mfcc1_mean", "chroma12_mean")]
    [TestCase("MeanStd60", "mfcc1_mean", "mfcc30_std")]
    [TestCase("MeanStd85", "mfcc1_mean", "tempo")]
    [TestCase("MeanStd87", "mfcc1_mean", "zero_crossing_rate_std")]
    [TestCase("MeanStd89", "mfcc1_mean", "rolloff_std")]
    [TestCase("MeanStd89Centroid", "mfcc1_mean", "spectral_centroid_std")]
    [TestCase("Baseline7", "zero_crossing_rate", "spectral_contrast")]
    [TestCase("Mel12", "mel1", "mel12")]
    [TestCase("Bottleneck30", "mfcc1", "rms")]
    public void The_feature_sets_keep_their_names_and_are_read_back_from_their_json(string name, string first, string last)
    {
        FeatureSet set = ((FeatureSet[])[.. OriginFeatureSets.Grid, OriginFeatureSets.Baseline7, OriginFeatureSets.Mel12, OriginFeatureSets.Bottleneck30]).Single(s => s.Name == name);
        Assert.That((set.Names[0], set.Names[^1]), Is.EqualTo((first, last)));
        Assert.That(FeatureSet.FromJson(set.ToJson()), Is.EqualTo(set));
    }

    [Test]
    public void On_the_published_table_dense_csv_reaches_the_reproductions()
    {
        // Reproductions in PyTorch (Keras' initialisers) and scikit-learn, 250 splits each: 0.656 and 0.655 on plain random splits, 0.664 and 0.664 on stratified ones (each ± 0.002).
        FeatureTable table = OriginProtocols.StandardiseOverAllRows(TestTables.Published("means_26.csv"));
        SeedPerSplit trainer = new(OriginNets.DenseCsv(1) with { Preprocessing = [] });
        FoldStatistic random = CrossValidation.Run(table, trainer, OriginProtocols.RandomSplits(table, 0.2, 20, 1)).Accuracy;
        FoldStatistic stratified = CrossValidation.Run(table, trainer, OriginProtocols.RandomSplits(table, 0.2, 100, 1, stratified: true)).Accuracy;
        TestContext.Out.WriteLine($"dense-csv: 20 random splits {random}, 100 stratified splits {stratified}");

        // Over splits of one table the means differ by chance alone: 20 splits are certain to 2.5 x 0.028 / sqrt(20), 100 to 2.5 x 0.030 / sqrt(100) and the reproductions' own 0.002.
        Assert.That(random.Mean, Is.EqualTo(0.656).Within(0.016));
        Assert.That(stratified.Mean, Is.EqualTo(0.664).Within(0.0095));
    }

    [Test]
    public void Sequences_are_those_of_each_segment_and_the_cache_gives_the_same_bits()
    {
        // Two segments and a part: the part has fewer frames and is left out.
        WriteTrack("a", "a.00000.wav", (2 * 66_150) + 30_000, 200);
        WriteTrack("b", "b.00000.wav", 66_150, 900);
        string cache = Path.Combine(Folder.Path, "cache");
        SampleSet first = new OriginData(Path.Combine(Folder.Path, "genres"), cache).MfccSequences();
        Assert.That(first.Index.FileNames, Is.EqualTo((string[])["a.00000.0.wav", "a.00000.1.wav", "b.00000.0.wav"]));
        Assert.That(first.Index.Labels, Is.EqualTo((string[])["a", "a", "b"]));
        Assert.That(first.Index.Groups, Is.EqualTo((string[])["a.00000", "a.00000", "b.00000"]));

        AudioClip clip = AudioFile.Read(Path.Combine(Folder.Path, "genres", "a", "a.00000.wav"));
        float[,] mfcc = FrameDescriptors.Mfcc(new AudioClip(clip.Samples[66_150..132_300].ToArray(), Rate), 13, options: new FrameOptions { Padding = Padding.Reflect });
        float[] sample = new float[130 * 13];
        first.CopyTo(1, sample);
        Assert.That(sample[(129 * 13) + 4], Is.EqualTo(mfcc[4, 129]));

        string file = Directory.GetFiles(cache).Single();
        byte[] bytes = File.ReadAllBytes(file);
        DateTime written = File.GetLastWriteTimeUtc(file);
        Assert.That(Values(new OriginData(Path.Combine(Folder.Path, "genres"), cache).MfccSequences()), Is.EqualTo(Values(first)));
        Assert.That(File.GetLastWriteTimeUtc(file), Is.EqualTo(written), "the second run reads the cache");

        // A damaged cache is made again.
        bytes[^5] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.That(Values(new OriginData(Path.Combine(Folder.Path, "genres"), cache).MfccSequences()), Is.EqualTo(Values(first)));
        bytes[^5] ^= 1;
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(bytes));
    }

    [Test]
    public void A_file_that_is_no_audio_is_left_out_and_named()
    {
        WriteTrack("a", "a.00000.wav", 66_150, 200);
        File.WriteAllText(Path.Combine(Folder.Path, "genres", "a", "a.00001.wav"), "no audio");
        OriginData data = new(Path.Combine(Folder.Path, "genres"), Path.Combine(Folder.Path, "cache"));
        Assert.That(data.MfccSequences().Count, Is.EqualTo(1));
        Assert.That(data.Problems, Has.Count.EqualTo(1).And.One.Contains("a.00001.wav"));
    }

    [Test]
    public void Files_of_one_name_in_two_genres_are_two_tracks_and_what_has_no_genre_is_left_aside()
    {
        foreach (string folder in (string[])["", "a", "b"])
        {
            WriteTrack(folder, "01.wav", 66_150, 200);
        }

        string genres = Path.Combine(Folder.Path, "genres");
        OriginData data = new(genres, Path.Combine(Folder.Path, "cache"));
        Assert.That(data.MfccSequences().Index.FileNames, Is.EqualTo((string[])["a/01.0.wav", "b/01.0.wav"]));
        Assert.That(data.MfccSequences().Index.Groups, Is.EqualTo((string[])["a/01", "b/01"]));
        Assert.That(data.SpectrogramImages(4).Index.Groups, Is.EqualTo((string[])["a/01", "b/01"]));
        Assert.That(data.Features(OriginFeatureSets.Mfcc12).Groups, Is.EqualTo((string[])["a/01", "b/01"]));

        Assert.That(() => new OriginData(Path.Combine(genres, "a")), Throws.TypeOf<IOException>().With.Message.Contains("expected one for each genre"));
        Assert.That(() => new OriginData(Path.Combine(genres, "none")), Throws.TypeOf<DirectoryNotFoundException>());
    }

    [Test]
    public void A_tone_is_a_bright_line_at_its_height()
    {
        const int Side = 50;
        const double Frequency = 2756.25; // an eighth of the rate, a quarter of the height
        byte[] image = OriginData.Image(new AudioClip([.. Enumerable.Range(0, Rate).Select(i => (float)Math.Sin(2 * Math.PI * Frequency * i / Rate))], Rate), Side);
        int brightest = Enumerable.Range(0, Side).MaxBy(row => image[(row * Side) + (Side / 2)]);
        Assert.That(brightest, Is.EqualTo(Side - 1 - (Side / 4)).Within(1));
        Assert.That(image.Max(), Is.GreaterThan(100));
        Assert.That(image[Side / 2], Is.Zero, "nothing sounds at the top");
    }

    [Test]
    public void The_power_spectrogram_is_the_spectrum_that_the_descriptors_see()
    {
        SeededRandom random = new(8);
        AudioClip clip = new([.. Enumerable.Range(0, 5000).Select(_ => (float)random.NextNormal())], Rate);
        float[,] power = FrameDescriptors.PowerSpectrogram(clip);
        float[,] centroid = FrameDescriptors.SpectralCentroid(clip);
        Assert.That((power.GetLength(0), power.GetLength(1)), Is.EqualTo((1025, centroid.GetLength(1))));
        for (int t = 0; t < centroid.GetLength(1); t++)
        {
            double[] magnitudes = [.. Enumerable.Range(0, 1025).Select(b => Math.Sqrt(power[b, t]))];
            double expected = magnitudes.Select((m, b) => m * b * Rate / 2048).Sum() / magnitudes.Sum();
            Assert.That(centroid[0, t], Is.EqualTo(expected).Within(1e-4).Percent);
        }
    }

    [Test]
    public void The_table_of_a_folder_carries_its_feature_set()
    {
        WriteTrack("a", "a.00000.wav", 66_150, 200);
        WriteTrack("b", "b.00000.wav", 66_150, 900);
        OriginData data = new(Path.Combine(Folder.Path, "genres"), Path.Combine(Folder.Path, "cache"));
        FeatureTable table = data.Features(OriginFeatureSets.Mfcc12);
        AudioClip clip = AudioFile.Read(Path.Combine(Folder.Path, "genres", "b", "b.00000.wav"));
        FeatureVector expected = new FeatureExtractor(OriginFeatureSets.Mfcc12, new FeatureExtractorOptions { Padding = Padding.Reflect }).Extract(clip);
        Assert.That(table.Row(1).ToArray(), Is.EqualTo(expected.Values.ToArray()));
        Assert.That(data.Features(OriginFeatureSets.Mfcc12).Values.ToArray(), Is.EqualTo(table.Values.ToArray()));

        GenreModel model = OriginNets.Bottleneck(10).Fit(table);
        Assert.That(model.Predict(clip).RawProbabilities.ToArray(), Is.EqualTo(model.Predict(table.Row(1)).RawProbabilities.ToArray()));
    }

    [Test]
    public void Augmentation_of_nothing_changes_nothing_and_fills_with_the_nearest_pixel()
    {
        float[] image = [.. Enumerable.Range(0, 30).Select(i => (float)i)];
        float[] result = new float[30];
        ImageAugmentation.ZoomAndShift(5, 6, 0, 0)(image, result, new SeededRandom(1));
        Assert.That(result, Is.EqualTo(image));

        SampleAugmentation whole = ImageAugmentation.ZoomAndShift(5, 6, 0.2, 1);
        SeededRandom random = new(3);
        for (int i = 0; i < 50; i++)
        {
            whole(image, result, random);
            Assert.That(result, Is.All.InRange(0f, 29f));
            Assert.That(Enumerable.Range(0, 30).All(p => (p % 6 == 0 || result[p] >= result[p - 1]) && (p < 6 || result[p] >= result[p - 6])), Is.True, "rows and columns keep their order");
        }
    }

    [Test]
    public void Networks_on_samples_and_on_a_table_learn_the_same()
    {
        FeatureTable table = OriginProtocols.StandardiseOverAllRows(TestTables.Clouds(genres: 3, rowsPerGenre: 20, segments: 2));
        SampleSet set = new(new Shape(6), table.Values.ToArray(), table.Labels, table.FileNames, table.Groups);
        NeuralNetworkTrainer trainer = Small() with { Preprocessing = [] };
        Folds folds = OriginProtocols.SplitsByGroup(table, 0.25, 1, 5);
        CrossValidationResult samples = new SampleValidation(trainer, set).Run(folds);
        CrossValidationResult rows = CrossValidation.Run(table, trainer, folds);
        Assert.That(samples.Results.Select(r => r.Metrics.Accuracy), Is.EqualTo(rows.Results.Select(r => r.Metrics.Accuracy)));
        Assert.That(samples.Results.Select(r => r.History!.Loss[^1]), Is.EqualTo(rows.Results.Select(r => r.History!.Loss[^1])));
        Assert.That(samples.Accuracy.Mean, Is.GreaterThan(0.5));
        Assert.That(Report.ToHtml(samples), Does.Contain("how it learnt"));

        GenreModel model = trainer.Fit(table);
        Assert.That(GenreModel.FromBytes(model.ToBytes()).Predict(table).Select(p => p.Genre), Is.EqualTo(model.Predict(table).Select(p => p.Genre)));
    }

    [Test]
    public void A_training_that_is_cancelled_throws()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 20);
        SampleSet set = new(new Shape(6), OriginProtocols.StandardiseOverAllRows(table).Values.ToArray(), table.Labels, table.FileNames);
        using CancellationTokenSource stop = new();
        List<FoldEpoch> told = [];
        SampleValidation validation = new(Small() with { Epochs = 1000 }, set) { Trained = static _ => Assert.Fail("no fold was done") };
        Assert.That(() => validation.Run(Folds.Stratified(set.Index, 4), new Told(told, () => stop.Cancel()), progress: null, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(told, Has.Count.EqualTo(60));
        Assert.That(told.Select(static t => t.Epoch.Epoch), Is.EqualTo(Enumerable.Range(1, 60)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Validation_by_group_splits_no_group(bool byGroup)
    {
        // The first number of a sample says which it is. Only samples that are learnt from are augmented, so those of a fold that are not are held out.
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 12, segments: 3);
        float[] values = [.. Enumerable.Range(0, table.RowCount * 6).Select(i => i % 6 == 0 ? i / 6 : table.Values[i] / 100)];
        SampleSet set = new(new Shape(6), values, table.Labels, table.FileNames, table.Groups);
        HashSet<int> learnt = [];
        NeuralNetworkTrainer trainer = new()
        {
            InputShape = new Shape(6),
            Layers = static genres => [new Dense(genres, ActivationFunction.Softmax)],
            Epochs = 2,
            ValidationFraction = 0.25,
            Augmentation = (sample, result, _) =>
            {
                learnt.Add((int)sample[0]);
                sample.CopyTo(result);
            },
        };
        List<int[]> trained = [];
        SampleValidation validation = new(trainer, set)
        {
            ValidationByGroup = byGroup,
            Trained = _ =>
            {
                trained.Add([.. learnt]);
                learnt.Clear();
            },
        };
        CrossValidationResult validated = validation.Run(OriginProtocols.SplitsByGroup(set.Index, 0.25, 1, 1));
        Assert.That(trained, Has.Count.EqualTo(4));
        foreach ((FoldResult result, int[] rows) in validated.Results.Zip(trained))
        {
            int[] held = [.. result.Fold.Train.Except(rows)];
            Assert.That(rows, Is.SubsetOf(result.Fold.Train));
            Assert.That(held, Has.Length.EqualTo(result.Fold.Train.Count / 4.0).Within(3));
            Assert.That(result.History!.ValidationLoss, Is.All.GreaterThan(0));
            Assert.That(Groups(result.Fold.Train).Intersect(Groups(result.Fold.Test)), Is.Empty);
            Assert.That(Groups(rows).Intersect(Groups(held)).Any(), Is.EqualTo(!byGroup));
        }

        IEnumerable<string> Groups(IEnumerable<int> rows) => rows.Select(i => set.Index.Groups[i]).Distinct();
    }

    [Test]
    public void Sequences_and_images_train_through_their_nets()
    {
        SeededRandom random = new(4);
        string[] labels = [.. Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? "a" : "b")];
        string[] names = [.. labels.Select((l, i) => $"{l}.{i:00000}.wav")];
        float[] sequences = [.. Enumerable.Range(0, 12 * 130 * 13).Select(i => (float)((random.NextNormal() * 0.1) + (i / (130 * 13) % 2)))];
        SampleSet set = new(new Shape(130, 13), sequences, labels, names);
        NeuralNetworkTrainer lstm = OriginNets.Lstm(4, 4) with { Epochs = 2, ValidationFraction = 0 };
        Assert.That(new SampleValidation(lstm, set) { MaximumFolds = 1 }.Run(Folds.Stratified(set.Index, 3)).Results.Single().History!.Epochs, Has.Count.EqualTo(2));

        byte[] pixels = [.. Enumerable.Range(0, 12 * 20 * 20).Select(i => (byte)((i / 400 % 2 * 100) + random.Next(100)))];
        SampleSet images = new(new Shape(20, 20, 1), pixels, labels, names);
        NeuralNetworkTrainer cnn = OriginNets.Cnn(20) with { Epochs = 3, Augmentation = ImageAugmentation.ZoomAndShift(20, 20) };
        CrossValidationResult result = new SampleValidation(cnn, images) { MaximumFolds = 2 }.Run(Folds.Stratified(images.Index, 3));
        Assert.That(result.Folds.Description, Does.Contain("2 of 3 run"));
        Assert.That(result.Table.FeatureNames.Single(), Does.StartWith("sample of ").And.EndWith("x1"));
        Assert.That(result.Results, Has.Count.EqualTo(2));
        Assert.That(result.Results.Select(r => r.History!.Epochs.Count), Is.All.EqualTo(3));
    }

    private static NeuralNetworkTrainer Small() => new()
    {
        InputShape = new Shape(6),
        HiddenUnits = [12],
        Dropout = 0,
        Epochs = 20,
        BatchSize = 16,
        Optimizer = new Adam(0.02),
        Seed = 2,
    };

    private static float[] Values(SampleSet set)
    {
        float[] values = new float[set.Count * set.Shape.Size];
        for (int i = 0; i < set.Count; i++)
        {
            set.CopyTo(i, values.AsSpan(i * set.Shape.Size));
        }

        return values;
    }

    private void WriteTrack(string genre, string name, int length, double frequency)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Folder.Path, "genres", genre)).FullName;
        SeededRandom random = new(length);
        float[] samples = [.. Enumerable.Range(0, length).Select(i => (float)((0.5 * Math.Sin(2 * Math.PI * frequency * i / Rate)) + (0.01 * random.NextNormal())))];
        WavWriter.Write(Path.Combine(folder, name), new AudioClip(samples, Rate));
    }

    private sealed class Told(List<FoldEpoch> epochs, Action at60) : IProgress<FoldEpoch>
    {
        public void Report(FoldEpoch value)
        {
            epochs.Add(value);
            if (value.Epoch.Epoch == 60)
            {
                at60();
            }
        }
    }
}
