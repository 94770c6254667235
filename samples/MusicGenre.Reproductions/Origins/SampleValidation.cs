using System.Diagnostics;
using MusicGenre.ML;
using MusicGenre.Neural;

namespace MusicGenre.Reproductions;

/// <summary>Cross-validates a network on a <see cref="SampleSet"/>: its samples are read one by one, so that images stay bytes in memory.</summary>
/// <param name="trainer">The network and how it is trained; samples are taken as they are.</param>
/// <param name="set">The samples, of the trainer's <see cref="NeuralNetworkTrainer.InputShape"/>.</param>
internal sealed class SampleValidation(NeuralNetworkTrainer trainer, SampleSet set)
{
    private const int PredictionRows = 16;
    private const int LargeNetwork = 10_000_000;

    /// <summary>Whether samples of one group stay on one side of the inner validation; the origins did without.</summary>
    public bool ValidationByGroup { get; init; }

    /// <summary>How many of the folds are run, from the first on.</summary>
    public int MaximumFolds { get; init; } = int.MaxValue;

    /// <summary>How many threads share a step; the figures are the same with any number.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Takes the network of each fold when it is trained.</summary>
    public Action<Sequential>? Trained { get; init; }

    /// <summary>Trains on each fold's training samples and predicts its test samples.</summary>
    /// <param name="folds">Splits of the set's <see cref="SampleSet.Index"/>.</param>
    /// <param name="epochs">Takes each epoch, on the training thread.</param>
    /// <param name="progress">Takes each fold when it is done.</param>
    /// <param name="cancellationToken">Cancels the training after the current step.</param>
    /// <exception cref="ArgumentException">The samples have another shape, or the folds are of another table.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public CrossValidationResult Run(Folds folds, IProgress<FoldEpoch>? epochs = null, IProgress<FoldResult>? progress = null, CancellationToken cancellationToken = default)
    {
        if (trainer.InputShape != set.Shape)
        {
            throw new ArgumentException($"The samples have the shape {set.Shape}; the network takes {trainer.InputShape}.");
        }

        return CrossValidation.Run(
            set.Index, trainer.Name, OriginProtocols.First(set.Index, folds, MaximumFolds), fold => RunFold(fold, epochs, cancellationToken), progress, cancellationToken);
    }

    private FoldPredictions RunFold(Fold fold, IProgress<FoldEpoch>? epochs, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Sequential network = trainer.Build(set.Shape.Size, set.Index.Genres.Count);
        if (network.ParameterCount > LargeNetwork)
        {
            // Weights, gradients and Adam's means of the fold before are most of a gigabyte, which the collector would leave lying next to those of this one.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }

        TrainingHistory history = Train(network, fold, epochs, cancellationToken);
        double fitSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Trained?.Invoke(network);
        start = Stopwatch.GetTimestamp();
        RowPrediction[] rows = Predict(network, fold.Test);
        return new FoldPredictions(rows, fitSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, history);
    }

    private TrainingHistory Train(Sequential network, Fold fold, IProgress<FoldEpoch>? epochs, CancellationToken cancellationToken)
    {
        bool byGroup = ValidationByGroup && trainer.ValidationFraction > 0;
        (int[] training, int[] held) = byGroup ? HoldOutGroups(fold.Train) : ([.. fold.Train], []);
        return network.Fit(
            (sample, target) => set.CopyTo(training[sample], target),
            Labels(training),
            new TrainingOptions
            {
                Epochs = trainer.Epochs,
                BatchSize = Math.Min(trainer.BatchSize, training.Length),
                Optimizer = trainer.Optimizer ?? new Adam(),
                ValidationFraction = byGroup ? 0 : trainer.ValidationFraction,
                ValidationReader = held.Length == 0 ? null : (sample, target) => set.CopyTo(held[sample], target),
                ValidationLabels = Labels(held),
                Patience = trainer.Patience,
                Seed = trainer.Seed,
                Augmentation = trainer.Augmentation,
                MaxDegreeOfParallelism = MaxDegreeOfParallelism,
            },
            epochs is null ? null : new FoldEpochs(fold, epochs),
            cancellationToken);
    }

    /// <summary>The first of as many folds as the validation fraction requests; a genre that would lose all of its groups stays in the training.</summary>
    private (int[] Training, int[] Held) HoldOutGroups(IReadOnlyList<int> rows)
    {
        FeatureTable table = set.Index.SelectRows(rows);
        int groups = table.Groups.Distinct(StringComparer.Ordinal).Count();
        int count = Math.Min(groups, Math.Max(2, (int)Math.Round(1 / trainer.ValidationFraction)));
        if (count < 2)
        {
            return ([.. rows], []);
        }

        Fold split = Folds.StratifiedGroups(table, count, trainer.Seed)[0];
        HashSet<string> learnt = [.. split.Train.Select(i => table.Labels[i])];
        int[] held = [.. split.Test.Where(i => learnt.Contains(table.Labels[i])).Select(i => rows[i])];
        return ([.. rows.Except(held)], held);
    }

    private int[] Labels(int[] samples) => [.. samples.Select(i => set.Index.GenreIndices[i])];

    private RowPrediction[] Predict(Sequential network, IReadOnlyList<int> samples)
    {
        int genres = network.OutputShape.Size;
        RowPrediction[] rows = new RowPrediction[samples.Count];
        for (int from = 0; from < rows.Length; from += PredictionRows)
        {
            int[] part = [.. samples.Skip(from).Take(PredictionRows)];
            float[] outputs = network.Predict(set.Copy(part));
            for (int i = 0; i < part.Length; i++)
            {
                ArraySegment<float> output = new(outputs, i * genres, genres);
                double sum = output.Sum(static p => (double)p);
                double[] probabilities = [.. output.Select(p => p / sum)];
                rows[from + i] = new RowPrediction(part[i], set.Index.GenreIndices[part[i]], probabilities.IndexOf(probabilities.Max()), probabilities);
            }
        }

        return rows;
    }

    private sealed class FoldEpochs(Fold fold, IProgress<FoldEpoch> progress) : IProgress<EpochResult>
    {
        public void Report(EpochResult value) => progress.Report(new FoldEpoch(fold, value));
    }
}
