using System.Collections.Concurrent;
using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using MusicGenre.ML.Models;
using MusicGenre.ML.Validation;

namespace MusicGenre.ML;

/// <summary>Fits a trainer on each fold's training rows and evaluates it on the fold's test rows, which neither scaler nor model have seen.</summary>
public static class CrossValidation
{
    /// <summary>Cross-validates one trainer.</summary>
    /// <param name="table">The table.</param>
    /// <param name="trainer">The trainer.</param>
    /// <param name="folds">Splits of this table.</param>
    /// <param name="options">The number of threads, and a file that keeps finished folds; null for the defaults.</param>
    /// <param name="progress">Takes each fold when it is done, on the thread that did it.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">The folds are not of this table.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static CrossValidationResult Run(
        FeatureTable table, ITrainer trainer, Folds folds, CrossValidationOptions? options = null, IProgress<FoldResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return Run(table, [trainer], folds, options, progress, cancellationToken)[0];
    }

    /// <summary>Cross-validates several trainers on the same folds.</summary>
    /// <param name="table">The table.</param>
    /// <param name="trainers">The trainers.</param>
    /// <param name="folds">Splits of this table.</param>
    /// <param name="options">The number of threads, and a file that keeps finished folds; null for the defaults.</param>
    /// <param name="progress">Takes each fold when it is done, on the thread that did it.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>One result a trainer, in their order.</returns>
    /// <exception cref="ArgumentException">The folds are not of this table.</exception>
    /// <exception cref="TableFormatException">The file of finished folds is of another table or cut, or is damaged.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="Exception">What a trainer throws comes out as it is: of several failures the first in the order of trainers and folds.</exception>
    public static IReadOnlyList<CrossValidationResult> Run(
        FeatureTable table,
        IReadOnlyList<ITrainer> trainers,
        Folds folds,
        CrossValidationOptions? options = null,
        IProgress<FoldResult>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(trainers);
        ArgumentNullException.ThrowIfNull(folds);
        CheckFolds(table, folds);
        using FoldFile? kept = options?.FoldsFile is { } path ? FoldFile.Open(path, table, folds) : null;
        FoldResult[] results = new FoldResult[trainers.Count * folds.Count];
        int[]?[] members = [.. trainers.Select(t => MembersOf(t, trainers, table))];
        int[] jobs = [.. Enumerable.Range(0, results.Length).OrderBy(job => members[job / folds.Count] is not null)];
        int fits = jobs.Count(job => members[job / folds.Count] is null);
        RunJobs(fits, options ?? new CrossValidationOptions(), place => RunJob(jobs[place]), cancellationToken);
        RunJobs(jobs.Length - fits, options ?? new CrossValidationOptions(), place => RunJob(jobs[fits + place]), cancellationToken);
        return [.. trainers.Select((t, i) => new CrossValidationResult(t.Name, t, table, folds, results[(i * folds.Count)..((i + 1) * folds.Count)]))];

        void RunJob(int job)
        {
            int f = job % folds.Count;
            ITrainer trainer = trainers[job / folds.Count];
            if (kept?.Find(trainer, f) is { } done)
            {
                results[job] = done;
            }
            else
            {
                results[job] = members[job / folds.Count] is { } places
                    ? Vote(table, (SoftVotingTrainer)trainer, [.. places.Select(m => results[(m * folds.Count) + f])], folds[f], f)
                    : RunFold(table, trainer, folds[f], f, cancellationToken);
                kept?.Add(trainer, results[job]);
            }

            progress?.Report(results[job]);
        }
    }

    /// <summary>Cross-validates any function that trains on some rows and predicts others, one fold after the other.</summary>
    /// <param name="table">The table: its genres are evaluated, and reports show its file names.</param>
    /// <param name="name">What is evaluated, as it is called in tables and reports.</param>
    /// <param name="folds">Splits of this table.</param>
    /// <param name="predict">Learns from a fold's training rows and predicts its test rows, all of them, in their order.</param>
    /// <param name="progress">Takes each fold when it is done.</param>
    /// <param name="cancellationToken">Cancels the work between two folds.</param>
    /// <returns>The figures. If a fold has no probabilities the whole result has none: log-loss, top-3 accuracy and calibration error are NaN for every fold.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="ArgumentException">The folds are not of this table, or <paramref name="predict"/> gave other rows than the fold's test rows, or probabilities for some of them only.</exception>
    public static CrossValidationResult Run(
        FeatureTable table, string name, Folds folds, Func<Fold, FoldPredictions> predict, IProgress<FoldResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(predict);
        CheckFolds(table, folds);
        FoldResult[] results = new FoldResult[folds.Count];
        for (int f = 0; f < results.Length; f++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FoldPredictions made = predict(folds[f]);
            if (!made.Rows.Select(static r => r.Row).SequenceEqual(folds[f].Test))
            {
                throw new ArgumentException($"{folds[f].Name}: predictions for its {folds[f].Test.Count} test rows were expected, in their order; other rows came.", nameof(predict));
            }

            if (made.Rows.Select(HasProbabilities).Distinct().Count() > 1)
            {
                throw new ArgumentException($"{folds[f].Name}: some of its rows have probabilities and others have none.", nameof(predict));
            }

            results[f] = Judge(f, made);
            progress?.Report(results[f]);
        }

        // Scores may happen to be probabilities in some folds (all in [0, 1], with sum 1). A log-loss over those alone would be of other rows than the accuracy next to it.
        if (results.Select(static r => HasProbabilities(r.Predictions[0])).Distinct().Count() > 1)
        {
            results = [.. results.Select(r => Judge(r.Index, new FoldPredictions([.. r.Predictions.Select(static p => p with { Probabilities = [] })], r.FitSeconds, r.PredictSeconds, r.History)))];
        }

        return new CrossValidationResult(name, trainer: null, table, folds, results);

        static bool HasProbabilities(RowPrediction row) => row.Probabilities.Count > 0;

        FoldResult Judge(int fold, FoldPredictions made) =>
            new(name, folds[fold], fold, Metrics.Compute(table.Genres, made.Rows), made.Rows, made.FitSeconds, made.PredictSeconds, made.History);
    }

    /// <summary>Runs several jobs in parallel. If some fail, the exception of the first of them in their order is thrown, as in a sequential run.</summary>
    internal static void RunJobs(int count, CrossValidationOptions options, Action<int> run, CancellationToken cancellationToken)
    {
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxDegreeOfParallelism, CancellationToken = cancellationToken };
        ExceptionDispatchInfo?[] failures = new ExceptionDispatchInfo?[count];

        // Jobs are given out one by one, not in ranges, as the trainers' times differ by a factor of a thousand. So every job before one that fails has begun,
        // and is finished before the loop ends.
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, count), EnumerablePartitionerOptions.NoBuffering), parallel, (job, state) =>
        {
            try
            {
                run(job);
            }
            catch (Exception failure)
            {
                failures[job] = ExceptionDispatchInfo.Capture(failure);
                state.Stop();
            }
        });

        if (Array.Find(failures, static f => f is not null) is { } first)
        {
            // What fails while the work is being stopped fails because of that.
            cancellationToken.ThrowIfCancellationRequested();
            first.Throw();
        }
    }

    internal static void CheckFolds(FeatureTable table, Folds folds)
    {
        if (!folds.Genres.SequenceEqual(table.Genres) || folds.Any(f => f.Train.Concat(f.Test).Any(row => row >= table.RowCount)))
        {
            throw new ArgumentException("The folds were made from another table: their genres or rows are not this one's.", nameof(folds));
        }
    }

    /// <summary>The places of a vote's members among the trainers: they are fitted for themselves, and the vote of their predictions needs no fits of its own. Null where one is missing.</summary>
    private static int[]? MembersOf(ITrainer trainer, IReadOnlyList<ITrainer> trainers, FeatureTable table)
    {
        // A vote's rows are bounded before its members see them.
        if (trainer is not SoftVotingTrainer { Preprocessing.Count: 0, HasMembers: true } vote || Math.Abs(TensorPrimitives.MaxMagnitude(table.Values)) > FittedPreprocessing.Bound)
        {
            return null;
        }

        int[] places = [.. vote.WeightedMembers.Select(member => trainers.TakeWhile(t => !t.Equals(member)).Count())];
        return places.All(m => m < trainers.Count && trainers[m] is not SoftVotingTrainer) ? places : null;
    }

    /// <summary>What <see cref="RunFold"/> gives of a vote, by the predictions of its members: the same bits.</summary>
    private static FoldResult Vote(FeatureTable table, SoftVotingTrainer vote, FoldResult[] members, Fold fold, int index)
    {
        int[] place = [.. fold.Train.Select(row => table.GenreIndices[row]).Distinct().Order()];
        double[] shares = vote.Shares;
        double[] weights = new double[place.Length];
        RowPrediction[] rows = new RowPrediction[fold.Test.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            Array.Clear(weights);
            for (int m = 0; m < members.Length; m++)
            {
                IReadOnlyList<double> ofMember = members[m].Predictions[i].Probabilities;
                for (int g = 0; g < place.Length; g++)
                {
                    weights[g] += shares[m] * ofMember[place[g]];
                }
            }

            Probabilities.Normalize(weights);
            rows[i] = Place(table, fold.Test[i], place, weights);
        }

        return new FoldResult(
            vote.Name, fold, index, Metrics.Compute(table.Genres, rows), rows, members.Sum(static m => m.FitSeconds), members.Sum(static m => m.PredictSeconds), history: null,
            [.. members.SelectMany(static m => m.Warnings.Select(w => $"{m.TrainerName}: {w}"))]);
    }

    /// <summary>A prediction among the table's genres; a model knows those of its training rows, a table may have one more.</summary>
    private static RowPrediction Place(FeatureTable table, int row, int[] place, ReadOnlySpan<double> ofModel)
    {
        double[] probabilities = new double[table.Genres.Count];
        for (int g = 0; g < place.Length; g++)
        {
            probabilities[place[g]] = ofModel[g];
        }

        return new RowPrediction(row, table.GenreIndices[row], place[Probabilities.ArgMax(ofModel)], probabilities);
    }

    private static FoldResult RunFold(FeatureTable table, ITrainer trainer, Fold fold, int index, CancellationToken cancellationToken)
    {
        // Cut when it is its turn: the parts of thousands of folds would be thousands of tables.
        FeatureTable training = table.SelectRows(fold.Train);
        FeatureTable testing = table.SelectRows(fold.Test);
        long start = Stopwatch.GetTimestamp();
        GenreModel model = trainer.Fit(training, new FitOptions { MaxDegreeOfParallelism = 1 }, progress: null, cancellationToken);
        double fitSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        start = Stopwatch.GetTimestamp();
        IReadOnlyList<GenrePrediction> predictions = model.Predict(testing);
        double predictSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        int[] place = [.. model.Genres.Select(g => IndexOf(table.Genres, g))];
        RowPrediction[] rows = new RowPrediction[predictions.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = Place(table, fold.Test[i], place, predictions[i].RawProbabilities);
        }

        Metrics metrics = Metrics.Compute(table.Genres, rows);
        return new FoldResult(trainer.Name, fold, index, metrics, rows, fitSeconds, predictSeconds, model.History, model.Warnings);
    }

    private static int IndexOf(IReadOnlyList<string> genres, string genre)
    {
        for (int i = 0; i < genres.Count; i++)
        {
            if (genres[i] == genre)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"The model knows a genre '{genre}' that its table did not have.");
    }
}
