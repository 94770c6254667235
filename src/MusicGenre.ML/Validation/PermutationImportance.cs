using MusicGenre.ML.Data;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>
/// Which descriptors matter: how much worse a model gets on test rows when the columns of one family are permuted among those rows, so that they keep their values and tell nothing of their row.
/// </summary>
/// <remarks>
/// <para>
/// In each fold a model is fitted once on the training rows; then, for each family and repeat, the family's columns of the test rows get the values of other test rows (the same row for all columns of the
/// family, so that what holds within it is kept). The importance is the mean loss of accuracy over the repeats, fold by fold. Sources: Breiman, "Random forests", Machine Learning 45, 2001, section 10;
/// Fisher, Rudin and Dominici, "All models are wrong, but many are useful: learning a variable's importance by studying an entire class of prediction models simultaneously", Journal of Machine
/// Learning Research 20, 2019 (model reliance, as a difference).
/// </para>
/// <para>It says what this model relies on, not what the music holds: of two families that tell the same, each alone may be permuted without loss.</para>
/// </remarks>
public sealed class PermutationImportance
{
    private const int MostRepeats = 10_000;

    private PermutationImportance(string trainerName, int repeats, FoldStatistic accuracy, IReadOnlyList<FamilyImportance> families)
    {
        TrainerName = trainerName;
        Repeats = repeats;
        Accuracy = accuracy;
        Families = families;
    }

    /// <summary>The trainer.</summary>
    public string TrainerName { get; }

    /// <summary>How often each family was permuted in each fold.</summary>
    public int Repeats { get; }

    /// <summary>The accuracy with no column permuted, over the folds.</summary>
    public FoldStatistic Accuracy { get; }

    /// <summary>The families, the most important first.</summary>
    public IReadOnlyList<FamilyImportance> Families { get; }

    /// <summary>Measures the importance of each family of a table's columns.</summary>
    /// <param name="table">The table.</param>
    /// <param name="trainer">The trainer.</param>
    /// <param name="folds">Splits of this table.</param>
    /// <param name="families">One name a column; where null, <see cref="DescriptorsOf"/>.</param>
    /// <param name="repeats">How often each family is permuted in each fold, 1 to 10,000.</param>
    /// <param name="seed">The seed of the permutations.</param>
    /// <param name="options">The number of threads, which changes no bit; null for the defaults.</param>
    /// <param name="progress">Takes the share of the folds that are done, 0 to 1, on the thread that did the last.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">The folds are not of this table, or the families are not one a column.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="repeats"/> is out of range.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PermutationImportance Run(
        FeatureTable table,
        ITrainer trainer,
        Folds folds,
        IReadOnlyList<string>? families = null,
        int repeats = 5,
        long seed = 0,
        CrossValidationOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(folds);
        CrossValidation.CheckFolds(table, folds);
        families ??= DescriptorsOf(table);
        if (families.Count != table.ColumnCount)
        {
            throw new ArgumentException($"{families.Count} families were given for {table.ColumnCount} columns.", nameof(families));
        }

        if (repeats is < 1 or > MostRepeats)
        {
            throw new ArgumentOutOfRangeException(nameof(repeats), repeats, $"The number of repeats must be from 1 to {MostRepeats}.");
        }

        (string Name, int[] Columns)[] groups = [.. Enumerable.Range(0, families.Count).GroupBy(c => families[c], StringComparer.Ordinal).Select(static g => (g.Key, g.ToArray()))];
        (double Accuracy, double LogLoss)[][] figures = new (double, double)[folds.Count][];
        int done = 0;
        CrossValidation.RunJobs(folds.Count, options ?? new CrossValidationOptions(), RunFold, cancellationToken);

        FoldStatistic Over(Func<(double Accuracy, double LogLoss)[], double> figure) => FoldStatistic.Of(figures.Select(figure), folds.TestToTrainRatio);
        FamilyImportance[] found = [.. groups.Select((g, i) => new FamilyImportance(
            g.Name, g.Columns.Length, Over(f => f[0].Accuracy - f[i + 1].Accuracy), Over(f => f[i + 1].LogLoss - f[0].LogLoss)))];
        return new PermutationImportance(
            trainer.Name, repeats, Over(static f => f[0].Accuracy), [.. found.OrderByDescending(static f => f.AccuracyDrop.Mean).ThenByDescending(static f => f.LogLossIncrease.Mean)]);

        void RunFold(int f)
        {
            GenreModel model = trainer.Fit(table.SelectRows(folds[f].Train), new FitOptions { MaxDegreeOfParallelism = 1 }, progress: null, cancellationToken);
            figures[f] = [Judge(model, table, folds[f].Test, [], permutation: null), .. groups.Select((g, i) => Permuted(model, folds[f].Test, g.Columns, f, i))];
            progress?.Report((double)Interlocked.Increment(ref done) / folds.Count);
        }

        (double Accuracy, double LogLoss) Permuted(GenreModel model, IReadOnlyList<int> test, int[] columns, int fold, int family)
        {
            // A stream for each fold and family, so that the threads' order does not matter.
            SeededRandom random = new(seed, ((long)fold * groups.Length) + family);
            int[] permutation = [.. test];
            (double Accuracy, double LogLoss) sum = default;
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                random.Shuffle<int>(permutation);
                (double accuracy, double logLoss) = Judge(model, table, test, columns, permutation);
                sum = (sum.Accuracy + (accuracy / repeats), sum.LogLoss + (logLoss / repeats));
            }

            return sum;
        }
    }

    /// <summary>What each column of a table measures: for a texture its family, for a statistic its descriptor (<c>mfcc</c>, <c>spectral_centroid</c>); without a feature set as far as the columns' names tell.</summary>
    /// <param name="table">The table.</param>
    /// <returns>One name a column.</returns>
    public static IReadOnlyList<string> DescriptorsOf(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return FeatureFamilies.Descriptors(table);
    }

    /// <summary>The accuracy and log-loss of test rows, some columns of which come from the rows of a permutation.</summary>
    private static (double Accuracy, double LogLoss) Judge(GenreModel model, FeatureTable table, IReadOnlyList<int> test, int[] columns, int[]? permutation)
    {
        float[] row = new float[table.ColumnCount];
        int right = 0;
        double logLoss = 0;
        for (int i = 0; i < test.Count; i++)
        {
            table.Row(test[i]).CopyTo(row);
            foreach (int column in columns)
            {
                row[column] = table[permutation![i], column];
            }

            GenrePrediction prediction = model.Predict(row);
            string label = table.Labels[test[i]];
            right += prediction.Genre == label ? 1 : 0;
            logLoss -= Math.Log(Math.Clamp(prediction[label], Metrics.MinimumProbability, 1));
        }

        return ((double)right / test.Count, logLoss / test.Count);
    }

    /// <summary>The families in the order of their importance.</summary>
    public override string ToString() => $"{TrainerName}: " + string.Join(", ", Families.Select(static f => FormattableString.Invariant($"{f.Name} {f.AccuracyDrop.Mean:0.000}")));
}
