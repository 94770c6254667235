using System.Diagnostics;
using MusicGenre.ML.Models;
using MusicGenre.ML.Validation.Partitioning;
using MusicGenre.ML;
using MusicGenre.Neural;

namespace MusicGenre.Reproductions;

/// <summary>
/// Any network as a trainer: on a feature table (its columns are the numbers of the input shape, in order), or on a <see cref="SampleSet"/> of sequences or images.
/// The optimiser is Adam.
/// </summary>
public sealed record NetworkTrainer : ITrainer
{
    private const int PredictionRows = 16;
    private const int LargeNetwork = 10_000_000;

    /// <summary>Creates the trainer.</summary>
    /// <param name="name">Its name in tables and reports.</param>
    /// <param name="input">The shape of a sample.</param>
    /// <param name="layers">Makes the layers for a number of genres, the last a softmax over them; called for each training.</param>
    public NetworkTrainer(string name, Shape input, Func<int, IReadOnlyList<Layer>> layers)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(layers);
        Name = name;
        Input = input;
        Layers = layers;
    }

    /// <inheritdoc/>
    public string Name { get; init; }

    /// <summary>The shape of a sample.</summary>
    public Shape Input { get; }

    /// <summary>Makes the layers for a number of genres.</summary>
    public Func<int, IReadOnlyList<Layer>> Layers { get; }

    /// <summary>The most epochs, at least 1. Default 20.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Samples a step, at least 1. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Adam's learning rate, above 0. Default 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The share of the training samples that is kept out of the training and judged after every epoch, at least 0 and below 1. Default 0.</summary>
    public double ValidationFraction { get; init; }

    /// <summary>
    /// Whether samples of one group stay on one side of the validation too; where every genre is a single group, there is no validation then. Default true; the origins did without.
    /// </summary>
    public bool ValidationByGroup { get; init; } = true;

    /// <summary>After how many epochs without a smaller validation loss to stop, with the best weights restored; 0 trains all epochs and keeps the last weights. Default 0.</summary>
    public int Patience { get; init; }

    /// <summary>Changes each training sample each time it is used; null leaves them as they are.</summary>
    public SampleAugmentation? Augmentation { get; init; }

    /// <summary>Whether a table's columns are standardised, learnt from the training rows. Default true. A <see cref="SampleSet"/> is taken as it is.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>The seed of weights, order, dropout and validation fraction.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Whether each training draws from its own seed, made of <see cref="Seed"/> and the names of the training rows: over many splits the luck of the first weights is
    /// averaged too. Default false: all trainings begin with the same weights.
    /// </summary>
    public bool SeedByRows { get; init; }

    /// <summary>The untrained network.</summary>
    /// <param name="genres">The number of genres, at least 1.</param>
    public Sequential Build(int genres) => Build(genres, Seed);

    /// <inheritdoc/>
    public GenreModel Fit(FeatureTable table, FitOptions? options = null, IProgress<EpochResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new FitOptions();
        if (table.RowCount == 0 || table.ColumnCount != Input.Size || table.GenreIndices.Any(static g => g < 0))
        {
            throw new ArgumentException($"{table.RowCount} rows of {table.ColumnCount} columns; expected at least one row, {Input.Size} columns, and a genre for every row.", nameof(table));
        }

        FittedPreprocessing preprocessing = FittedPreprocessing.Fit(table, Standardise ? [new StandardScaler()] : [], cancellationToken);
        float[] values = new float[table.Values.Length];
        for (int i = 0; i < table.RowCount; i++)
        {
            preprocessing.Transform(table.Row(i), values.AsSpan(i * table.ColumnCount, table.ColumnCount));
        }

        SampleSet set = new(Input, values, [.. table.Labels], [.. table.FileNames], [.. table.Groups]);
        (Sequential network, TrainingHistory history) = Train(set, [.. Enumerable.Range(0, set.Count)], options.MaxDegreeOfParallelism, progress, cancellationToken);
        return new GenreModel(Name, table.FeatureNames, table.Genres, preprocessing, NeuralNetworkTrainer.Net.Create(network, history), table.FeatureSet);
    }

    /// <summary>
    /// Trains on each fold and judges the network on the fold's test samples.
    /// </summary>
    /// <param name="set">The samples.</param>
    /// <param name="folds">Cuts of the set's <see cref="SampleSet.Index"/>.</param>
    /// <param name="options">The number of threads and of folds; null for the defaults.</param>
    /// <param name="progress">Takes every epoch, on the training thread.</param>
    /// <param name="cancellationToken">Cancels the training after the current step.</param>
    /// <returns>The figures of the folds that were run, with the learning curves.</returns>
    /// <exception cref="ArgumentException">The samples have another shape, or the folds are of another table.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public CrossValidationResult CrossValidate(
        SampleSet set, Folds folds, NetworkValidationOptions? options = null, IProgress<FoldEpoch>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(folds);
        options ??= new NetworkValidationOptions();
        if (set.Shape != Input)
        {
            throw new ArgumentException($"The samples have the shape {set.Shape}; the network takes {Input}.", nameof(set));
        }

        if (!folds.Genres.SequenceEqual(set.Index.Genres) || folds.Any(f => f.Train.Concat(f.Test).Any(i => i >= set.Count)))
        {
            throw new ArgumentException("The folds were made from another table: their genres or rows are not this set's.", nameof(folds));
        }

        List<FoldResult> results = [];
        for (int f = 0; f < Math.Min(folds.Count, options.MaximumFolds); f++)
        {
            results.Add(RunFold(set, folds[f], f, options, progress, cancellationToken));
        }

        Folds run = results.Count == folds.Count
            ? folds
            : new Folds($"{folds.Description} ({results.Count} of {folds.Count} run)", set.Index, [.. folds.Take(results.Count)], folds.Warnings, folds.Seed);

        // The report shows the trainer's settings, and these samples were taken as they are.
        return new CrossValidationResult(Name, this with { Standardise = false }, set.Index, run, results);
    }

    private FoldResult RunFold(SampleSet set, Fold fold, int index, NetworkValidationOptions options, IProgress<FoldEpoch>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        (Sequential network, TrainingHistory history) = Train(
            set, fold.Train, options.MaxDegreeOfParallelism, progress is null ? null : new FoldEpochs(fold, progress), cancellationToken);
        double fitSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        RowPrediction[] rows = Predict(network, set, fold.Test);
        double predictSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Metrics metrics = Metrics.Compute(set.Index.Genres, rows);
        FoldResult result = new(Name, fold, index, metrics, rows, fitSeconds, predictSeconds, history);
        options.OnFold?.Invoke(result, network);
        return result;
    }

    private (Sequential Network, TrainingHistory History) Train(SampleSet set, IReadOnlyList<int> rows, int threads, IProgress<EpochResult>? progress, CancellationToken cancellationToken)
    {
        long seed = SeedByRows ? SeedOf(set.Index, rows) : Seed;
        Sequential network = Build(set.Index.Genres.Count, seed);
        if (network.ParameterCount > LargeNetwork)
        {
            // Weights, gradients and Adam's means of the fold before are most of a gigabyte, which the collector would leave lying next to those of this one.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }

        InnerSplit split = new([.. rows.Select(i => set.Index.GenreIndices[i])], rows.Select(i => set.Index.Groups[i]));
        bool byGroup = ValidationByGroup && ValidationFraction > 0 && split.IsGrouped;
        (int[] training, int[] held) = byGroup ? split.HoldOutGroups(ValidationFraction, Seed) : ([.. Enumerable.Range(0, rows.Count)], []);
        TrainingHistory history = network.Fit(
            (sample, target) => set.CopyTo(rows[training[sample]], target),
            training.Select(i => set.Index.GenreIndices[rows[i]]).ToArray(),
            new TrainingOptions
            {
                Epochs = Epochs,
                BatchSize = Math.Min(BatchSize, training.Length),
                Optimizer = new Adam(LearningRate),
                ValidationFraction = byGroup ? 0 : ValidationFraction,
                ValidationReader = held.Length == 0 ? null : (sample, target) => set.CopyTo(rows[held[sample]], target),
                ValidationLabels = held.Select(i => set.Index.GenreIndices[rows[i]]).ToArray(),
                Patience = Patience,
                Seed = seed,
                Augmentation = Augmentation,
                MaxDegreeOfParallelism = threads,
            },
            progress,
            cancellationToken);
        return (network, history);
    }

    private Sequential Build(int genres, long seed) => new(Input, seed, Layers(genres));

    /// <summary>FNV-1a over the seed and the rows' names.</summary>
    private long SeedOf(FeatureTable index, IReadOnlyList<int> rows)
    {
        const ulong Prime = 0x100000001B3;
        ulong hash = 0xCBF29CE484222325 ^ unchecked((ulong)Seed);
        foreach (char c in rows.SelectMany(i => index.FileNames[i].Append('\n')))
        {
            hash = unchecked((hash ^ c) * Prime);
        }

        return unchecked((long)hash);
    }

    private static RowPrediction[] Predict(Sequential network, SampleSet set, IReadOnlyList<int> samples)
    {
        int genres = network.OutputShape.Size;
        RowPrediction[] rows = new RowPrediction[samples.Count];
        for (int from = 0; from < rows.Length; from += PredictionRows)
        {
            int[] part = [.. samples.Skip(from).Take(PredictionRows)];
            float[] outputs = network.Predict(set.Copy(part));
            for (int i = 0; i < part.Length; i++)
            {
                double[] probabilities = [.. outputs.AsSpan(i * genres, genres).ToArray().Select(static p => (double)p)];
                Probabilities.Normalize(probabilities);
                rows[from + i] = new RowPrediction(part[i], set.Index.GenreIndices[part[i]], Probabilities.ArgMax(probabilities), probabilities);
            }
        }

        return rows;
    }

    private sealed class FoldEpochs(Fold fold, IProgress<FoldEpoch> progress) : IProgress<EpochResult>
    {
        public void Report(EpochResult value) => progress.Report(new FoldEpoch(fold, value));
    }
}
