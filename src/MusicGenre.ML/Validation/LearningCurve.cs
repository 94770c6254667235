using MusicGenre.Features;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>
/// Would more tracks help? The accuracy of a trainer that learns from some of the training tracks of each genre, on the same test rows: a curve that still rises at its end says yes.
/// </summary>
/// <remarks>
/// In each fold the training tracks of each genre are put in a random order; the first n of them, with all rows of each, are learnt from (so that more tracks always contain the fewer), and all test rows
/// of the fold are predicted. As scikit-learn's <c>learning_curve</c>, with tracks of a genre in place of rows.
/// </remarks>
public sealed class LearningCurve
{
    private const int Smallest = 5;
    private const double SmallestStep = 0.75;

    private LearningCurve(string trainerName, IReadOnlyList<LearningCurvePoint> points)
    {
        TrainerName = trainerName;
        Points = points;
    }

    /// <summary>The trainer.</summary>
    public string TrainerName { get; }

    /// <summary>The points, from few tracks to many.</summary>
    public IReadOnlyList<LearningCurvePoint> Points { get; }

    /// <summary>Measures the curve.</summary>
    /// <param name="table">The table.</param>
    /// <param name="trainer">The trainer.</param>
    /// <param name="folds">Splits of this table; of grouped folds, training tracks stay apart from test tracks' groups.</param>
    /// <param name="tracksPerGenre">The numbers of tracks, each at least 1; null for 5, 10, 20 and so on (from 1 in small tables) to the most that a genre has in a fold.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="options">The number of threads, which changes no bit; null for the defaults.</param>
    /// <param name="progress">Takes each fit when it is done, on the thread that did it.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ArgumentException">The folds are not of this table, or there are no numbers of tracks.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of tracks is below 1.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LearningCurve Run(
        FeatureTable table,
        ITrainer trainer,
        Folds folds,
        IReadOnlyList<int>? tracksPerGenre = null,
        long seed = 0,
        CrossValidationOptions? options = null,
        IProgress<FoldResult>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(folds);
        CrossValidation.CheckFolds(table, folds);
        int[][][][] drawn = [.. folds.Select((fold, f) => Draw(table, fold, new SeededRandom(seed, f)))];
        int[] sizes = [.. (tracksPerGenre ?? Sizes(drawn.Max(static fold => fold.Max(static genre => genre.Length)))).Distinct().Order()];
        if (sizes.Length == 0)
        {
            throw new ArgumentException("No number of tracks was given; at least one was expected.", nameof(tracksPerGenre));
        }

        if (sizes[0] < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(tracksPerGenre), sizes[0], "A number of tracks must be at least 1.");
        }

        Folds smaller = Folds.FromIndices(table, [.. sizes.SelectMany(size => folds.Select((fold, f) => fold with { Train = [.. drawn[f].SelectMany(genre => genre.Take(size)).SelectMany(static track => track)] }))]);
        IReadOnlyList<FoldResult> results = CrossValidation.Run(table, trainer, smaller, options, progress, cancellationToken).Results;
        return new LearningCurve(trainer.Name, [.. sizes.Select((size, i) =>
        {
            FoldResult[] own = [.. results.Skip(i * folds.Count).Take(folds.Count)];
            return new LearningCurvePoint(
                size, own.Average(static r => r.Fold.Train.Count), Over(static m => m.Accuracy), Over(static m => m.MacroF1));

            // The correction is for training rows that folds share; of those that were drawn they share fewer.
            FoldStatistic Over(Func<Metrics, double> figure) => FoldStatistic.Of(own.Select(r => figure(r.Metrics)), folds.TestToTrainRatio);
        })]);
    }

    /// <summary>The points in one line.</summary>
    public override string ToString() => $"{TrainerName}: " + string.Join(", ", Points.Select(static p => FormattableString.Invariant($"{p.TracksPerGenre} tracks {p.Accuracy.Mean:0.000}")));

    /// <summary>The training rows of each genre, track by track in a random order.</summary>
    private static int[][][] Draw(FeatureTable table, Fold fold, SeededRandom random) =>
    [
        .. Enumerable.Range(0, table.Genres.Count).Select(genre =>
        {
            int[][] tracks = [.. fold.Train.Where(row => table.GenreIndices[row] == genre).GroupBy(row => (table.Groups[row], TrackName.Track(table.FileNames[row]))).Select(static g => g.ToArray())];
            random.Shuffle<int[]>(tracks);
            return tracks;
        }),
    ];

    private static IEnumerable<int> Sizes(int largest)
    {
        for (int size = largest > 2 * Smallest ? Smallest : 1; size < SmallestStep * largest; size *= 2)
        {
            yield return size;
        }

        yield return largest;
    }
}
