using MusicGenre.Tests;

namespace MusicGenre.ML.Tests;

/// <summary>A cross-validation that keeps its finished folds: what is read back has the bits of what was computed, however the run before ended.</summary>
public sealed class FoldFileTests : FolderFixture
{
    private static readonly FeatureTable Table = TestTables.Clouds();
    private static readonly Folds Cut = Folds.Stratified(Table, 4, 1);

    private static ITrainer[] Trainers => [new LogisticRegressionTrainer(), new NearestNeighborsTrainer(), new NeuralNetworkTrainer { HiddenUnits = [8], Epochs = 5 }];

    [Test]
    public void A_run_that_was_stopped_after_any_fold_goes_on_with_the_same_bits()
    {
        IReadOnlyList<CrossValidationResult> expected = CrossValidation.Run(Table, Trainers, Cut);
        for (int stopAfter = 1; stopAfter < Trainers.Length * Cut.Count; stopAfter += 3)
        {
            string file = Folder[$"{stopAfter}.jsonl"];
            using CancellationTokenSource stop = new();
            Counter first = new(stopAfter, stop);
            Assert.That(() => CrossValidation.Run(Table, Trainers, Cut, new CrossValidationOptions { FoldsFile = file, MaxDegreeOfParallelism = 1 }, first, stop.Token), Throws.InstanceOf<OperationCanceledException>());
            byte[] kept = File.ReadAllBytes(file);
            Counter second = new();
            Same(CrossValidation.Run(Table, Trainers, Cut, new CrossValidationOptions { FoldsFile = file }, second), expected);
            Assert.That(second.Count, Is.EqualTo(Trainers.Length * Cut.Count), "folds that were kept are reported too");
            Assert.That(File.ReadAllBytes(file).AsSpan(0, kept.Length).SequenceEqual(kept), Is.True, "and not computed again");
            Assert.That(File.ReadAllLines(file), Has.Length.EqualTo(1 + second.Count));
        }
    }

    [Test]
    public void A_file_that_was_cut_at_any_byte_is_continued()
    {
        string file = Folder["folds.jsonl"];
        CrossValidationOptions options = new() { FoldsFile = file };
        ITrainer[] trainers = [Trainers[0]];
        IReadOnlyList<CrossValidationResult> expected = CrossValidation.Run(Table, trainers, Cut, options);
        byte[] whole = File.ReadAllBytes(file);
        for (int length = 0; length <= whole.Length; length += Math.Max(1, whole.Length / 23))
        {
            File.WriteAllBytes(file, whole[..length]);
            Same(CrossValidation.Run(Table, trainers, Cut, options), expected);
            Assert.That(File.ReadAllLines(file), Has.Length.EqualTo(1 + Cut.Count));
        }
    }

    [Test]
    public void A_trainer_with_other_settings_is_another_trainer()
    {
        CrossValidationOptions options = new() { FoldsFile = Folder["folds.jsonl"] };
        CrossValidation.Run(Table, new LogisticRegressionTrainer { C = 1 }, Cut, options);
        Same([CrossValidation.Run(Table, new LogisticRegressionTrainer { C = 0.01 }, Cut, options)], [CrossValidation.Run(Table, new LogisticRegressionTrainer { C = 0.01 }, Cut)]);
    }

    [Test]
    public void What_is_no_file_of_these_folds_is_refused()
    {
        string file = Folder["folds.jsonl"];
        CrossValidationOptions options = new() { FoldsFile = file };
        CrossValidation.Run(Table, Trainers[0], Cut, options);
        byte[] whole = File.ReadAllBytes(file);
        Assert.That(() => CrossValidation.Run(Table, Trainers[0], Folds.Stratified(Table, 4, 2), options), Throws.TypeOf<TableFormatException>().With.Message.Contains("another cut"));
        FeatureTable other = TestTables.Clouds(seed: 5);
        Assert.That(() => CrossValidation.Run(other, Trainers[0], Folds.Stratified(other, 4, 1), options), Throws.TypeOf<TableFormatException>().With.Message.Contains("another table"));

        File.WriteAllText(file, "my diary\n");
        Assert.That(() => CrossValidation.Run(Table, Trainers[0], Cut, options), Throws.TypeOf<TableFormatException>().With.Message.Contains("line 1"));
        Assert.That(File.ReadAllText(file), Is.EqualTo("my diary\n"));

        string text = System.Text.Encoding.UTF8.GetString(whole);
        foreach ((string from, string to) in new[] { ("\"fold\":1", "\"fold\":9"), ("\"fitSeconds\":", "\"fitSeconds\":-"), ("\"predicted\":\"A", "\"predicted\":\"/"), ("\"predicted\":\"AAAA", "\"predicted\":\""), ("\"trainer\":", "\"other\":"), ("\"warnings\":[]", "\"warnings\":[1]"), ("\"probabilities\":\"", "\"probabilities\":\"!") })
        {
            string damaged = text.Replace(from, to);
            Assert.That(damaged, Is.Not.EqualTo(text), from);
            File.WriteAllText(file, damaged);
            Assert.That(() => CrossValidation.Run(Table, Trainers[0], Cut, options), Throws.TypeOf<TableFormatException>().With.Message.Contains("no result of a fold"), to);
            Assert.That(File.ReadAllText(file), Is.EqualTo(damaged));
        }
    }

    private static void Same(IReadOnlyList<CrossValidationResult> actual, IReadOnlyList<CrossValidationResult> expected)
    {
        Assert.That(actual.Select(static r => r.TrainerName), Is.EqualTo(expected.Select(static r => r.TrainerName)));
        foreach ((FoldResult a, FoldResult e) in actual.SelectMany(static r => r.Results).Zip(expected.SelectMany(static r => r.Results)))
        {
            Assert.That(a.Predictions.Select(static p => (p.Row, p.Label, p.Predicted)), Is.EqualTo(e.Predictions.Select(static p => (p.Row, p.Label, p.Predicted))));
            Assert.That(a.Predictions.SelectMany(static p => p.Probabilities), Is.EqualTo(e.Predictions.SelectMany(static p => p.Probabilities)));
            Assert.That(a.History?.Epochs.Select(static h => (h.Epoch, h.Loss, h.ValidationLoss)), Is.EqualTo(e.History?.Epochs.Select(static h => (h.Epoch, h.Loss, h.ValidationLoss))));
            Assert.That((a.Index, a.Fold.Name, a.Metrics.Accuracy, a.Metrics.LogLoss, a.History?.BestEpoch), Is.EqualTo((e.Index, e.Fold.Name, e.Metrics.Accuracy, e.Metrics.LogLoss, e.History?.BestEpoch)));
            Assert.That(a.Warnings, Is.EqualTo(e.Warnings));
        }
    }

    private sealed class Counter(int stopAfter = int.MaxValue, CancellationTokenSource? stop = null) : IProgress<FoldResult>
    {
        private int _count;

        public int Count => _count;

        public void Report(FoldResult value)
        {
            if (Interlocked.Increment(ref _count) == stopAfter)
            {
                stop!.Cancel();
            }
        }
    }
}
